"""So many messages a second; whoever is in no hurry waits until nobody else does."""

from __future__ import annotations

import asyncio
import heapq
from itertools import count


class Pace:
    """Turns are given out one by one, ``1 / per_second`` seconds apart, to single messages before bulk."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next = 0.0
        self._waiting: list[tuple[bool, int, asyncio.Event]] = []
        self._order = count()

    async def turn(self, *, is_bulk: bool) -> None:
        """Returns when the message may go."""
        mine = asyncio.Event()
        entry = (is_bulk, next(self._order), mine)
        heapq.heappush(self._waiting, entry)
        self._let_first_go()
        try:
            await mine.wait()
            loop = asyncio.get_running_loop()
            while self._next > loop.time():
                await asyncio.sleep(self._next - loop.time())
                if self._waiting[0] is not entry:  # somebody in a hurry came meanwhile
                    mine.clear()
                    self._let_first_go()
                    await mine.wait()
            self._next = max(self._next, loop.time()) + self._gap
        finally:
            self._waiting.remove(entry)
            heapq.heapify(self._waiting)
            self._let_first_go()

    def _let_first_go(self) -> None:
        if self._waiting:
            self._waiting[0][2].set()
