"""Our words as protobuf enums and back. Both sides carry the same names: ``Channel.POST`` is ``CHANNEL_POST``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import Problem, invalid
from chassis.kernel.worktime import Limit
from motcua.common.v1 import types_pb2, vocabulary_pb2

W = TypeVar("W", bound=StrEnum)


def on_wire(enum: Any, prefix: str, word: StrEnum) -> Any:
    """``on_wire(vocabulary_pb2.Channel, "CHANNEL", Channel.POST)`` → ``CHANNEL_POST``."""
    return enum.Value(f"{prefix}_{word.name}")


def on_wire_or_unsaid(enum: Any, prefix: str, word: StrEnum | None) -> Any:
    """The same; UNSPECIFIED for None."""
    return 0 if word is None else on_wire(enum, prefix, word)


def from_wire(enum: Any, prefix: str, words: type[W], value: int, field: str) -> W:
    """The word of a value; raises ``invalid-request`` naming the field for UNSPECIFIED and for unknown values."""
    word = from_wire_or_none(enum, prefix, words, value)
    if word is None:
        raise invalid(
            "invalid-request", f"{field} is not said, or not known here.", **{field: "one of the named values"}
        )
    return word


def from_wire_or_none(enum: Any, prefix: str, words: type[W], value: int) -> W | None:
    """The word of a value; None for UNSPECIFIED and for unknown values."""
    name = enum.Name(value).removeprefix(f"{prefix}_") if value in enum.values() else ""
    return words.__members__.get(name)


def stamp(at: datetime | None) -> Timestamp | None:
    """An instant as a timestamp; None leaves the field absent."""
    if at is None:
        return None
    made = Timestamp()
    made.FromDatetime(at)
    return made


def instant(at: Timestamp, field: str) -> datetime:
    """A timestamp as an aware instant; raises ``invalid-request`` for one outside the calendar."""
    try:
        return at.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _unreadable(field, "an instant between the years 1 and 9999") from None


def limit(value: Limit) -> types_pb2.Limit:
    """A limit with its exact amount as text."""
    unit = on_wire(vocabulary_pb2.TimeUnit, "TIME_UNIT", value.unit)
    return types_pb2.Limit(amount=value.to_dict()["amount"], unit=unit)


def local_day(text: str, field: str) -> date | None:
    """A local day; None for empty text; raises ``invalid-request``."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _unreadable(field, "a local day such as 2026-04-26") from None


def day_text(on: date | None) -> str:
    """ISO 8601; empty for an open end."""
    return "" if on is None else on.isoformat()


def _unreadable(field: str, advice: str) -> Problem:
    return invalid("invalid-request", f"{field} cannot be read: give {advice}.", **{field: advice})
