"""ListOutages: what is announced and not over. For everybody, signed in or not."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.clock import Clock
from notify.application.outages.ports import OutageReads
from notify.domain.outage import Outage


class ListOutagesHandler:
    def __init__(self, reads: OutageReads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock

    async def __call__(self) -> Sequence[Outage]:
        """The next one first."""
        return await self._reads.ending_after(self._clock.now())
