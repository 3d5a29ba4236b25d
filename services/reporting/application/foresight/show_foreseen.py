"""ShowForeseen: how many dossiers will be late within a week, per department, for the series that tells it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chassis.kernel.clock import Clock
from reporting.application.foresight.get_late import AHEAD
from reporting.application.foresight.ports import ForesightReads, LateFilter
from reporting.domain.days import local_day

Show = Callable[[Mapping[tuple[str, str], int]], None]


class ShowForeseenHandler:
    def __init__(self, reads: ForesightReads, clock: Clock, show: Show, *, threshold: float) -> None:
        """show: told a number for every department, by agency and token."""
        self._reads = reads
        self._clock = clock
        self._show = show
        self._threshold = threshold

    async def __call__(self) -> None:
        now = self._clock.now()
        wanted = LateFilter(by=local_day(now) + AHEAD, threshold=self._threshold)
        none = dict.fromkeys(await self._reads.places(), 0)
        self._show({**none, **await self._reads.late_counts(wanted, now)})
