"""ShowMetrics: read the figures once and hand them to the exposition, so that a scrape costs no query."""

from __future__ import annotations

from datetime import timedelta

from chassis.kernel.clock import Clock
from reporting.application.ports import Metrics, Reads
from reporting.domain.days import local_day


class ShowMetricsHandler:
    def __init__(self, reads: Reads, metrics: Metrics, clock: Clock) -> None:
        self._reads = reads
        self._metrics = metrics
        self._clock = clock

    async def __call__(self) -> None:
        """Refresh every series from the store."""
        today = local_day(self._clock.now())
        recent_from = min(today.replace(month=1, day=1), today - timedelta(days=27))
        self._metrics.show(await self._reads.figures(recent_from=recent_from))
