"""Our own events read straight from their canonical JSON, for rebuilds: the same readers, several times as fast.

A payload is not parsed into a message but looked at through its descriptor, field by field, as the readers ask. What a
publisher of ours has encoded has the canonical form; anything else is Malformed, as it is to the stricter reader.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import cache
from typing import Any, TypeVar, cast

import orjson
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from chassis.messaging.envelope import Envelope, Malformed

M = TypeVar("M", bound=Message)
_TIMESTAMP = "google.protobuf.Timestamp"
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CanonicalEnvelope(Envelope):
    """An envelope whose payload is a view of its JSON."""

    def payload(self, message: Callable[[], M]) -> M:
        descriptor = cast(type[Message], message).DESCRIPTOR
        return cast(M, View(self.data, _fields(descriptor)))


class View:
    """Stands for a message: its fields as attributes, with their defaults."""

    __slots__ = ("_data", "_fields")

    def __init__(self, data: Mapping[str, Any], fields: Mapping[str, _Field]) -> None:
        self._data = data
        self._fields = fields

    def __getattr__(self, name: str) -> Any:
        field = self._fields[name]
        return field.read(self._data.get(field.json_name))

    def HasField(self, name: str) -> bool:  # noqa: N802 - as a message says it
        return self._data.get(self._fields[name].json_name) is not None


class Moment:
    """Stands for a Timestamp."""

    __slots__ = ("_at",)

    def __init__(self, at: datetime | None) -> None:
        self._at = at

    @property
    def seconds(self) -> int:
        return 0 if self._at is None else int(self._at.timestamp())

    def ToDatetime(self, tzinfo: tzinfo | None = None) -> datetime:  # noqa: N802 - as a message says it
        return (self._at or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(tzinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    json_name: str
    read: Callable[[Any], Any]


def read_canonical(body: bytes, *, nats_subject: str = "") -> CanonicalEnvelope:
    """Raises Malformed for what is no event of ours. nats_subject: empty if unknown."""
    try:
        event = orjson.loads(body)
        return CanonicalEnvelope(
            id=event["id"],
            source=event["source"],
            type=event["type"],
            subject=event["subject"],
            time=datetime.fromisoformat(event["time"]).astimezone(UTC),
            sequence=int(event["sequence"]),
            traceparent="",
            correlation_id="",
            causation_id="",
            dataschema="",
            data=event["data"],
            nats_subject=nats_subject,
            body=body,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("malformed-json") from error


@cache
def _fields(descriptor: Descriptor) -> Mapping[str, _Field]:
    return {field.name: _Field(json_name=field.json_name, read=_reader(field)) for field in descriptor.fields}


def _reader(field: FieldDescriptor) -> Callable[[Any], Any]:
    one = _one(field)
    if field.is_repeated:
        return lambda values: [one(value) for value in values or ()]
    return one


def _one(field: FieldDescriptor) -> Callable[[Any], Any]:
    kind, words, default = field.message_type, field.enum_type, field.default_value
    if kind is not None:
        return _moment if kind.full_name == _TIMESTAMP else lambda value: View(value or _NOTHING, _fields(kind))
    if words is not None:
        numbers = {value.name: value.number for value in words.values}
        return lambda value: numbers.get(value, 0)
    if field.cpp_type in (FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64):
        return lambda value: int(value or 0)  # a string, because JSON's numbers end before 64 bits
    return lambda value: default if value is None else value


def _moment(text: Any) -> Moment:
    if text is None:
        return Moment(None)
    try:
        return Moment(datetime.fromisoformat(text))
    except (TypeError, ValueError):
        raise Malformed("malformed-data") from None
