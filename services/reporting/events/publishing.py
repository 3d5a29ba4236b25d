"""Fact → published event. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.events.v1.reporting_pb2 import ObligationDue as ObligationDueData
from motcua.events.v1.reporting_pb2 import ReportClosed as ReportClosedData
from reporting.application.reports.snapshot_ports import ReportClosed
from reporting.domain.obligation import ObligationDue

AGENCY_WIDE = "all"


def publish_due(fact: ObligationDue) -> OutgoingEvent:
    """``obligation.due``, on the subject of the department that owes it."""
    owed = fact.obligation
    data = ObligationDueData(
        obligation_id=owed.id,
        agency=owed.agency,
        department=owed.department,
        rule=owed.rule,
        form=owed.form,
        period=owed.period,
        working_days_left=fact.working_days_left,
    )
    data.due_at.FromDatetime(owed.due_at)
    return OutgoingEvent(
        type="obligation.due",
        agency=owed.agency,
        department=owed.department or AGENCY_WIDE,
        subject=owed.id,
        data=data,
    )


def report_closed(fact: ReportClosed) -> OutgoingEvent:
    """``report.closed``, about the snapshot."""
    snapshot = fact.snapshot
    data = ReportClosedData(
        snapshot_id=snapshot.id,
        number=snapshot.number,
        agency=snapshot.agency,
        form=snapshot.form,
        form_number=snapshot.report.number,
        first_on=snapshot.first.isoformat(),
        last_on=snapshot.last.isoformat(),
        revision=snapshot.revision,
        definitions=snapshot.report.definitions,
        digest=snapshot.digest,
    )
    data.closed_at.FromDatetime(snapshot.closed_at)
    return OutgoingEvent(
        type="report.closed",
        agency=snapshot.agency,
        department=AGENCY_WIDE,
        subject=snapshot.id,
        data=data,
    )
