"""Fact → published event. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import OutgoingEvent
from motcua.events.v1.reporting_pb2 import ObligationDue as ObligationDueData
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
