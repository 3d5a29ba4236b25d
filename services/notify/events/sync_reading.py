"""Published event → what it means to those who hand dossiers over. Pure; nothing but the contract of events is read."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from chassis.messaging.envelope import Envelope
from motcua.common.v1.vocabulary_pb2 import ClockCause
from motcua.events.registry import EVENTS
from notify.application.sync.ports import Heard
from notify.domain.dates import HO_CHI_MINH
from notify.domain.selection import EventTraits
from notify.domain.sync import Milestones, Supplement

# Nothing that the other side shows is different after these.
_NO_CHANGE = frozenset({"dossier.due-soon", "dossier.step-due-soon", "dossier.rated", "delivery.failed"})


def read_change(envelope: Envelope) -> Heard | None:
    """None for an event about no dossier, or one that changes nothing others see. Raises Malformed."""
    contract = EVENTS.get(envelope.event)
    if contract is None or not envelope.event.startswith("dossier.") or envelope.event in _NO_CHANGE:
        return None
    data: Any = envelope.payload(contract.message)
    dossier = data.dossier
    return Heard(
        dossier_id=envelope.subject,
        traits=EventTraits(
            agency=dossier.agency,
            department=dossier.department,
            type=envelope.type,
            procedure=dossier.procedure_key,
        ),
        at=envelope.time,
        code=dossier.code,
        accepted_on=_day(data) if envelope.event == "dossier.accepted" else None,
        milestones=_milestones(envelope.event, data),
        moved=_moved(envelope.event, data),
        is_trial=bool(getattr(data, "synthetic", False)),
    )


def _milestones(event: str, data: Any) -> Milestones:
    match event:
        case "dossier.refused":
            return Milestones(refused_at=_instant(data, "refused_at"))
        case "dossier.result-issued":
            return Milestones(finished_at=_instant(data, "issued_at"))
        case "dossier.stopped":
            return Milestones(finished_at=_instant(data, "stopped_at"))
        case "dossier.supplement-requested":
            asked = Supplement(request_id=data.request_id, asked_at=_instant(data, "requested_at"))
            return Milestones(supplements=(asked,))
        case "dossier.supplemented":
            answered = Supplement(request_id=data.request_id, answered_at=_instant(data, "supplemented_at"))
            return Milestones(supplements=(answered,))
    return Milestones()


def _moved(event: str, data: Any) -> tuple[datetime, datetime] | None:
    if event != "dossier.due-date-changed" or data.cause != ClockCause.CLOCK_CAUSE_SUPPLEMENT:
        return None
    before, after = _instant(data, "previous_due_at"), _instant(data, "due_at")
    return (before, after) if before is not None and after is not None else None


def _day(data: Any) -> date | None:
    at = _instant(data, "accepted_at")
    return at.astimezone(HO_CHI_MINH).date() if at is not None else None


def _instant(data: Any, field: str) -> datetime | None:
    if not data.HasField(field):
        return None
    at: datetime = getattr(data, field).ToDatetime(tzinfo=UTC)
    return at
