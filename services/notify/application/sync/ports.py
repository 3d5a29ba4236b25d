"""What handing over needs from outside, named by role."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from chassis.kernel.actor import Actor
from chassis.messaging.envelope import Envelope
from notify.domain.selection import EventTraits, Selection
from notify.domain.sync import Milestones, Reconciliation, SyncedDossier, SyncState
from notify.domain.sync_record import DossierRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an event says to those who hand over. accepted_on, code: once known. moved: the appointment, before and
    after, that papers brought about."""

    dossier_id: str
    traits: EventTraits
    at: datetime
    code: str = ""
    accepted_on: date | None = None
    milestones: Milestones = field(default_factory=Milestones)
    moved: tuple[datetime, datetime] | None = None
    is_trial: bool = False


class ChangeReader(Protocol):
    def __call__(self, envelope: Envelope) -> Heard | None:
        """None for an event about no dossier. Raises Malformed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """key: ``[a-z0-9-]{1,40}``. selection: of whose dossiers. batch: how many at once, at most.

    is_portal: the national portal, which index 1.4 is about. number_of: token of the system whose number goes before
    ours, where a dossier has one; empty: none.
    """

    key: str
    title: str
    selection: Selection
    batch: int = 50
    number_of: str = ""
    is_portal: bool = False


class SyncBook(Protocol):
    async def locked(self, adapter: str, dossier_id: str) -> SyncedDossier | None:
        """Locked until the end of the transaction."""
        ...

    async def save(self, dossier: SyncedDossier) -> None: ...

    async def claim_due(self, adapter: str, *, real: datetime, until: datetime, limit: int) -> Sequence[SyncedDossier]:
        """Longest waiting first; left alone by other replicas until then."""
        ...

    async def settle(self, dossier: SyncedDossier) -> None:
        """As ``save``, and gives up the claim."""
        ...


class SyncTransaction(Protocol):
    @property
    def book(self) -> SyncBook: ...

    async def first_sight(self, envelope: Envelope) -> bool: ...

    async def record(self, actor: Actor, name: str, dossier_id: str) -> None:
        """Into the journal: who did it."""
        ...

    async def commit(self) -> None: ...


class SyncWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[SyncTransaction]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncChoice:
    """All that are set must hold. agency: empty for any."""

    adapter: str
    states: frozenset[SyncState] = frozenset()
    agency: str = ""


class SyncReads(Protocol):
    async def page(
        self, chosen: SyncChoice, *, limit: int, after: tuple[str, str] | None
    ) -> tuple[tuple[SyncedDossier, ...], int, bool]:
        """Changed last comes first; after: ``(changed_at as text, dossier_id)`` of the last one before."""
        ...

    async def counts(self, adapter: str, agency: str) -> Mapping[SyncState, int]: ...

    async def waiting_since(self, adapter: str, agency: str) -> datetime | None: ...

    async def reconciliation(self, adapter: str, agency: str, first: date, last: date) -> Reconciliation: ...


class Register(Protocol):
    """intake and processing, asked at the moment of handing over."""

    async def gather(self, dossier: SyncedDossier, number_of: str) -> DossierRecord | None:
        """None while the dossier has no number to go by. Raises Problem ``neighbour-unavailable`` or NOT_FOUND."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the other side said of one dossier. failure: empty if it has it; exists: it has it already, so it must be
    updated; unknown: it does not have it, so it must be added. is_final: waiting does not help."""

    failure: str = ""
    exists: bool = False
    unknown: bool = False
    is_final: bool = False


class OtherSystem(Protocol):
    """The other side of an adapter."""

    async def push(self, records: Sequence[DossierRecord], *, is_update: bool) -> Mapping[str, Taken]:
        """By the records' ``code``. Never raises for what the other side does."""
        ...
