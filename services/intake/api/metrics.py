"""How far ahead deadlines can be counted, as Prometheus series: read from the law in force at every scrape."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from chassis.kernel.errors import Problem
from chassis.telemetry import metrics
from intake.application.law_in_force import LawInForce

_NAME = "dossier_calendar_until_timestamp_seconds"
_HELP = "End of the last year whose days off were entered (known) or decided by the Government (decided)."
_LABELS = ("agency", "extent")

metrics.announce(_NAME, "gauge", _HELP, _LABELS)


class ShownLaw(Collector):
    """Part: shown while it runs. Nothing before the law is read."""

    name = "shown-law"

    def __init__(self, in_force: LawInForce) -> None:
        self._in_force = in_force

    async def start(self) -> None:
        metrics.REGISTRY.register(self)

    async def stop(self) -> None:
        metrics.REGISTRY.unregister(self)

    def collect(self) -> Iterable[Metric]:
        try:
            pack = self._in_force.pack
        except Problem:
            return
        family = GaugeMetricFamily(_NAME, _HELP, labels=_LABELS)
        calendar = pack.calendar
        for extent, years in (("known", calendar.known_years), ("decided", calendar.decided_years)):
            end = datetime(max(years) + 1, 1, 1, tzinfo=calendar.tz) if years else None
            family.add_metric((pack.agency.token, extent), end.timestamp() if end else 0.0)
        yield family
