"""What is foreseen, as a series: shown by the replica that leads, and by no other."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.telemetry import metrics

_FORESEEN = metrics.gauge(
    "dossier_foreseen_late", "Open dossiers due within a week that will probably be late.", ("agency", "department")
)


def show(counts: Mapping[tuple[str, str], int]) -> None:
    for (agency, department), count in counts.items():
        _FORESEEN.labels(agency, department).set(count)


def hide() -> None:
    """Another replica shows it now."""
    _FORESEEN.clear()
