"""By what the samples are told: who says what when, about whose dossier. Nobody in it exists."""

from __future__ import annotations

from dataclasses import dataclass

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import OutgoingEvent
from motcua.common.v1 import feedback_pb2 as said
from motcua.common.v1 import options_pb2, types_pb2
from motcua.common.v1 import vocabulary_pb2 as words

DEPARTMENT, STEP = "lao-dong", "tham-dinh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """service: who publishes. at: when committed, UTC. caused_by: id of an event, or empty."""

    service: str
    at: Timestamp
    sequence: int
    event: OutgoingEvent
    caused_by: str = ""


def permit(number: int = 1, *, code: str | None = None) -> types_pb2.DossierRef:
    """The number-th application for a work permit of 2024-04-26."""
    return types_pb2.DossierRef(
        dossier_id=uuid7(utc("04-26 01:40"), number),
        code=f"000.00.15.H24-240426-{number:04d}" if code is None else code,
        agency="heza",
        department=DEPARTMENT,
        procedure_key="cap-gpld",
        procedure_code="2.000205",
        procedure_version=1,
        channel=words.CHANNEL_ONLINE,
    )


def utc(text: str) -> Timestamp:
    """ "04-26 01:40" of 2024."""
    date, time = text.split()
    instant = Timestamp()
    instant.FromJsonString(f"2024-{date}T{time}:00Z")
    return instant


def uuid7(at: Timestamp, number: int) -> str:
    """A version 7 UUID of that instant whose random part is a number: the same every time."""
    value = at.ToMilliseconds() << 80 | 0x7 << 76 | 0b10 << 62 | number
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def about_dossier(service: str, at: Timestamp, sequence: int, data: Message, caused_by: str = "") -> Told:
    subject: str = data.dossier.dossier_id  # type: ignore[attr-defined]
    event = outgoing(DEPARTMENT, subject, data)
    return Told(service=service, at=at, sequence=sequence, event=event, caused_by=caused_by)


def complained(number: int = 1, *, handler: str = "lanh-dao") -> said.FeedbackRef:
    """The number-th complaint of 2024-05-08, about the late dossier."""
    return said.FeedbackRef(
        feedback_id=uuid7(utc("05-08 01:30"), number),
        code=f"PAKN-240508-{number:04d}",
        agency="heza",
        handler=handler,
        kind=said.FEEDBACK_KIND_CONDUCT,
        matter=said.FEEDBACK_MATTER_DELAY,
        form=said.FEEDBACK_FORM_ONLINE,
        dossier_id=permit(4).dossier_id,
    )


def about_feedback(at: Timestamp, sequence: int, data: Message) -> Told:
    about: said.FeedbackRef = data.feedback  # type: ignore[attr-defined]
    said_of_it = outgoing(about.handler or "all", about.feedback_id, data)
    return Told(service="intake", at=at, sequence=sequence, event=said_of_it)


def fact(at: Timestamp, department: str, subject: str, data: Message) -> Told:
    return Told(service="intake", at=at, sequence=1, event=outgoing(department, subject, data))


def outgoing(department: str, subject: str, data: Message) -> OutgoingEvent:
    contract = data.DESCRIPTOR.GetOptions().Extensions[options_pb2.event]
    return OutgoingEvent(type=contract.type, agency="heza", department=department, subject=subject, data=data)
