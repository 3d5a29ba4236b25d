"""So many messages a second, by all replicas together; whoever is in no hurry waits until nobody else does."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable
from itertools import count

Reserve = Callable[[], Awaitable[float]]
"""Takes the next free place for this sender alone; answers in how many seconds it is."""


class Pace:
    """Turns are given out one by one, each at a place that was reserved, to single messages before bulk.

    At most one place is held, and only while somebody waits: it goes to whoever is first when it has come.
    """

    def __init__(self, reserve: Reserve) -> None:
        self._reserve = reserve
        self._place: float | None = None  # by the loop's time
        self._reserving = asyncio.Lock()
        self._waiting: list[tuple[bool, int, asyncio.Event]] = []
        self._order = count()

    async def turn(self, *, is_bulk: bool) -> None:
        """Returns when the message may go. Raises what ``reserve`` raises."""
        mine = asyncio.Event()
        entry = (is_bulk, next(self._order), mine)
        heapq.heappush(self._waiting, entry)
        self._let_first_go()
        try:
            while True:
                await mine.wait()
                await self._until_place()
                if self._waiting[0] is entry and self._has_come:
                    break
                if self._waiting[0] is not entry:  # somebody in a hurry came meanwhile
                    mine.clear()
                    self._let_first_go()
            self._place = None
        finally:
            self._waiting.remove(entry)
            heapq.heapify(self._waiting)
            self._let_first_go()

    @property
    def _has_come(self) -> bool:
        return self._place is not None and self._place <= asyncio.get_running_loop().time()

    async def _until_place(self) -> None:
        """A place is reserved, and as good as come."""
        loop = asyncio.get_running_loop()
        async with self._reserving:
            if self._place is None:
                self._place = loop.time() + await self._reserve()
            wait = self._place - loop.time()
        if wait > 0:
            await asyncio.sleep(wait)

    def _let_first_go(self) -> None:
        if self._waiting:
            self._waiting[0][2].set()
