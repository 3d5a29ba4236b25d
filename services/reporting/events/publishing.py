"""Fact → published event. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.events.v1.reporting_pb2 import ControlDue as ControlDueData
from motcua.events.v1.reporting_pb2 import ObligationDue as ObligationDueData
from motcua.events.v1.reporting_pb2 import ReportClosed as ReportClosedData
from reporting.application.reports.snapshot_ports import ReportClosed
from reporting.domain.control.due import ControlDue
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


def control_due(fact: ControlDue) -> OutgoingEvent:
    """``control.due``, on the subject of the department that must act."""
    due = fact.due
    data = ControlDueData(
        piece_id=due.piece_id,
        agency=due.agency,
        department=due.department,
        kind=due.kind,
        person=due.person,
        working_days_left=fact.working_days_left,
    )
    data.due_at.FromDatetime(due.at)
    return OutgoingEvent(
        type="control.due",
        agency=due.agency,
        department=due.department or AGENCY_WIDE,
        subject=due.piece_id,
        data=data,
    )


def publish_reminder(fact: ObligationDue | ControlDue) -> OutgoingEvent:
    return publish_due(fact) if isinstance(fact, ObligationDue) else control_due(fact)


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
