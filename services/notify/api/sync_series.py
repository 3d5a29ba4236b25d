"""What the metrics say of handing over."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.kernel.clock import Clock
from chassis.telemetry import metrics
from notify.application.sync.ports import Adapter, SyncReads
from notify.domain.sync import SyncState

PUSHES = metrics.counter(
    "dossier_sync_pushes_total", "Dossiers handed over to other systems, by what came of it.", ("adapter", "result")
)
STANDING = metrics.gauge("dossier_sync_dossiers", "How dossiers stand with other systems.", ("adapter", "state"))
OLDEST = metrics.gauge(
    "dossier_sync_oldest_age_seconds", "Age of the change that waits longest for another system.", ("adapter",)
)
RESULTS = ("taken", "rejected", "failed")


def count(adapter: str, result: str) -> None:
    PUSHES.labels(adapter, result).inc()


class ShowSync:
    """Brings the gauges up to date; the work of a loop."""

    def __init__(self, reads: SyncReads, adapters: Sequence[Adapter], clock: Clock) -> None:
        self._reads = reads
        self._adapters = adapters
        self._clock = clock
        for adapter in adapters:
            for result in RESULTS:
                PUSHES.labels(adapter.key, result)

    async def __call__(self) -> None:
        for adapter in self._adapters:
            counts = await self._reads.counts(adapter.key, "")
            for state in SyncState:
                STANDING.labels(adapter.key, state.value).set(counts[state])
            since = await self._reads.waiting_since(adapter.key, "")
            age = (self._clock.now() - since).total_seconds() if since is not None else 0.0
            OLDEST.labels(adapter.key).set(max(age, 0.0))
