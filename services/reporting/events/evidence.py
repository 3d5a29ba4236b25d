"""What every reader makes of an event about a dossier, and how it reads instants and words."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1.types_pb2 import DossierRef
from motcua.common.v1.vocabulary_pb2 import Channel, DecisionOutcome
from reporting.domain.evidence import Evidence, EvidenceKind, Papers, Place, StepSaid
from reporting.domain.own_time import OwnTimes


def evidence_of(
    envelope: Envelope,
    kind: EvidenceKind,
    dossier: DossierRef,
    at: Timestamp | None,
    *,
    due_at: datetime | None = None,
    original_due_at: datetime | None = None,
    label: str = "",
    amount: int | None = None,
    undoes: str = "",
    own: OwnTimes | None = None,
    officer: str = "",
    papers: Papers | None = None,
    online_vnd: int | None = None,
    step: StepSaid | None = None,
) -> Evidence:
    if dossier.dossier_id != envelope.subject or not dossier.agency or not dossier.department:
        raise Malformed("malformed-data")
    return Evidence(
        source=envelope.service,
        sequence=envelope.sequence,
        event_id=envelope.id,
        kind=kind,
        at=instant(at) if at is not None else envelope.time,
        place=_place(dossier),
        due_at=due_at,
        original_due_at=original_due_at,
        label=label,
        amount=amount,
        undoes=undoes,
        own=own,
        officer=officer,
        papers=papers,
        online_vnd=online_vnd,
        step=step,
    )


def _place(dossier: DossierRef) -> Place:
    return Place(
        agency=dossier.agency,
        department=dossier.department,
        procedure_key=dossier.procedure_key,
        channel=_channel(dossier.channel),
        code=dossier.code,
    )


@cache
def _channel(number: Channel.ValueType) -> str:
    return word(Channel.Name(number), "CHANNEL_")


def instant(at: Timestamp) -> datetime:
    if not at.seconds:
        raise Malformed("malformed-data")
    return at.ToDatetime(tzinfo=UTC)


def instant_if_any(data: Message, name: str) -> datetime | None:
    return instant(getattr(data, name)) if data.HasField(name) else None


def outcome(outcome: DecisionOutcome.ValueType) -> str:
    return word(DecisionOutcome.Name(outcome), "DECISION_OUTCOME_")


def word(name: str, prefix: str) -> str:
    """``CHANNEL_ONLINE`` → ``online``; what was not said is never published."""
    word = name.removeprefix(prefix).lower().replace("_", "-")
    if word == "unspecified":
        raise Malformed("malformed-data")
    return word
