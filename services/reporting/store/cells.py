"""The dossiers behind cells that are counted from tallies, and what else is listed only when a cell is opened."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, false, func, literal, or_, select, true

from chassis.data.database import Database
from reporting.application.reports.cell_ports import Listed, Position
from reporting.domain.evaluation_marks import Index, marks_of
from reporting.domain.facts import facts_of
from reporting.domain.on_time import Period
from reporting.domain.origin import Count, Facet, Source
from reporting.domain.pieces import Piece
from reporting.domain.verdict import Outcome, judge
from reporting.store.evaluations import due_pieces, judged_procedures, midnight
from reporting.store.evidence_rows import from_json
from reporting.store.tables import DOSSIER_FACTS, EVALUATION_MARKS

_S, _M = DOSSIER_FACTS.c, EVALUATION_MARKS.c
NEVER = date(1900, 1, 1)  # sorts those first that were never accepted
BATCH = 500  # dossiers folded at once
_LISTED = ("dossier_id", "code", "department", "procedure_key", "channel", "accepted_on", "due_on", "finished_on")


class SqlCellReads:
    """Fulfils ``application.reports.cell_ports.CellReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def dossiers(
        self, count: Count, period: Period, *, agency: str, department: str, after: Position | None, limit: int | None
    ) -> Listed:
        if count.source is Source.MARKED:
            return await self._marked(count, period, agency=agency, department=department, after=after, limit=limit)
        facets = _FACETS[count.source]
        wanted = [*_of(_S, agency, department), _in_period(count.source, period), matching(count, facets)]
        place = func.coalesce(_S.accepted_on, literal(NEVER))
        query = (
            select(*(_S[name] for name in _LISTED), *(each.label(f"facet_{name}") for name, each in facets.items()))
            .where(*wanted)
            .order_by(place, _S.dossier_id)
        )
        if after is not None:
            on = date.fromisoformat(after[0])
            query = query.where(or_(place > on, and_(place == on, _S.dossier_id > after[1])))
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(DOSSIER_FACTS).where(*wanted))
            found = (await connection.execute(query.limit(None if limit is None else limit + 1))).all()
        pieces = [piece_row(row, {name: row._mapping[f"facet_{name}"] for name in facets}) for row in found]
        return listed(pieces, int(total or 0), limit)

    async def things(
        self, source: Source, period: Period, *, agency: str, department: str, now: datetime
    ) -> Sequence[object]:
        async with self._database.read() as connection:
            if source is Source.JUDGED_PROCEDURES:
                return await judged_procedures(connection, period, agency, department)
            return await due_pieces(connection, period, agency, department, now)

    async def _marked(
        self, count: Count, period: Period, *, agency: str, department: str, after: Position | None, limit: int | None
    ) -> Listed:
        """As many as are in the marks that were kept, found again by what their events amount to."""
        kept = {"department": _M.department, "index": cast(_M.index_number, String), "label": _M.label}
        wanted = [_M.officer == "", _M.day.between(period.first, period.last), *_of_marks(agency, department)]
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.sum(_M.value)).where(*wanted, matching(count, kept)))
        shown, at = (int(after[0]), after[1]) if after else (0, "")
        found: list[Piece] = []
        async for piece in self._folded(count, period, agency, department, at):
            if piece.id == at and shown:
                shown -= 1
                continue
            found.append(piece)
            if limit is not None and len(found) > limit:
                break
        following = None
        if limit is not None and len(found) > limit > 0:
            last = found[limit - 1].id
            earlier = int(after[0]) if after and after[1] == last else 0
            following = str(earlier + sum(each.id == last for each in found[:limit])), last
        return Listed(pieces=tuple(found[:limit]), total=int(total or 0), following=following)

    async def _folded(
        self, count: Count, period: Period, agency: str, department: str, at: str
    ) -> AsyncIterator[Piece]:
        """From that dossier on; one that has a mark twice comes twice."""
        candidates = _candidates(count, period, agency, department).limit(BATCH)
        place = _S.dossier_id >= at
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(candidates.where(place))).all()
            for row in rows:
                for facets, times in _marks(row, period, department).items():
                    piece = piece_row(row, dict(facets))
                    if count.takes(piece):
                        for _ in range(times):
                            yield piece
            if len(rows) < BATCH:
                return
            place = _S.dossier_id > rows[-1].dossier_id


def listed(pieces: Sequence[Piece], total: int, limit: int | None) -> Listed:
    """One more than the page was read, to know whether there is a next one. By day of acceptance and id."""
    if limit is None or len(pieces) <= limit or not limit:
        return Listed(pieces=tuple(pieces[:limit]), total=total)
    last = pieces[limit - 1]
    on = (last.accepted_on or NEVER).isoformat()
    return Listed(pieces=tuple(pieces[:limit]), total=total, following=(on, last.id))


def matching(count: Count, columns: Mapping[str, ColumnElement[Any]]) -> ColumnElement[bool]:
    """``count.takes`` in SQL."""
    return or_(
        *(and_(true(), *(_among(columns[name], values) for name, values in where.items())) for where in count.any_of)
    )


def _among(column: ColumnElement[Any], values: frozenset[Facet]) -> ColumnElement[bool]:
    known = sorted(str(value) if isinstance(value, str) else value for value in values if value is not None)
    among = column.in_(known)
    return or_(among, column.is_(None)) if None in values else among


_FACETS: Mapping[Source, Mapping[str, ColumnElement[Any]]] = {
    Source.DECIDED: {"department": _S.department, "verdict": _S.verdict},
    Source.RATED: {"department": _S.department, "stars": cast(_S.rating, String)},
    Source.RECEIVED: {"department": _S.department, "channel": _S.channel},
    Source.PAPERS: {"papers": _S.papers},
    Source.FEES: {"fee": _S.fee},
    Source.RESULTS: {"result": _S.result_form},
}


def _in_period(source: Source, period: Period) -> ColumnElement[bool]:
    match source:
        case Source.DECIDED:
            return _between(_S.verdict_at, period)
        case Source.RESULTS:
            return _between(_S.issued_at, period)
        case Source.RATED:
            return and_(_between(_S.rated_at, period), _S.rating.is_not(None))
        case _:
            return _S.accepted_on.between(period.first, period.last)


def _candidates(count: Count, period: Period, agency: str, department: str) -> Any:
    """Dossiers that may have a mark in the period, in order. Only of their own time do others than the unit that
    answers have marks."""
    late_online = and_(_S.verdict == Outcome.MISSED.value, _S.channel == "online", _between(_S.verdict_at, period))
    query = (
        select(*(_S[name] for name in _LISTED), _S.evidence)
        .where(*_of(_S, agency, ""), or_(_between(_S.issued_at, period), late_online))
        .order_by(_S.dossier_id)
    )
    own = str(int(Index.OWN_TIME))
    if all("index" in where and own not in where["index"] for where in count.any_of):
        units = {unit for where in count.any_of for unit in where.get("department", ())}
        query = query.where(_S.department.in_(sorted(str(unit) for unit in units))) if units else query
    return query


def _marks(row: Any, period: Period, department: str) -> dict[tuple[tuple[str, str], ...], int]:
    facts = facts_of(row.dossier_id, from_json(row.evidence))
    return {
        (("department", key.department), ("index", str(int(key.index))), ("label", key.label)): times
        for key, times in marks_of(facts, judge(facts)).items()
        if not key.officer and period.first <= key.day <= period.last and department in ("", key.department)
    }


def _between(column: ColumnElement[Any], period: Period) -> ColumnElement[bool]:
    return and_(column >= midnight(period.first), column < midnight(period.last) + timedelta(days=1))


def _of(columns: Any, agency: str, department: str) -> list[ColumnElement[bool]]:
    mine = [columns.agency == agency, columns.is_synthetic == false()]
    return [*mine, columns.department == department] if department else mine


def _of_marks(agency: str, department: str) -> list[ColumnElement[bool]]:
    return [_M.agency == agency, *([_M.department == department] if department else [])]


def piece_row(row: Any, facets: Mapping[str, Facet]) -> Piece:
    return Piece(
        kind="dossier",
        id=row.dossier_id,
        code=row.code,
        department=row.department,
        procedure_key=row.procedure_key,
        channel=row.channel,
        accepted_on=row.accepted_on,
        due_on=row.due_on,
        finished_on=row.finished_on,
        facets=facets,
    )
