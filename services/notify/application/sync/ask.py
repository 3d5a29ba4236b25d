"""How each dossier, and each adapter, stands with the other systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from notify.application.sync.access import sync_scope
from notify.application.sync.ports import Adapter, SyncChoice, SyncReads
from notify.domain.sync import Reconciliation, SyncedDossier, SyncState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSync:
    """states: none for all but the synchronised. after: of the last one of the page before."""

    actor: Actor
    adapter: str
    states: frozenset[SyncState] = frozenset()
    limit: int = 50
    after: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncPage:
    dossiers: tuple[SyncedDossier, ...]
    total_size: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GetReconciliation:
    """first, last: local days of acceptance, both included. agency: empty for all that the actor may see."""

    actor: Actor
    adapter: str
    first: date
    last: date
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterStanding:
    """waiting_since: business time of the change that waits longest; None if none does."""

    adapter: Adapter
    counts: Mapping[SyncState, int]
    waiting_since: datetime | None


class AskSync:
    """Problems of all: not-allowed, adapter-unknown."""

    def __init__(self, reads: SyncReads, adapters: Sequence[Adapter]) -> None:
        self._reads = reads
        self._adapters = {adapter.key: adapter for adapter in adapters}

    async def adapters(self, actor: Actor) -> tuple[AdapterStanding, ...]:
        agency = sync_scope(actor)
        return tuple([await self._standing(adapter, agency) for adapter in self._adapters.values()])

    async def dossiers(self, query: ListSync) -> SyncPage:
        agency = sync_scope(query.actor)
        adapter = self._known(query.adapter)
        states = query.states or frozenset(SyncState) - {SyncState.SYNCED}
        chosen = SyncChoice(adapter=adapter.key, states=states, agency=agency)
        found, total, more = await self._reads.page(chosen, limit=query.limit, after=query.after)
        return SyncPage(dossiers=found, total_size=total, more=more)

    async def reconciliation(self, query: GetReconciliation) -> Reconciliation:
        """Problem ``period-invalid`` too."""
        agency = sync_scope(query.actor)
        adapter = self._known(query.adapter)
        if query.last < query.first:
            raise invalid("period-invalid", "The period ends before it begins.", to="must not be earlier than 'from'")
        return await self._reads.reconciliation(adapter.key, agency or query.agency, query.first, query.last)

    async def _standing(self, adapter: Adapter, agency: str) -> AdapterStanding:
        return AdapterStanding(
            adapter=adapter,
            counts=await self._reads.counts(adapter.key, agency),
            waiting_since=await self._reads.waiting_since(adapter.key, agency),
        )

    def _known(self, key: str) -> Adapter:
        """By its key; without one it is the national portal, if there is one."""
        portals = [adapter for adapter in self._adapters.values() if adapter.is_portal]
        adapter = self._adapters.get(key) if key else next(iter(portals), None)
        if adapter is None:
            raise Problem("adapter-unknown", Kind.NOT_FOUND, "No such adapter is configured; see MOTCUA_SYNC_FILE.")
        return adapter
