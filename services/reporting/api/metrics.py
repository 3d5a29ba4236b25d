"""The figures as Prometheus series: read from the store once per refresh, shown at every scrape.

Every department × outcome is there from the start at 0, and each number is the API's own. Of several replicas the one
that leads shows them, so that a sum over replicas is right.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from chassis.kernel.clock import Clock
from chassis.telemetry import metrics
from reporting.application.ports import Figures
from reporting.domain.audit_rounds import AuditRun
from reporting.domain.dashboards import Due, due_group
from reporting.domain.days import local_day
from reporting.domain.facts import Stage
from reporting.domain.tallies import BUCKET_DAYS, WORKING_DAY_SECONDS, Measure
from reporting.domain.verdict import Outcome

_PLACE = ("agency", "department")
CHANNELS = ("counter", "post", "online")
RESULTS = ("granted", "refused", "returned", "withdrawn", "stopped")
RATINGS = ("1", "2", "3", "4", "5")
WINDOWS = ("last_1d", "last_7d", "last_28d", "this_month", "this_quarter", "this_year")
DUES = tuple(Due)

_BOUNDS = (*(str(int(days * WORKING_DAY_SECONDS)) for days in BUCKET_DAYS), "+Inf")
_COUNTERS: tuple[tuple[str, str, Measure, str, tuple[str, ...]], ...] = (
    ("dossier_received_total", "Dossiers accepted.", Measure.RECEIVED, "channel", CHANNELS),
    ("dossier_completed_total", "Dossiers done with.", Measure.COMPLETED, "result", RESULTS),
    ("dossier_deadline_outcomes_total", "Verdicts on_time@1.", Measure.OUTCOME, "outcome", tuple(Outcome)),
    ("dossier_supplement_requests_total", "Requests for papers.", Measure.SUPPLEMENT, "", ("",)),
    ("dossier_satisfaction_responses_total", "Ratings by applicants.", Measure.RATING, "rating", RATINGS),
)
_HISTOGRAMS = (
    ("dossier_processing_working_seconds", "Working time to the result.", Measure.WORKING, Measure.WORKING_SUM),
    ("dossier_lead_time_seconds", "Elapsed time from acceptance to result.", Measure.LEAD, Measure.LEAD_SUM),
)

for _name, _help, _measure, _label, _values in _COUNTERS:
    metrics.announce(_name, "counter", _help, (*_PLACE, _label) if _label else _PLACE)
for _window in WINDOWS:
    metrics.announce(
        f"dossier_deadline_outcomes_{_window}", "gauge", "Verdicts on_time@1 in the window.", (*_PLACE, "outcome")
    )
for _name, _help, _measure, _sum in _HISTOGRAMS:
    metrics.announce(_name, "histogram", _help, _PLACE)
metrics.announce("dossier_in_progress", "gauge", "Open dossiers.", (*_PLACE, "due"))
metrics.announce("dossier_in_stage", "gauge", "Dossiers by stage.", (*_PLACE, "stage"))
metrics.announce("dossier_undue", "gauge", "Accepted without an appointment: errors of the data.", _PLACE)
metrics.announce("dossier_oldest_overdue_age_seconds", "gauge", "Age of the oldest missed deadline.", _PLACE)
metrics.announce("dossier_on_time_target_ratio", "gauge", "Share of verdicts that should be met.", _PLACE)
metrics.announce("dossier_department_info", "gauge", "Always 1; what a department is called.", (*_PLACE, "name"))
metrics.announce("dossier_reporting_watermark_timestamp_seconds", "gauge", "Time of the newest event counted.")
metrics.announce(
    "dossier_reporting_refreshed_timestamp_seconds", "gauge", "When the figures were last read, by the machine's clock."
)
AUDIT_FINDINGS = metrics.gauge(
    "dossier_audit_findings", "Missing or doubled events that the last audit of everything found.", ("audit",)
)
AUDIT_LAST_RUN = metrics.gauge(
    "dossier_audit_last_run_timestamp_seconds", "When that was, by the machine's clock; 0: never yet.", ("audit",)
)


def show_audit(audit: str, run: AuditRun | None) -> None:
    AUDIT_LAST_RUN.labels(audit).set(run.ran_at.timestamp() if run else 0)
    if run is not None:  # no findings before an audit
        AUDIT_FINDINGS.labels(audit).set(run.faults)


def hide_audits() -> None:
    """Another replica shows them now."""
    AUDIT_LAST_RUN.clear()
    AUDIT_FINDINGS.clear()


class ShownFigures(Collector):
    """Fulfils ``application.ports.Metrics``. Part: shown while it runs. Nothing before the first figures."""

    name = "shown-figures"

    def __init__(self, clock: Clock, *, target: float) -> None:
        self._clock = clock
        self._target = target
        self._figures: Figures | None = None
        self._families: tuple[Metric, ...] = ()

    async def start(self) -> None:
        metrics.REGISTRY.register(self)

    async def stop(self) -> None:
        metrics.REGISTRY.unregister(self)

    def show(self, figures: Figures) -> None:
        now = self._clock.now()
        view = _View(figures)
        ages = GaugeMetricFamily(
            "dossier_oldest_overdue_age_seconds", "Age of the oldest missed deadline.", labels=_PLACE
        )
        for place in view.places:
            since = figures.oldest_overdue.get(place)
            ages.add_metric(place, max((now - since).total_seconds(), 0.0) if since else 0.0)
        self._families = (
            *_counters(view),
            *_windows(view, local_day(now)),
            *_histograms(view),
            _in_progress(view, local_day(now)),
            _in_stage(view),
            _undue(view),
            ages,
            *self._descriptions(view),
        )

    def hide(self) -> None:
        """Another replica shows them now."""
        self._families = ()

    def collect(self) -> Iterable[Metric]:
        return self._families

    def _descriptions(self, view: _View) -> Iterator[Metric]:
        target = GaugeMetricFamily(
            "dossier_on_time_target_ratio", "Share of verdicts that should be met.", labels=_PLACE
        )
        info = GaugeMetricFamily(
            "dossier_department_info", "Always 1; what a department is called.", labels=(*_PLACE, "name")
        )
        names = {(one.agency, one.key): one.name for one in view.figures.departments}
        for place in view.places:
            target.add_metric(place, self._target)
            info.add_metric((*place, names.get(place, place[1])), 1)
        yield target
        yield info
        watermark = GaugeMetricFamily(
            "dossier_reporting_watermark_timestamp_seconds", "Time of the newest event counted."
        )
        as_of = view.figures.as_of
        watermark.add_metric((), as_of.timestamp() if as_of else 0.0)
        yield watermark
        refreshed = GaugeMetricFamily(
            "dossier_reporting_refreshed_timestamp_seconds", "When the figures were last read, by the machine's clock."
        )
        refreshed.add_metric((), time.time())
        yield refreshed


class _View:
    """Figures by key, and every place there is."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.totals = {(one.measure, one.agency, one.department, one.label): one.value for one in figures.totals}
        known = {(one.agency, one.key) for one in figures.departments}
        counted = {(one.agency, one.department) for one in figures.totals}
        self.places = sorted(known | counted)

    def total(self, measure: Measure, place: tuple[str, str], label: str) -> int:
        return self.totals.get((measure, *place, label), 0)


def _counters(view: _View) -> Iterator[Metric]:
    for name, text, measure, label, values in _COUNTERS:
        family = CounterMetricFamily(name, text, labels=(*_PLACE, label) if label else _PLACE)
        for place in view.places:
            for value in values:
                family.add_metric((*place, value) if label else place, view.total(measure, place, value))
        yield family


def window_starts(today: date) -> dict[str, date]:
    """First local day of each window; every window ends today."""
    return {
        "last_1d": today,
        "last_7d": today - timedelta(days=6),
        "last_28d": today - timedelta(days=27),
        "this_month": today.replace(day=1),
        "this_quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "this_year": today.replace(month=1, day=1),
    }


def _windows(view: _View, today: date) -> Iterator[Metric]:
    for window, first in window_starts(today).items():
        sums: dict[tuple[str, str, str], int] = {}
        for one in view.figures.recent:
            if first <= one.day <= today:
                key = (one.agency, one.department, one.label)
                sums[key] = sums.get(key, 0) + one.value
        family = GaugeMetricFamily(
            f"dossier_deadline_outcomes_{window}",
            "Verdicts on_time@1 in the window.",
            labels=(*_PLACE, "outcome"),
        )
        for place in view.places:
            for outcome in Outcome:
                family.add_metric((*place, outcome.value), sums.get((*place, outcome.value), 0))
        yield family


def _histograms(view: _View) -> Iterator[Metric]:
    for name, text, measure, sum_measure in _HISTOGRAMS:
        family = HistogramMetricFamily(name, text, labels=_PLACE)
        for place in view.places:
            reached = 0
            buckets: list[tuple[str, float]] = []
            for bound in _BOUNDS:
                reached += view.total(measure, place, bound)
                buckets.append((bound if bound == "+Inf" else f"{float(bound)}", reached))
            family.add_metric(place, buckets=buckets, sum_value=view.total(sum_measure, place, ""))
        yield family


def _in_progress(view: _View, today: date) -> Metric:
    sums: dict[tuple[str, str, str], int] = {}
    for one in view.figures.open_by_day:
        key = (one.agency, one.department, due_group(one.label, one.day, today).value)
        sums[key] = sums.get(key, 0) + one.value
    family = GaugeMetricFamily("dossier_in_progress", "Open dossiers.", labels=(*_PLACE, "due"))
    for place in view.places:
        for due in DUES:
            family.add_metric((*place, due), sums.get((*place, due), 0))
    return family


def _in_stage(view: _View) -> Metric:
    family = GaugeMetricFamily("dossier_in_stage", "Dossiers by stage.", labels=(*_PLACE, "stage"))
    for place in view.places:
        for stage in Stage:
            family.add_metric((*place, stage.value), view.total(Measure.STAGE, place, stage.value))
    return family


def _undue(view: _View) -> Metric:
    family = GaugeMetricFamily("dossier_undue", "Accepted without an appointment: errors of the data.", labels=_PLACE)
    for place in view.places:
        family.add_metric(place, view.total(Measure.UNDUE, place, ""))
    return family
