"""What absences and delegations need from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from processing.domain.absences import Absence
from processing.domain.delegations import Delegation
from processing.domain.mandates import Standing
from processing.domain.rights import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateFilter:
    """Which to list; empty: whatever. person: who is absent or delegates, or who stands in. on: that run that day."""

    department: str = ""
    person: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAbsences:
    """One page, oldest record first. total: all that match, exactly. following: id to go on after; empty: the end."""

    absences: tuple[Absence, ...]
    total: int
    following: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDelegations:
    """One page, as FoundAbsences."""

    delegations: tuple[Delegation, ...]
    total: int
    following: str


class Mandates(Protocol):
    """For whom somebody may act."""

    async def standing(self, officer: str, now: datetime) -> Standing:
        """Absences and delegations that run on that day and name the officer as the one who acts."""
        ...


class MandateBook(Mandates, Protocol):
    """The same inside a transaction, and what is written down."""

    async def lock(self, officer: str) -> None:
        """Others who record something of the same officer wait until this transaction ends."""
        ...

    async def absence_on(self, officer: str, day: date) -> Absence | None:
        """The absence of the officer that runs on a day."""
        ...

    async def overlapping(self, absence: Absence) -> list[Absence]:
        """Others that hold and touch these days: of the officer, then of the substitute."""
        ...

    async def add_absence(self, absence: Absence) -> None: ...

    async def absence(self, absence_id: str) -> Absence | None:
        """Locked until the transaction ends."""
        ...

    async def save_absence(self, absence: Absence) -> None:
        """Stores a cancellation."""
        ...

    async def add_delegation(self, delegation: Delegation) -> None: ...

    async def delegation(self, delegation_id: str) -> Delegation | None:
        """Locked until the transaction ends."""
        ...

    async def save_delegation(self, delegation: Delegation) -> None:
        """Stores a revocation."""
        ...


class MandateReads(Mandates, Protocol):
    """What is committed."""

    async def absences(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundAbsences: ...

    async def delegations(self, scope: Scope, wanted: MandateFilter, after: str, size: int) -> FoundDelegations: ...
