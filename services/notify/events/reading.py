"""Published event → occurrence: what a message can say about it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from google.protobuf.message import Message

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1.vocabulary_pb2 import Timeliness
from motcua.events.v1 import dossier_pb2 as intake
from motcua.events.v1 import feedback_pb2 as feedback
from motcua.events.v1 import handling_pb2 as processing
from motcua.events.v1 import reporting_pb2 as reporting
from notify.domain.occurrence import Occurrence, Particulars
from notify.events.details import detail_of

# Event → message of its data, and the field that holds the instant of the event itself.
_MESSAGES: Mapping[str, tuple[Callable[[], Message], str]] = {
    "dossier.received": (intake.DossierReceived, "received_at"),
    "dossier.accepted": (intake.DossierAccepted, "accepted_at"),
    "dossier.refused": (intake.DossierRefused, "refused_at"),
    "dossier.supplement-requested": (intake.DossierSupplementRequested, "requested_at"),
    "dossier.payment-requested": (processing.DossierPaymentRequested, "requested_at"),
    "dossier.supplemented": (intake.DossierSupplemented, "supplemented_at"),
    "dossier.withdrawn": (intake.DossierWithdrawn, "withdrawn_at"),
    "dossier.collected": (intake.DossierCollected, "collected_at"),
    "dossier.result-uncollected": (intake.DossierResultUncollected, "reminded_at"),
    "dossier.assigned": (processing.DossierAssigned, "assigned_at"),
    "dossier.resumed": (processing.DossierResumed, "resumed_at"),
    "dossier.due-date-changed": (processing.DossierDueDateChanged, ""),
    "dossier.due-soon": (processing.DossierDueSoon, ""),
    "dossier.overdue": (processing.DossierOverdue, "overdue_since"),
    "dossier.step-due-soon": (processing.DossierStepDueSoon, ""),
    "dossier.result-issued": (processing.DossierResultIssued, "issued_at"),
    "dossier.stopped": (processing.DossierStopped, "stopped_at"),
    "dossier.consultation-requested": (processing.DossierConsultationRequested, "requested_at"),
    "dossier.consultation-reminded": (processing.DossierConsultationReminded, "reminded_at"),
    "dossier.consultation-overdue": (processing.DossierConsultationOverdue, "overdue_since"),
    "dossier.paused": (processing.DossierPaused, "paused_at"),
    "dossier.corrected": (processing.DossierCorrected, "corrected_at"),
    "feedback.received": (feedback.FeedbackReceived, "received_at"),
    "feedback.classified": (feedback.FeedbackClassified, "classified_at"),
    "feedback.forwarded": (feedback.FeedbackForwarded, "forwarded_at"),
    "feedback.answered": (feedback.FeedbackAnswered, "answered_at"),
    "feedback.overdue": (feedback.FeedbackOverdue, "due_at"),
    "obligation.due": (reporting.ObligationDue, "due_at"),
    "control.due": (reporting.ControlDue, "due_at"),
}
_CONSULTED = frozenset({f"dossier.consultation-{what}" for what in ("requested", "reminded", "overdue")})
# The due instant of these is that of a step or of an opinion, not the dossier's appointment.
_OTHER_DUE = frozenset({"dossier.assigned", "dossier.step-due-soon", *_CONSULTED})


def read_event(envelope: Envelope) -> Occurrence | None:
    """The occurrence, or None for an event that neither takes a message nor tells anything that one would
    say.

    Raises Malformed when an event lacks what its contract promises.
    """
    known = _MESSAGES.get(envelope.event)
    if known is None:
        return None
    message, happened = known
    data: Any = envelope.payload(message)
    if envelope.event.startswith("feedback."):
        return _of_feedback(data, envelope, happened)
    if envelope.event == "obligation.due":
        return _of_a_report(data, envelope)
    if envelope.event == "control.due":
        return _of_control_work(data, envelope)
    dossier = data.dossier
    if dossier.dossier_id != envelope.subject or not dossier.agency or not dossier.department:
        raise Malformed("malformed-data")
    if happened and not data.HasField(happened):
        raise Malformed("malformed-data")
    return Occurrence(
        event_id=envelope.id,
        event=envelope.event,
        type=envelope.type,
        dossier_id=envelope.subject,
        particulars=_particulars(data, envelope, happened),
    )


def _particulars(data: Any, envelope: Envelope, happened: str) -> Particulars:
    dossier = data.dossier
    return Particulars(
        code=dossier.code,
        agency=dossier.agency,
        department=dossier.department,
        procedure_key=dossier.procedure_key,
        procedure_code=dossier.procedure_code,
        procedure_version=dossier.procedure_version,
        officer=_text(data, "officer"),
        officer_department=_text(data, "assigned_department"),
        received_at=_instant(data, "received_at"),
        accepted_at=_instant(data, "accepted_at"),
        due_at=None if envelope.event in _OTHER_DUE else _instant(data, "due_at"),
        happened_at=_instant(data, happened) if happened else envelope.time,
        answer_by_at=_answer_by(data, envelope.event),
        amount_vnd=getattr(data, "amount_vnd", 0),
        detail=detail_of(envelope.event, data),
        consultation=_text(data, "consultation_id"),
        consulted_department=_text(data, "consulted_department"),
        counter=_text(data, "counter"),
        is_early=getattr(data, "timeliness", 0) == Timeliness.TIMELINESS_EARLY,
    )


def _of_feedback(data: Any, envelope: Envelope, happened: str) -> Occurrence:
    """Feedback is told in the words of dossiers: handled since it was classed, to be returned by its answer's day."""
    about = data.feedback
    if about.feedback_id != envelope.subject or not about.agency or not data.HasField(happened):
        raise Malformed("malformed-data")
    return Occurrence(
        event_id=envelope.id,
        event=envelope.event,
        type=envelope.type,
        dossier_id=envelope.subject,
        particulars=Particulars(
            code=about.code,
            agency=about.agency,
            department=about.handler,
            received_at=_instant(data, "received_at"),
            accepted_at=_instant(data, "classified_at"),
            due_at=_instant(data, "answer_due_at"),
            happened_at=_instant(data, happened),
            answer_by_at=_instant(data, "forward_due_at"),
            detail=detail_of(envelope.event, data),
        ),
    )


def _answer_by(data: Any, event: str) -> datetime | None:
    if event in _CONSULTED:
        return _instant(data, "due_at")
    return _instant(data, "applicant_deadline_at") or _instant(data, "pay_by_at")


def _text(data: Any, field: str) -> str:
    return str(getattr(data, field)) if field in data.DESCRIPTOR.fields_by_name else ""


def _instant(data: Any, field: str) -> datetime | None:
    if field not in data.DESCRIPTOR.fields_by_name or not data.HasField(field):
        return None
    at: datetime = getattr(data, field).ToDatetime(tzinfo=UTC)
    return at


def _of_a_report(data: Any, envelope: Envelope) -> Occurrence:
    """A report that is owed: its code is its rule and period, to be returned by its deadline."""
    if data.obligation_id != envelope.subject or not data.agency or not data.HasField("due_at"):
        raise Malformed("malformed-data")
    return Occurrence(
        event_id=envelope.id,
        event=envelope.event,
        type=envelope.type,
        dossier_id=envelope.subject,
        particulars=Particulars(
            code=f"{data.rule} {data.period}",
            agency=data.agency,
            department=data.department,
            due_at=_instant(data, "due_at"),
            happened_at=envelope.time,
            detail=detail_of(envelope.event, data),
        ),
    )


def _of_control_work(data: Any, envelope: Envelope) -> Occurrence:
    """Something of the control team's work that is due: its code is what kind of thing it is."""
    if data.piece_id != envelope.subject or not data.agency or not data.kind or not data.HasField("due_at"):
        raise Malformed("malformed-data")
    return Occurrence(
        event_id=envelope.id,
        event=envelope.event,
        type=envelope.type,
        dossier_id=envelope.subject,
        particulars=Particulars(
            code=data.kind,
            agency=data.agency,
            department=data.department,
            officer=data.person,
            due_at=_instant(data, "due_at"),
            happened_at=envelope.time,
            detail=detail_of(envelope.event, data),
        ),
    )
