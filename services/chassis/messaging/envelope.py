"""Events as others see them: CloudEvents 1.0 structured JSON, the same bytes for the same event for ever."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import orjson
from google.protobuf.json_format import MessageToDict, ParseDict, ParseError
from google.protobuf.message import Message

from chassis.data.columns import instant_text

CONTENT_TYPE = "application/cloudevents+json"
#: Beyond this an event is not thin any more, and the broker would refuse a megabyte anyway.
LARGEST_BODY = 256 * 1024

_SOURCE = "urn:motcua:"
_TYPE = re.compile(r"motcua\.([a-z0-9-]{1,40}\.[a-z0-9-]{1,40})\.v1")
_EVENT = re.compile(r"[a-z0-9-]{1,40}\.[a-z0-9-]{1,40}")
_TOKEN = re.compile(r"[a-z0-9-]{1,40}")
_NAME = re.compile(r"[\x21-\x7e]{1,200}")
_SEQUENCE = re.compile(r"[0-9]{20}")
_TEXTS = ("id", "source", "type", "subject", "time", "sequence")
_TEXTS_IF_ANY = ("traceparent", "correlationid", "causationid", "dataschema")

M = TypeVar("M", bound=Message)


class Malformed(Exception):
    """A body that is no event of ours, or data that does not fit its type. Redelivery cannot help.

    reason: a slug-like word for the header and the dead letter (``malformed-sequence``).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEvent:
    """What a service wants said; the journal gives it id, sequence and time.

    type: ``dossier.accepted``. agency, department: subject tokens ``[a-z0-9-]{1,40}``, ``all`` where none
    applies. subject: what it is about and is ordered by (the dossier id). data: message of
    ``motcua.events.v1``.
    """

    type: str
    agency: str
    department: str
    subject: str
    data: Message

    def nats_subject(self) -> str:
        """``motcua.v1.<agency>.<department>.<entity>.<event>``; raises ValueError on a token of another
        form.
        """
        for token in (self.agency, self.department):
            if not _TOKEN.fullmatch(token):
                raise ValueError(f"{token!r} cannot stand in a subject: use [a-z0-9-], 1 to 40 characters")
        if not _EVENT.fullmatch(self.type):
            raise ValueError(f"{self.type!r} is no event type: use <entity>.<event>")
        return f"motcua.v1.{self.agency}.{self.department}.{self.type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One event on its way: CloudEvents attributes, its data as JSON, and the exact bytes.

    time: aware UTC. sequence: 1, 2, 3 … per subject and source. nats_subject: empty if unknown.
    deliveries: how many times the broker has handed it to this consumer, 1 at first. position: its number in the
    stream, 0 if unknown.
    """

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    sequence: int
    traceparent: str
    correlation_id: str
    causation_id: str
    dataschema: str
    data: Mapping[str, Any]
    nats_subject: str
    body: bytes
    deliveries: int = 1
    position: int = 0

    @property
    def service(self) -> str:
        """``intake`` of ``urn:motcua:intake``."""
        return self.source.removeprefix(_SOURCE)

    @property
    def event(self) -> str:
        """``dossier.accepted`` of ``motcua.dossier.accepted.v1``."""
        return self.type.removeprefix("motcua.").removesuffix(".v1")

    def payload(self, message: Callable[[], M]) -> M:
        """The data as this message; fields it does not know are ignored. Raises Malformed if it does not
        fit.
        """
        try:
            parsed: M = ParseDict(dict(self.data), message(), ignore_unknown_fields=True)
        except (ParseError, TypeError, ValueError) as error:
            raise Malformed("malformed-data") from error
        return parsed


def source_of(service: str) -> str:
    """``urn:motcua:intake``."""
    return _SOURCE + service


def encode(
    event: OutgoingEvent,
    *,
    event_id: str,
    service: str,
    time: datetime,
    sequence: int,
    traceparent: str = "",
    correlation_id: str = "",
    causation_id: str = "",
) -> bytes:
    """The event as canonical CloudEvents JSON: keys sorted, no blanks, absent attributes left out.

    Data is the canonical proto3 JSON mapping with default values written out, so that a reader without the
    schema sees ``false`` and ``0``. Raises ValueError when the event is larger than LARGEST_BODY.
    """
    body = {
        "specversion": "1.0",
        "datacontenttype": "application/json",
        "id": event_id,
        "source": source_of(service),
        "type": f"motcua.{event.type}.v1",
        "subject": event.subject,
        "time": instant_text(time),
        "sequence": f"{sequence:020d}",
        "dataschema": f"urn:motcua:schema:{event.data.DESCRIPTOR.full_name}",
        "data": MessageToDict(event.data, always_print_fields_with_no_presence=True),
    }
    optional = {"traceparent": traceparent, "correlationid": correlation_id, "causationid": causation_id}
    body |= {name: value for name, value in optional.items() if value}
    encoded = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    if len(encoded) > LARGEST_BODY:
        raise ValueError(f"event {event.type} is {len(encoded)} bytes; events are thin, at most {LARGEST_BODY}")
    return encoded


def decode(body: bytes, *, nats_subject: str = "", deliveries: int = 1, position: int = 0) -> Envelope:
    """Read an event; raises Malformed with the reason. Attributes we do not know are ignored."""
    read = _object(body)
    texts = {name: _text(read, name, needed=True) for name in _TEXTS}
    texts |= {name: _text(read, name, needed=False) for name in _TEXTS_IF_ANY}
    if read.get("specversion") != "1.0":
        raise Malformed("malformed-specversion")
    if not texts["source"].startswith(_SOURCE):
        raise Malformed("malformed-source")
    if not _TYPE.fullmatch(texts["type"]):
        raise Malformed("malformed-type")
    data = read.get("data")
    if not isinstance(data, dict):
        raise Malformed("malformed-data")
    return Envelope(
        id=texts["id"],
        source=texts["source"],
        type=texts["type"],
        subject=texts["subject"],
        time=_instant(texts["time"]),
        sequence=_sequence(texts["sequence"]),
        traceparent=texts["traceparent"],
        correlation_id=texts["correlationid"],
        causation_id=texts["causationid"],
        dataschema=texts["dataschema"],
        data=data,
        nats_subject=nats_subject,
        body=body,
        deliveries=deliveries,
        position=position,
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed("malformed-json") from error
    if not isinstance(read, dict):
        raise Malformed("malformed-json")
    return read


def _text(read: Mapping[str, Any], name: str, *, needed: bool) -> str:
    """Visible ASCII only: ids reach headers, logs and a database that cannot store NUL."""
    value = read.get(name)
    if value is None and not needed:
        return ""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise Malformed(f"malformed-{name}")
    return value


def _instant(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise Malformed("malformed-time") from error
    if read.tzinfo is None:
        raise Malformed("malformed-time")
    return read.astimezone(UTC)


def _sequence(text: str) -> int:
    """Zero-padded to 20 digits; starts at 1; fits 64 bits signed."""
    if not _SEQUENCE.fullmatch(text) or not 1 <= int(text) < 2**63:
        raise Malformed("malformed-sequence")
    return int(text)
