"""OpenCell: what one cell of a report was counted from: the exact dossiers or pieces behind it, or its parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.reports.access import may_name, report_scope
from reporting.application.reports.cell_ports import CellReads, Listed, Position
from reporting.application.reports.get_report import GetReport, GetReportHandler
from reporting.application.reports.ports import SettlementReads
from reporting.domain.cells import Cell, cell_at
from reporting.domain.forms.material import Material
from reporting.domain.on_time import Period
from reporting.domain.origin import Count, Formula, Given, Origin, Source, at, facet_of
from reporting.domain.pieces import Piece, piece_of
from reporting.domain.report import Report


@dataclass(frozen=True, slots=True, kw_only=True)
class CellPlace:
    """sheet: empty: the report's first table; else as ``domain.cells`` says. row: key of a row. column: its number.
    part: of a formula, each counted from 1; empty: the cell itself."""

    row: str
    column: int
    sheet: str = ""
    part: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCell:
    """after: where the page before ended. limit: 0: only what it was counted from, and how many that are."""

    of: GetReport
    place: CellPlace
    after: Position | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """origin: of the cell, or of the part that was asked for. pieces: one page of what a count counted; none of a
    formula. total: how many there are in all: the value of the cell."""

    report: Report
    cell: Cell
    origin: Origin
    pieces: tuple[Piece, ...] = ()
    total: int = 0
    following: Position | None = None

    def must_list(self) -> None:
        """Raises Problem ``cell-is-formula`` or ``cell-not-counted`` where there is no list."""
        match self.origin:
            case Formula(said=said, parts=parts):
                raise Problem(
                    "cell-is-formula",
                    Kind.REFUSED,
                    f"This figure is made of others ({said}): open its parts, part=1 to part={len(parts)}.",
                )
            case Given(said_en=said):
                raise Problem("cell-not-counted", Kind.REFUSED, said)


class OpenCellHandler:
    def __init__(self, reports: GetReportHandler, settlements: SettlementReads, reads: CellReads, clock: Clock) -> None:
        self._reports = reports
        self._settlements = settlements
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: OpenCell) -> Opened:
        """By the selector that the cell was counted by. Raises what GetReport raises, and Problem ``cell-unknown``."""
        scope = report_scope(query.of.actor, query.of.agency)
        material, choice, law = await self._reports.material(query.of, scope)
        report = self._reports.filled(material, choice, law)
        cell, origin = found(report, query.place)
        if not isinstance(origin, Count):
            return Opened(report=report, cell=cell, origin=origin)
        listed = await self._listed(material, origin, query.after, query.limit)
        return Opened(
            report=report,
            cell=cell,
            origin=origin,
            pieces=tuple(shown_to(query.of.actor, listed.pieces)),
            total=listed.total,
            following=listed.following,
        )

    async def every(self, material: Material, count: Count) -> tuple[Piece, ...]:
        """All that it takes, with every facet; to be frozen."""
        return (await self._listed(material, count, None, None)).pieces

    async def _listed(self, material: Material, count: Count, after: Position | None, limit: int | None) -> Listed:
        of = {"agency": material.agency, "department": material.department}
        period: Period | None = material.period
        match count.source:
            case Source.SETTLED | Source.SETTLED_BEFORE:
                period = material.period if count.source is Source.SETTLED else material.before
                if period is None:
                    return Listed(pieces=(), total=0)
                return await self._settlements.dossiers(
                    count, period, material.definition, **of, after=after, limit=limit
                )
            case source if source.is_of_dossiers:
                return await self._reads.dossiers(count, material.period, **of, after=after, limit=limit)
            case Source.JUDGED_PROCEDURES | Source.FEEDBACK_DUE as source:
                things = await self._reads.things(source, material.period, **of, now=self._clock.now())
            case source:
                things = material.things(source)
        return page_of([_with_facets(count, thing) for thing in things if count.takes(thing)], after, limit)


def _with_facets(count: Count, thing: object) -> Piece:
    """As it must be known to be counted again when it is frozen."""
    piece = piece_of(count.source, thing)
    asked = {name: facet_of(thing, name) for where in count.any_of for name in where}
    return replace(piece, facets={**piece.facets, **asked})


def found(report: Report, place: CellPlace) -> tuple[Cell, Origin]:
    """Raises Problem ``cell-unknown``."""
    try:
        cell = cell_at(report, place.sheet, place.row, place.column)
        return cell, at(cell.origin, place.part)
    except KeyError:
        raise cell_unknown() from None


def cell_unknown() -> Problem:
    return Problem(
        "cell-unknown", Kind.NOT_FOUND, "This report has no such cell that opens; take its place from the report."
    )


def page_of(pieces: Sequence[Piece], after: Position | None, limit: int | None) -> Listed:
    """Of a list that is held whole; a position is how many were shown."""
    begin = int(after[1]) if after else 0
    end = len(pieces) if limit is None else begin + limit
    following = ("", str(end)) if limit and end < len(pieces) else None
    return Listed(pieces=tuple(pieces[begin:end]), total=len(pieces), following=following)


def shown_to(actor: Actor, pieces: Iterable[Piece]) -> Iterable[Piece]:
    """What the actor may not have named stays in the list, without its name: the list is the cell for everybody."""
    return (piece if may_name(actor, piece) else replace(piece, id="", code="", facets={}) for piece in pieces)


AskCell = Callable[[OpenCell], Awaitable[Opened]]
EveryPiece = Callable[[Material, Count], Awaitable[tuple[Piece, ...]]]
