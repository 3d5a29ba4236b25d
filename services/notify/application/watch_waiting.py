"""WatchWaiting: how long the oldest message has been due, for the alert that pages somebody."""

from __future__ import annotations

from collections.abc import Collection

from chassis.kernel.clock import Clock
from chassis.telemetry import metrics
from notify.application.ports import Reads
from notify.domain.channels import SHORT, DayHours, Lane

OLDEST = metrics.gauge(
    "dossier_message_oldest_due_seconds", "How long the oldest message has been due.", ("channel", "priority")
)


class WatchWaitingHandler:
    def __init__(self, reads: Reads, lanes: Collection[Lane], hours: DayHours, *, clock: Clock, real: Clock) -> None:
        self._reads = reads
        self._lanes = lanes
        self._hours = hours
        self._clock = clock
        self._real = real

    async def __call__(self) -> None:
        """What waits for the morning because telephones rest is not late."""
        oldest, now = await self._reads.oldest_due(), self._real.now()
        rests = not self._hours.includes(self._clock.now())
        for lane in self._lanes:
            due = None if rests and lane.channel in SHORT else oldest.get(lane)
            late = max(0.0, (now - due).total_seconds()) if due else 0.0
            OLDEST.labels(lane.channel, "bulk" if lane.is_bulk else "single").set(late)
