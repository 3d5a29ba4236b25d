"""Metrics of the process: one registry; every family declared at import and listed in ``telemetry/metrics.yaml``.

    REQUESTS = counter("dossier_received_total", "Dossiers taken in.", ("agency", "department", "channel"))
    REQUESTS.labels("heza", "dau-tu", "counter").inc()

A label never holds a dossier, a person or free text: its values must be few and known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import choose_encoder

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Buckets for durations of requests, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A metric family as the code declares it."""

    name: str
    type: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...]


disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY = CollectorRegistry()
_declared: dict[str, Declared] = {}


def counter(name: str, help: str, labels: Sequence[str] = ()) -> Counter:  # noqa: A002 - the field's own word
    """A number that only grows; its name ends in ``_total``. Raises ValueError for a name that exists."""
    if not name.endswith("_total"):
        raise ValueError(f"the name of a counter ends in _total: {name}")
    _declare(name, "counter", help, labels)
    return Counter(name, help, tuple(labels), registry=REGISTRY)


def gauge(name: str, help: str, labels: Sequence[str] = ()) -> Gauge:  # noqa: A002
    """A number that goes up and down. Raises ValueError for a name that exists."""
    _declare(name, "gauge", help, labels)
    return Gauge(name, help, tuple(labels), registry=REGISTRY)


def histogram(
    name: str,
    help: str,  # noqa: A002
    labels: Sequence[str] = (),
    buckets: Sequence[float] = SECONDS,
) -> Histogram:
    """A distribution over buckets (upper bounds, ascending). Raises ValueError for a name that exists."""
    _declare(name, "histogram", help, labels)
    return Histogram(name, help, tuple(labels), registry=REGISTRY, buckets=tuple(buckets))


def announce(
    name: str,
    kind: Literal["counter", "gauge", "histogram"],
    help: str,  # noqa: A002
    labels: Sequence[str] = (),
) -> Declared:
    """Declare a family whose series a collector of the service's own yields (``REGISTRY.register(collector)``).

    For figures that a store keeps and the process only shows. Raises ValueError for a name that exists.
    """
    _declare(name, kind, help, labels)
    return _declared[name]


def declared() -> dict[str, Declared]:
    """Every family declared so far, by name."""
    return dict(_declared)


def exposition(accept: str = "") -> tuple[bytes, str]:
    """All series, and the media type of the answer: OpenMetrics, which has exemplars, for who asks for it in the
    ``Accept`` header; else Prometheus text format 0.0.4."""
    encode, media_type = choose_encoder(accept)
    return encode(REGISTRY), media_type


def _declare(name: str, kind: Literal["counter", "gauge", "histogram"], text: str, labels: Sequence[str]) -> None:
    if name in _declared:
        raise ValueError(f"metric {name} is declared twice")
    _declared[name] = Declared(name=name, type=kind, help=text, labels=tuple(labels))


BUILD = gauge("dossier_build_info", "Always 1; says what runs.", ("service", "version", "revision"))


def describe_build(service: str, version: str, revision: str = "unknown") -> None:
    """Say what runs here, once, at the start."""
    BUILD.labels(service, version, revision).set(1)
