"""What the use cases ask processing at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCase:
    """What processing says right now. step: key of the step at work, empty when none. due_at: null while paused."""

    state: str
    step: str
    department: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """One line of a derivation: an entry of the ledger, a day that counted, or was skipped and by which decision.

    on: local day, ISO 8601. counted: a decimal in the unit of the limit, empty where nothing counts.
    """

    kind: str
    on: str
    counted: str
    text: str
    text_en: str
    legal_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due instant and why. due_at: null while the clock is paused with time left."""

    due_at: datetime | None
    original_due_at: datetime | None
    is_provisional: bool
    law_revision: str
    lines: tuple[DeadlineLine, ...]


class LiveCases(Protocol):
    """Processing, asked at the moment. Null when it does not answer in time or does not know the dossier yet."""

    async def case(self, dossier_id: str) -> LiveCase | None: ...

    async def deadline(self, dossier_id: str) -> Deadline | None: ...
