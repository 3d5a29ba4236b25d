"""Several calls at once share one piece of work, as a transaction costs the same for one event and for fifty."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from chassis.tasks import Tasks

Asked = TypeVar("Asked")
Told = TypeVar("Told")


class Gathering(Generic[Asked, Told]):
    """Callable. While a batch is at work, those who ask wait for the next one.

    work: answers each of a batch, in the same order. When it fails, each of the batch is tried by itself, so that
    nobody suffers from a neighbour's fault.
    """

    def __init__(self, work: Callable[[Sequence[Asked]], Awaitable[Sequence[Told]]], *, most: int) -> None:
        self._work, self._most = work, most
        self._waiting: list[tuple[Asked, asyncio.Future[Told]]] = []
        self._is_at_work = False
        self._tasks = Tasks()

    async def __call__(self, asked: Asked) -> Told:
        future: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if not self._is_at_work:
            self._is_at_work = True
            self._tasks.spawn("gathering", self._run())
        return await future

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            if not await self._together(batch):
                for each in batch:
                    await self._alone(*each)
        self._is_at_work = False

    async def _together(self, batch: Sequence[tuple[Asked, asyncio.Future[Told]]]) -> bool:
        if len(batch) == 1:
            return False
        try:
            answers = await self._work([asked for asked, _ in batch])
        except Exception:  # noqa: BLE001, RUF100 - each hears its own fault
            return False
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)
        return True

    async def _alone(self, asked: Asked, future: asyncio.Future[Told]) -> None:
        try:
            (answer,) = await self._work([asked])
        except Exception as fault:  # noqa: BLE001, RUF100 - for who asked
            if not future.done():
                future.set_exception(fault)
            return
        if not future.done():
            future.set_result(answer)
