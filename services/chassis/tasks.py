"""Background tasks that are kept, named, awaited, and whose failure is logged at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from chassis.telemetry import logs

_log = logs.get(__name__)

T = TypeVar("T")


class Tasks:
    """Owns the tasks of one part. ``cancel_all`` in its ``stop``."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def spawn(self, name: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run ``work`` beside the caller. A failure is logged with its stack; await the task to see it."""
        task = asyncio.create_task(work, name=name)  # noqa: TID251 - kept below
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    @property
    def running(self) -> int:
        return len(self._running)

    async def cancel_all(self, *, grace_seconds: float = 5.0) -> None:
        """Cancel what still runs and wait for it; what ignores that for the grace period is named and left."""
        tasks = {task for task in self._running if task is not asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if not tasks:
            return
        _, stubborn = await asyncio.wait(tasks, timeout=grace_seconds)
        for task in stubborn:
            _log.warning("task did not stop", task=task.get_name(), seconds=grace_seconds)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            _log.error("task failed", task=task.get_name(), exc_info=fault)
