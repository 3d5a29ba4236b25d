"""Dossiers in the cells of II.06a: counted and listed by one and the same statement, so that a figure is its list.

Reads the columns of ``dossier_facts`` by day; ``ix_dossier_facts_settlement`` holds all of them, so that a year among a
million is read from the index alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, false, func, null, or_, select, true

from chassis.data.database import Database
from reporting.application.reports.cell_ports import Listed, Position
from reporting.domain.definitions import Definition, Ending, Treatment
from reporting.domain.on_time import Period
from reporting.domain.origin import Count
from reporting.domain.pieces import Piece
from reporting.domain.settlement import Received, SettledCount
from reporting.domain.snapshots import FrozenDossier
from reporting.domain.standing import Standing
from reporting.store.cells import listed, matching, piece_row
from reporting.store.tables import DOSSIER_FACTS

FACETS = ("department", "procedure_key", "received", "standing")
_S = DOSSIER_FACTS.c


class SqlSettlementReads:
    """Fulfils ``application.reports.ports.SettlementReads`` and ``snapshot_ports.DossierReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dialect = database.dialect

    async def counts(
        self, period: Period, definition: Definition, *, agency: str, department: str
    ) -> tuple[SettledCount, ...]:
        placed = _placed(period, definition, agency, department, self._dialect)
        columns = placed.c
        grouped = (columns.agency, columns.department, columns.procedure_key, columns.received, columns.standing)
        finished_late = and_(columns.is_finished, columns.finished_on > columns.original_due_on)
        query = (
            select(
                *grouped,
                func.count().label("total"),
                func.count().filter(finished_late).label("late"),
                func.count().filter(columns.due_on.is_(None)).label("lacking"),
            )
            .where(columns.standing.is_not(None))
            .group_by(*grouped)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            SettledCount(
                agency=row.agency,
                department=row.department,
                procedure_key=row.procedure_key,
                received=Received(row.received),
                standing=Standing(row.standing),
                count=row.total,
                late_by_original=row.late,
                lacking_due=row.lacking,
            )
            for row in found
        )

    async def all_settled(self, period: Period, definition: Definition, *, agency: str) -> tuple[FrozenDossier, ...]:
        placed = _placed(period, definition, agency, "", self._dialect)
        columns = placed.c
        finished_late = and_(columns.is_finished, columns.finished_on > columns.original_due_on)
        query = (
            select(placed, func.coalesce(finished_late, false()).label("is_late"))
            .where(columns.standing.is_not(None))
            .order_by(columns.dossier_id)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(_frozen(row) for row in found)

    async def dossiers(
        self,
        count: Count,
        period: Period,
        definition: Definition,
        *,
        agency: str,
        department: str,
        after: Position | None,
        limit: int | None,
    ) -> Listed:
        placed = _placed(period, definition, agency, department, self._dialect)
        columns = placed.c
        facets = {name: columns[name] for name in FACETS}
        wanted = [columns.standing.is_not(None), matching(count, facets)]
        query = select(placed).where(*wanted).order_by(columns.accepted_on, columns.dossier_id)
        if after is not None:
            on = date.fromisoformat(after[0])
            later = and_(columns.accepted_on == on, columns.dossier_id > after[1])
            query = query.where(or_(columns.accepted_on > on, later))
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(placed).where(*wanted))
            found = (await connection.execute(query.limit(None if limit is None else limit + 1))).all()
        return listed([_piece(row) for row in found], int(total or 0), limit)


def _placed(period: Period, definition: Definition, agency: str, department: str, dialect: str) -> Subquery:
    """Every dossier of the report with its two cells; standing is NULL for those that the policy leaves out."""
    conditions: list[ColumnElement[bool]] = [
        _S.is_synthetic == false(),
        _S.accepted_on <= period.last,
        or_(_S.finished_on.is_(None), _S.finished_on >= period.first),
    ]
    if agency:
        conditions.append(_S.agency == agency)
    if department:
        conditions.append(_S.department == department)
    is_finished = func.coalesce(_S.finished_on <= period.last, false())
    query: Select[Any] = select(
        *(_S[name] for name in _LISTED),
        _received(period.first).label("received"),
        case(
            (is_finished, _treated(definition)),
            (_is_overdue(period.last, dialect), Standing.OVERDUE.value),
            else_=Standing.IN_TIME.value,
        ).label("standing"),
        is_finished.label("is_finished"),
    ).where(*conditions)
    return query.subquery()


_LISTED = (
    "dossier_id",
    "agency",
    "department",
    "procedure_key",
    "channel",
    "code",
    "accepted_on",
    "due_on",
    "finished_on",
    "original_due_on",
)


def _received(first: date) -> ColumnElement[str]:
    return case(
        (_S.accepted_on < first, Received.CARRIED.value),
        (_S.channel == "online", Received.ONLINE.value),
        else_=Received.DIRECT.value,
    )


def _is_overdue(last: date, dialect: str) -> ColumnElement[bool]:
    """Its newest spell covers the day, or an earlier one: hardly any dossier has one."""
    newest = and_(_S.overdue_first <= last, or_(_S.overdue_until.is_(None), _S.overdue_until > last))
    day = last.isoformat()
    if dialect == "postgresql":
        spell: Any = func.jsonb_array_elements(_S.earlier_overdue).table_valued("value", name="spell")
        begins, ends = (spell.c.value.op("->>")(place) for place in (0, 1))
    else:
        spell = func.json_each(_S.earlier_overdue).table_valued("value", name="spell")
        begins, ends = (func.json_extract(spell.c.value, f"$[{place}]") for place in (0, 1))
    earlier = select(true()).select_from(spell).where(begins <= day, ends > day).exists()
    return or_(newest, and_(_S.earlier_overdue.is_not(None), earlier))


def _treated(definition: Definition) -> ColumnElement[Any]:
    """``standing.treated`` in SQL."""
    whens = {ending: _by(definition, definition.treats(ending)) for ending in Ending}
    return case(*((_S.ending == ending.value, value) for ending, value in whens.items()), else_=null())


def _by(definition: Definition, treatment: Treatment) -> Any:
    match treatment:
        case Treatment.BY_DUE:
            without = definition.without_due_date.treatment
            return case(
                (_S.due_on.is_(None), Standing.ON_TIME.value if without is Treatment.ON_TIME else null()),
                (_S.finished_on < _S.due_on, Standing.EARLY.value),
                (_S.finished_on == _S.due_on, Standing.ON_TIME.value),
                else_=Standing.LATE.value,
            )
        case Treatment.ON_TIME:
            return Standing.ON_TIME.value
        case Treatment.LEFT_OUT:
            return null()


def _frozen(row: Any) -> FrozenDossier:
    return FrozenDossier(
        dossier_id=row.dossier_id,
        code=row.code,
        row="",
        department=row.department,
        procedure_key=row.procedure_key,
        received=Received(row.received),
        standing=Standing(row.standing),
        is_late_by_original=bool(row.is_late),
        lacks_due=row.due_on is None,
    )


def _piece(row: Any) -> Piece:
    return replace(
        piece_row(row, {name: row._mapping[name] for name in FACETS}), received=row.received, standing=row.standing
    )
