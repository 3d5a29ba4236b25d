"""What the use cases of dead letters need from the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class LetterState(StrEnum):
    OPEN = "open"
    RESOLVED = "resolved"
    ANY = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """An event that ``service`` could not apply. reason: a slug. resolution: what was decided, by whom, why."""

    service: str
    id: str
    consumer: str
    source: str
    subject: str
    sequence: int
    event_id: str
    type: str
    nats_subject: str
    reason: str
    at: datetime
    resolved_at: datetime | None
    resolution: str
    is_resendable: bool

    @property
    def publisher(self) -> str:
        """``intake`` of ``urn:motcua:intake``; empty for what could not be read."""
        return self.source.rpartition(":")[2]

    @property
    def is_missing(self) -> bool:
        """It never came; its publisher may have it."""
        return self.resolved_at is None and not self.event_id and bool(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterChoice:
    """All that are set must hold."""

    state: LetterState = LetterState.OPEN
    reason: str = ""
    subject: str = ""


class LetterBox(Protocol):
    """The dead letters of one service. Each raises Problem ``neighbour-unavailable``, or the service's own."""

    @property
    def service(self) -> str: ...

    async def page(self, chosen: LetterChoice, *, limit: int, after: str) -> tuple[tuple[DeadLetter, ...], int, bool]:
        """Newest first, older than the letter ``after``; how many fit in all; whether more follow."""
        ...

    async def get(self, letter_id: str) -> tuple[DeadLetter, bytes]: ...

    async def resend(self, letter_id: str, *, reason: str, by: str) -> DeadLetter: ...

    async def drop(self, letter_id: str, *, reason: str, by: str) -> DeadLetter: ...

    async def republish(self, subject: str, sequence: int) -> int:
        """As the publisher: send it again; how many events of that place it has (0 or 1)."""
        ...
