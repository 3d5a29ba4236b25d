"""Work that is done again and again: soon after a wake-up, and now and then without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from chassis.failures import reason
from chassis.tasks import Tasks
from chassis.telemetry import logs

_log = logs.get(__name__)


class Repeating:
    """Part. Does ``work`` at the start, after ``wake()``, and at the latest every ``latest_seconds``.

    soonest_seconds: pause between two rounds, however often it is woken; many wake-ups make one round.
    Work that answers True wants another round at once. A round that fails is logged (once per kind of
    trouble) and repeated. Seconds are real ones, also where the business clock is simulated.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[object]],
        *,
        soonest_seconds: float,
        latest_seconds: float,
    ) -> None:
        self.name = name
        self._work = work
        self._soonest = soonest_seconds
        self._latest = latest_seconds
        self._tasks = Tasks()
        self._woken = asyncio.Event()
        self._trouble = ""

    def wake(self) -> None:
        """There is something to do. Cheap; callable from a commit hook."""
        self._woken.set()

    async def start(self) -> None:
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        """A round that has begun is cancelled."""
        await self._tasks.cancel_all()

    async def _for_ever(self) -> None:
        while True:
            self._woken.clear()
            if await self._round():
                continue
            await asyncio.sleep(self._soonest)
            try:
                async with asyncio.timeout(max(self._latest - self._soonest, 0)):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _round(self) -> bool:
        try:
            again = await self._work()
        except Exception as fault:  # noqa: BLE001, RUF100 - the next round may do better
            trouble = reason(fault)
            if trouble != self._trouble:
                _log.warning("round failed", part=self.name, reason=trouble)
            self._trouble = trouble
            self._woken.set()
            return False
        if self._trouble:
            _log.info("round succeeded again", part=self.name)
        self._trouble = ""
        return again is True
