"""GetSnapshot: a closed period, whether it is what was signed, and how the live figures differ from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.reports.access import closed_scope
from reporting.application.reports.cell_ports import Position
from reporting.application.reports.freeze import Freezing
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.open_cell import CellPlace, Opened, cell_unknown, page_of, shown_to
from reporting.application.reports.sealing import digest_of
from reporting.application.reports.snapshot_ports import Signer, SnapshotPage, SnapshotReads, SnapshotWanted
from reporting.domain.origin import Count, at
from reporting.domain.pieces import Piece
from reporting.domain.snapshots import Delta, FrozenDossier, Snapshot, behind, delta, frozen_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSnapshot:
    """with_delta: also compare with the live figures, which costs as much as making the report."""

    actor: Actor
    snapshot_id: str
    with_delta: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """is_unchanged: whether its bytes are those of the digest. is_signed: whether a key of this service signed that;
    None while the keys cannot be read. delta: None if it was not asked for."""

    snapshot: Snapshot
    is_unchanged: bool
    is_signed: bool | None
    delta: Delta | None


class GetSnapshotHandler:
    def __init__(self, freezing: Freezing, reads: SnapshotReads, signer: Signer) -> None:
        self._freezing = freezing
        self._reads = reads
        self._signer = signer

    async def __call__(self, query: GetSnapshot) -> Shown:
        """Raises Problem ``not-allowed``, ``snapshot-unknown`` (also for one of another agency)."""
        kept = await self.kept(query.actor, query.snapshot_id)
        digest = digest_of(kept)
        return Shown(
            snapshot=kept,
            is_unchanged=digest.hex() == kept.digest,
            is_signed=await self._signer.is_signed(digest, kept.key_id, kept.signature),
            delta=await self._delta(query.actor, kept) if query.with_delta else None,
        )

    async def opened(
        self, actor: Actor, snapshot_id: str, place: CellPlace, *, after: Position | None, limit: int
    ) -> Opened:
        """What a frozen cell was counted from, as it was. Raises Problem ``cell-unknown`` beside."""
        kept = await self.kept(actor, snapshot_id)
        try:
            cell = frozen_cell(kept, place.sheet, place.row, place.column)
            origin = at(cell.origin, place.part)
        except KeyError:
            raise cell_unknown() from None
        if not isinstance(origin, Count):
            return Opened(report=kept.report, cell=cell, origin=origin)
        listed = page_of([_piece(each) for each in behind(kept, origin)], after, limit)
        return Opened(
            report=kept.report,
            cell=cell,
            origin=origin,
            pieces=tuple(shown_to(actor, listed.pieces)),
            total=listed.total,
            following=listed.following,
        )

    async def listed(self, actor: Actor, wanted: SnapshotWanted, *, after: str, size: int) -> SnapshotPage:
        """Of the actor's agency. Raises Problem ``not-allowed``."""
        scope = closed_scope(actor, wanted.agency)
        chosen = SnapshotWanted(agency=scope.agency, form=wanted.form, first=wanted.first, last=wanted.last)
        return await self._reads.page(chosen, after=after, size=size)

    async def kept(self, actor: Actor, snapshot_id: str) -> Snapshot:
        """Raises Problem ``not-allowed``, ``snapshot-unknown``."""
        found = await self._reads.one(snapshot_id)
        scope = closed_scope(actor, found.agency if found and actor.has("system") else "")
        if found is None or found.agency != scope.agency:
            raise Problem("snapshot-unknown", Kind.NOT_FOUND, "There is no such snapshot.")
        return found

    async def _delta(self, actor: Actor, kept: Snapshot) -> Delta:
        live = GetReport(
            actor=actor,
            form=kept.form,
            first=kept.first,
            last=kept.last,
            rule=kept.rule,
            profile=kept.profile,
            agency=kept.agency,
        )
        now = await self._freezing.dossiers_only(live, closed_scope(actor, kept.agency))
        return delta(kept.report, now.report, kept.dossiers, now.dossiers)


def _piece(one: FrozenDossier | Piece) -> Piece:
    if isinstance(one, Piece):
        return one
    return Piece(
        kind="dossier",
        id=one.dossier_id,
        code=one.code,
        department=one.department,
        procedure_key=one.procedure_key,
        received=one.received,
        standing=one.standing,
    )


AskSnapshot = Callable[[GetSnapshot], Awaitable[Shown]]
