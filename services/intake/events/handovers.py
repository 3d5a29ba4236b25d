"""Which of processing's events tell who has a dossier: event → one line of its way (form 06)."""

from __future__ import annotations

from datetime import UTC

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import Envelope
from intake.domain.forms.control_slip import Handover, HandoverKind
from motcua.common.v1 import vocabulary_pb2
from motcua.events.v1 import handling_pb2


def handover_of(envelope: Envelope) -> Handover | None:
    """What the event adds to the way of its dossier; null for an event that tells nothing of it."""
    match envelope.event:
        case "dossier.assigned":
            return _assigned(envelope)
        case "dossier.step-completed":
            return _completed(envelope)
        case "dossier.due-date-changed":
            return _extended(envelope)
        case "dossier.consultation-requested":
            asked = envelope.payload(handling_pb2.DossierConsultationRequested)
            return _opinion(envelope, HandoverKind.CONSULTED, asked, asked.requested_at)
        case "dossier.consultation-answered":
            answered = envelope.payload(handling_pb2.DossierConsultationAnswered)
            return _opinion(envelope, HandoverKind.ANSWERED, answered, answered.answered_at)
        case "dossier.consultation-deemed":
            deemed = envelope.payload(handling_pb2.DossierConsultationDeemed)
            return _opinion(envelope, HandoverKind.DEEMED, deemed, deemed.deemed_at)
        case "dossier.consultation-withdrawn":
            withdrawn = envelope.payload(handling_pb2.DossierConsultationWithdrawn)
            return _opinion(envelope, HandoverKind.RECALLED, withdrawn, withdrawn.withdrawn_at)
        case _:
            return None


def _opinion(envelope: Envelope, kind: HandoverKind, event: _Opinion, at: Timestamp) -> Handover:
    return Handover(
        sequence=envelope.sequence,
        kind=kind,
        task_id=event.consultation_id,
        step="",
        unit=event.consulted_department or event.consultee,
        officer="",
        at=at.ToDatetime(tzinfo=UTC),
        due_at=event.due_at.ToDatetime(tzinfo=UTC),
    )


_Opinion = (
    handling_pb2.DossierConsultationRequested
    | handling_pb2.DossierConsultationAnswered
    | handling_pb2.DossierConsultationDeemed
    | handling_pb2.DossierConsultationWithdrawn
)


def _assigned(envelope: Envelope) -> Handover:
    event = envelope.payload(handling_pb2.DossierAssigned)
    return Handover(
        sequence=envelope.sequence,
        kind=HandoverKind.ASSIGNED,
        task_id=event.task_id,
        step=event.step_key,
        unit=event.assigned_department,
        officer=event.officer,
        at=event.assigned_at.ToDatetime(tzinfo=UTC),
        due_at=event.due_at.ToDatetime(tzinfo=UTC),
    )


def _completed(envelope: Envelope) -> Handover:
    event = envelope.payload(handling_pb2.DossierStepCompleted)
    return Handover(
        sequence=envelope.sequence,
        kind=HandoverKind.COMPLETED,
        task_id=event.task_id,
        step=event.step_key,
        unit=event.assigned_department,
        officer=event.officer,
        at=event.completed_at.ToDatetime(tzinfo=UTC),
        due_at=event.due_at.ToDatetime(tzinfo=UTC),
    )


def _extended(envelope: Envelope) -> Handover | None:
    """An apology; the date also moves by pauses and the calendar, which form 06 does not tell."""
    event = envelope.payload(handling_pb2.DossierDueDateChanged)
    if event.cause != vocabulary_pb2.CLOCK_CAUSE_APOLOGY:
        return None
    return Handover(
        sequence=envelope.sequence,
        kind=HandoverKind.EXTENDED,
        task_id="",
        step="",
        unit="",
        officer="",
        at=envelope.time,
        due_at=event.due_at.ToDatetime(tzinfo=UTC),
    )
