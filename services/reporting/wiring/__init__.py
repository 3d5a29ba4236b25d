"""Composition root of reporting: the only place that knows every class. One module a topic."""

from __future__ import annotations

from chassis.entry import Assembly
from chassis.ground import Ground
from reporting.settings import Settings
from reporting.store.history import HISTORY
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE
from reporting.wiring import (
    audit,
    control,
    dashboards,
    definitions,
    evaluations,
    exports,
    obligations,
    on_time,
    rebuilds,
    reminders,
    report_pages,
    reports,
    snapshots,
)
from reporting.wiring.stand import Stand

DESCRIPTION = "Who is on time, per department, and whether anything was lost on the way."
OFFERS = (
    on_time.offer,
    audit.offer,
    evaluations.offer,
    dashboards.offer,
    definitions.offer,
    snapshots.offer,  # /v1/reports/snapshots is no form
    reports.offer,
    control.offer,
    rebuilds.offer,
    obligations.offer,
    exports.offer,
    report_pages.offer,
    reminders.offer,
)


async def build(settings: Settings) -> Assembly:
    """Everything of reporting, not started."""
    stand = Stand.on(Ground.of(SERVICE, settings, MESSAGING, HISTORY))
    return stand.ground.assembled(
        DESCRIPTION,
        [stand.offer(), *(offer(stand) for offer in OFFERS)],
        deadline_seconds=120.0,  # the audit reads the whole stream
    )
