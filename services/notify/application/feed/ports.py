"""What the feed needs from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamedEvent:
    """An event as it stands in the stream. position: its number there. body: CloudEvents JSON, byte for byte.

    nats_subject: ``motcua.v1.<agency>.<department>.<entity>.<event>``.
    """

    position: int
    nats_subject: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """First and last position that the stream holds; first is last + 1 in an empty one."""

    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Events of the stream in their order, and the position up to which it was looked through for them."""

    events: Sequence[StreamedEvent]
    seen_to: int


class Stream(Protocol):
    """MOTCUA_EVENTS from the broker. All raise Problem ``broker-unreachable``."""

    async def bounds(self) -> Bounds: ...

    async def after(self, position: int, *, subjects: Sequence[str], limit: int) -> Stretch:
        """Events of these subjects after the position, at most ``limit``; waits for none."""
        ...

    async def position_before(self, at: datetime) -> int:
        """Of the last event that was stored before this instant of real time; 0 if there is none."""
        ...


class Tail(Protocol):
    """The end of the stream, held in memory and followed once for all who wait."""

    def after(self, position: int, limit: int) -> Stretch | None:
        """As ``Stream.after``, of all subjects; None if the tail does not reach back so far, or is not followed now."""
        ...

    async def beyond(self, position: int, seconds: float) -> bool:
        """Whether there is anything after the position; waits so long for it."""
        ...


class Contents(Protocol):
    """What stands in an event and not in its subject."""

    def dossier(self, body: bytes) -> str:
        """What the event is about: the id of the dossier, for most."""
        ...

    def procedure(self, body: bytes) -> str:
        """Key of the dossier's procedure; empty for an event about none."""
        ...
