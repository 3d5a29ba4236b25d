"""Metrics of the webhooks. An endpoint is labelled by its short name; there are 200 at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from chassis.telemetry import metrics
from notify.application.webhooks.ports import Backlog
from notify.domain.webhooks import Endpoint, EndpointState

DELIVERIES = metrics.counter(
    "dossier_webhook_deliveries_total", "Attempts by outcome: delivered, retry, failed.", ("endpoint", "result")
)
_GAUGES = (
    ("dossier_webhook_endpoint_disabled", "1 while a webhook endpoint is switched off."),
    ("dossier_webhook_backlog", "Events that wait for a webhook endpoint."),
    ("dossier_webhook_oldest_age_seconds", "How long the oldest of them has waited; 0 for none."),
)
RESULTS = ("delivered", "retry", "failed")
for _name, _help in _GAUGES:
    metrics.announce(_name, "gauge", _help, ("endpoint",))


class WebhookFigures(Collector):
    """Fulfils ``application.webhooks.ports.Figures``. Part: shown while it runs."""

    name = "webhook-figures"

    def __init__(self) -> None:
        self._families: tuple[Metric, ...] = ()
        self._names: frozenset[str] = frozenset()

    async def start(self) -> None:
        metrics.REGISTRY.register(self)

    async def stop(self) -> None:
        metrics.REGISTRY.unregister(self)

    def count(self, endpoint: str, result: str) -> None:
        DELIVERIES.labels(endpoint, result).inc()

    def show(self, seen: Sequence[tuple[Endpoint, Backlog]], at: datetime) -> None:
        families = [GaugeMetricFamily(name, text, labels=("endpoint",)) for name, text in _GAUGES]
        for endpoint, backlog in seen:
            age = (at - backlog.oldest_at).total_seconds() if backlog.oldest_at else 0.0
            values = (float(endpoint.state is EndpointState.DISABLED), backlog.pending, max(age, 0.0))
            for family, value in zip(families, values, strict=True):
                family.add_metric((endpoint.name,), value)
        self._families = tuple(families)
        self._from_zero(frozenset(endpoint.name for endpoint, _ in seen))

    def collect(self) -> Iterable[Metric]:
        return self._families

    def _from_zero(self, names: frozenset[str]) -> None:
        """Every endpoint's outcomes are visible from the start; those of a deleted one end."""
        for name in names - self._names:
            for result in RESULTS:
                DELIVERIES.labels(name, result)
        for name in self._names - names:
            for result in RESULTS:
                DELIVERIES.remove(name, result)
        self._names = names
