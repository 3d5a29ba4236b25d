"""Published event → notice of a procedure or of feedback. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from google.protobuf.message import Message

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1 import feedback_pb2 as feedback_kinds
from motcua.common.v1.feedback_pb2 import (
    FEEDBACK_CLASS_FORWARDED,
    FEEDBACK_CLASS_NOT_TAKEN,
    FEEDBACK_CLASS_UNSPECIFIED,
    FeedbackRef,
)
from motcua.events.v1 import catalogue_pb2, feedback_pb2
from reporting.domain.notices import FeedbackNote, PublishedProcedure


def _published(envelope: Envelope) -> PublishedProcedure | None:
    """None where the subject does not say of which agency."""
    tokens = envelope.nats_subject.split(".")
    if len(tokens) < 6:
        return None
    data = envelope.payload(catalogue_pb2.ProcedurePublished)
    return PublishedProcedure(
        agency=tokens[2],
        department=data.department,
        key=data.key,
        version=data.version,
        valid_from=_day(data.valid_from),
        valid_to=_day(data.valid_to) if data.valid_to else None,
        is_immediate=data.is_immediate if data.HasField("is_immediate") else None,
        at_counter=data.is_at_counter if data.HasField("is_at_counter") else None,
        is_online=data.is_online if data.HasField("is_online") else None,
        is_posted=data.is_posted if data.HasField("is_posted") else None,
        is_electronic=data.is_electronic if data.HasField("is_electronic") else None,
    )


def _received(envelope: Envelope) -> FeedbackNote:
    data = envelope.payload(feedback_pb2.FeedbackReceived)
    note = _note(envelope, data.feedback, due_at=_instant(data, "answer_due_at"))
    return replace(note, received_at=_instant(data, "received_at"))


def _classified(envelope: Envelope) -> FeedbackNote:
    data = envelope.payload(feedback_pb2.FeedbackClassified)
    known = data.classification != FEEDBACK_CLASS_UNSPECIFIED
    is_ours = data.classification not in (FEEDBACK_CLASS_NOT_TAKEN, FEEDBACK_CLASS_FORWARDED) if known else None
    return _note(envelope, data.feedback, is_ours=is_ours)


def _answered(envelope: Envelope) -> FeedbackNote:
    data = envelope.payload(feedback_pb2.FeedbackAnswered)
    return _note(
        envelope,
        data.feedback,
        due_at=_instant(data, "answer_due_at"),
        answered_at=_instant(data, "answered_at"),
        founded_about=data.feedback.dossier_id if data.is_founded else "",
    )


def _published_answer(envelope: Envelope) -> FeedbackNote:
    data = envelope.payload(feedback_pb2.FeedbackPublished)
    return replace(_note(envelope, data.feedback), published_at=_instant(data, "published_at"))


def _rated(envelope: Envelope) -> FeedbackNote:
    data = envelope.payload(feedback_pb2.FeedbackRated)
    return replace(_note(envelope, data.feedback), satisfaction=_SATISFACTION.get(data.satisfaction, ""))


_KINDS = {
    feedback_kinds.FEEDBACK_KIND_CONDUCT: "conduct",
    feedback_kinds.FEEDBACK_KIND_REGULATION: "regulation",
    feedback_kinds.FEEDBACK_KIND_PROPOSAL: "proposal",
}
_SATISFACTION = {
    feedback_kinds.FEEDBACK_SATISFACTION_SATISFIED: "satisfied",
    feedback_kinds.FEEDBACK_SATISFACTION_NEUTRAL: "neutral",
    feedback_kinds.FEEDBACK_SATISFACTION_DISSATISFIED: "dissatisfied",
}

NOTICES: Mapping[str, Callable[[Envelope], PublishedProcedure | FeedbackNote | None]] = {
    "procedure.published": _published,
    "feedback.received": _received,
    "feedback.classified": _classified,
    "feedback.answered": _answered,
    "feedback.published": _published_answer,
    "feedback.rated": _rated,
}


def _note(
    envelope: Envelope,
    ref: FeedbackRef,
    *,
    due_at: datetime | None = None,
    answered_at: datetime | None = None,
    is_ours: bool | None = None,
    founded_about: str = "",
) -> FeedbackNote:
    if ref.feedback_id != envelope.subject or not ref.agency:
        raise Malformed("malformed-data")
    return FeedbackNote(
        feedback_id=ref.feedback_id,
        agency=ref.agency,
        handler=ref.handler,
        answer_due_at=due_at,
        answered_at=answered_at,
        is_ours=is_ours,
        founded_about=founded_about,
        kind=_KINDS.get(ref.kind, ""),
        code=ref.code,
    )


def _instant(data: Message, name: str) -> datetime | None:
    return getattr(data, name).ToDatetime(tzinfo=UTC) if data.HasField(name) else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Malformed("malformed-data") from None
