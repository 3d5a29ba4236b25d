"""What units and officers are evaluated by: kept by differences, read by sums over a period."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, false, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.evaluation import DuePiece, JudgedProcedure, MarkSum, UnitFigures
from reporting.domain.evaluation_marks import Index, MarkKey
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.on_time import Period
from reporting.domain.tallies import Measure
from reporting.store.law_tables import CATALOGUE
from reporting.store.tables import EVALUATION_MARKS, FEEDBACK, PROCEDURES, TALLIES

_M, _T, _P, _F = EVALUATION_MARKS.c, TALLIES.c, PROCEDURES.c, FEEDBACK.c
Unit = tuple[str, str]


class SqlEvaluationBook:
    """Fulfils ``application.evaluations.EvaluationBook``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def mark(self, changes: Iterable[tuple[MarkKey, int]]) -> None:
        rows = [mark_row(key, value) for key, value in changes]
        if rows:
            await self._connection.execute(_MARK[self._connection.dialect.name], rows)

    async def publish(self, procedure: PublishedProcedure) -> None:
        row = asdict(procedure)
        row["is_at_counter"] = row.pop("at_counter")
        await self._connection.execute(_PUBLISH[self._connection.dialect.name], row)

    async def ask_again(self, procedure: PublishedProcedure) -> None:
        of = (CATALOGUE.c[name] == getattr(procedure, name) for name in ("agency", "key", "version"))
        await self._connection.execute(update(CATALOGUE).where(*of).values(missing=None))

    async def note(self, note: FeedbackNote) -> None:
        row = {
            "feedback_id": note.feedback_id,
            "agency": note.agency,
            "department": note.handler,
            "answer_due_at": note.answer_due_at,
            "answered_at": note.answered_at,
            "is_ours": note.is_ours,
            "received_at": note.received_at,
            "published_at": note.published_at,
            "kind": note.kind or None,
            "satisfaction": note.satisfaction or None,
            "code": note.code or None,
        }
        await self._connection.execute(_NOTE[self._connection.dialect.name], row)


def mark_row(key: MarkKey, value: int) -> dict[str, Any]:
    return {
        "agency": key.agency,
        "department": key.department,
        "officer": key.officer,
        "index_number": int(key.index),
        "day": key.day,
        "label": key.label,
        "value": value,
    }


class SqlEvaluationReads:
    """Fulfils ``application.evaluations.EvaluationReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def marks(self, period: Period, *, agency: str, department: str, officer: str) -> tuple[MarkSum, ...]:
        total = func.sum(_M.value)
        wanted = [*_of(_M, agency, department), *([_M.officer == officer] if officer else [])]
        query = (
            select(_M.agency, _M.department, _M.officer, _M.index_number, _M.label, total.label("total"))
            .where(_M.day.between(period.first, period.last), *wanted)
            .group_by(_M.agency, _M.department, _M.officer, _M.index_number, _M.label)
            .having(total != 0)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            MarkSum(
                agency=row.agency,
                department=row.department,
                officer=row.officer,
                index=Index(row.index_number),
                label=row.label,
                value=int(row.total),
            )
            for row in found
        )

    async def units(self, period: Period, *, agency: str, department: str, now: datetime) -> dict[Unit, UnitFigures]:
        figures: defaultdict[Unit, UnitFigures] = defaultdict(UnitFigures)
        async with self._database.read() as connection:
            for row in await connection.execute(_received(period, *_of(_T, agency, department))):
                old = figures[row.agency, row.department]
                received = {**old.received, row.label: int(row.total)}
                figures[row.agency, row.department] = replace(old, received=received)
            for row in await connection.execute(_procedures(period, *_of(_P, agency, department))):
                figures[row.agency, row.department] = replace(
                    figures[row.agency, row.department],
                    procedures=row.procedures,
                    immediate=row.immediate,
                    at_counter=row.at_counter,
                    online=row.online,
                    judged=row.judged,
                    posted=row.posted,
                    electronic=row.electronic,
                )
            for row in await connection.execute(_feedback(period, now, *_of(_F, agency, department))):
                old = figures[row.agency, row.department]
                answered = replace(old, feedback=row.total, feedback_in_time=row.in_time)
                figures[row.agency, row.department] = answered
        return dict(figures)


def _received(period: Period, *conditions: ColumnElement[bool]) -> Any:
    """Dossiers accepted in the period, by channel."""
    return (
        select(_T.agency, _T.department, _T.label, func.sum(_T.value).label("total"))
        .where(_T.measure == Measure.RECEIVED.value, _T.day.between(period.first, period.last), *conditions)
        .group_by(_T.agency, _T.department, _T.label)
    )


def _in_force(period: Period) -> ColumnElement[bool]:
    """Versions in force on the last day, of which it is known how they are done."""
    held = and_(_P.valid_from <= period.last, or_(_P.valid_to.is_(None), _P.valid_to >= period.last))
    return and_(held, _P.is_immediate.is_not(None))


_IS_JUDGED = and_(_P.is_posted.is_not(None), _P.is_electronic.is_not(None))


def _procedures(period: Period, *conditions: ColumnElement[bool]) -> Any:
    counted = {
        "procedures": func.count(),
        "immediate": func.count().filter(_P.is_immediate),
        "at_counter": func.count().filter(_P.is_at_counter),
        "online": func.count().filter(_P.is_online),
        "judged": func.count().filter(_IS_JUDGED),
        "posted": func.count().filter(_P.is_posted),
        "electronic": func.count().filter(_P.is_electronic),
    }
    return (
        select(_P.agency, _P.department, *(count.label(name) for name, count in counted.items()))
        .where(_in_force(period), *conditions)
        .group_by(_P.agency, _P.department)
    )


async def judged_procedures(
    connection: AsyncConnection, period: Period, agency: str, department: str
) -> tuple[JudgedProcedure, ...]:
    """Those that ``_procedures`` counts, one by one."""
    query = (
        select(PROCEDURES, func.coalesce(_IS_JUDGED, false()).label("is_judged"))
        .where(_in_force(period), *_of(_P, agency, department))
        .order_by(_P.key, _P.version)
    )
    named = [each.name for each in fields(JudgedProcedure)]
    return tuple(
        JudgedProcedure(**{name: row._mapping[name] for name in named}) for row in await connection.execute(query)
    )


def _due(period: Period, now: datetime) -> ColumnElement[bool]:
    """Whose answer was due in the period, and is given or overdue; what others handle is left out."""
    first, beyond = midnight(period.first), midnight(period.last) + timedelta(days=1)
    return and_(
        _F.answer_due_at >= first,
        _F.answer_due_at < beyond,
        or_(_F.answered_at.is_not(None), _F.answer_due_at <= now),
        or_(_F.is_ours.is_(None), _F.is_ours),
    )


_IN_TIME = _F.answered_at <= _F.answer_due_at


def _feedback(period: Period, now: datetime, *conditions: ColumnElement[bool]) -> Any:
    in_time = func.count().filter(_IN_TIME)
    return (
        select(_F.agency, _F.department, func.count().label("total"), in_time.label("in_time"))
        .where(_due(period, now), *conditions)
        .group_by(_F.agency, _F.department)
    )


async def due_pieces(
    connection: AsyncConnection, period: Period, agency: str, department: str, now: datetime
) -> tuple[DuePiece, ...]:
    """Those that ``_feedback`` counts, one by one."""
    query = (
        select(_F.feedback_id, _F.code, _F.department, _F.kind, func.coalesce(_IN_TIME, false()).label("in_time"))
        .where(_due(period, now), *_of(_F, agency, department))
        .order_by(_F.answer_due_at, _F.feedback_id)
    )
    return tuple(
        DuePiece(
            id=row.feedback_id,
            code=row.code or "",
            department=row.department,
            kind=row.kind or "",
            is_in_time=bool(row.in_time),
        )
        for row in await connection.execute(query)
    )


def midnight(day: date) -> datetime:
    """The beginning of a local day, of any that anybody may ask for."""
    return datetime.combine(min(max(day, _FIRST), _LAST), time.min, tzinfo=HO_CHI_MINH).astimezone(UTC)


_FIRST, _LAST = date(2000, 1, 1), date(9999, 12, 30)


def _of(columns: Any, agency: str, department: str) -> list[ColumnElement[bool]]:
    conditions = [columns.agency == agency] if agency else []
    return [*conditions, columns.department == department] if department else conditions


def _insert(table: Table, dialect: str) -> Any:
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)


def _mark(dialect: str) -> Any:
    statement = _insert(EVALUATION_MARKS, dialect)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in EVALUATION_MARKS.primary_key],
        set_={"value": _M.value + statement.excluded.value},
    )


def _publish(dialect: str) -> Any:
    statement = _insert(PROCEDURES, dialect)
    replaced = {column.name: statement.excluded[column.name] for column in _P if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=["agency", "key", "version"], set_=replaced)


def _note(dialect: str) -> Any:
    """What an event does not say stays as it was said before."""
    statement = _insert(FEEDBACK, dialect)
    said = ("answer_due_at", "answered_at", "is_ours", "received_at", "published_at", "kind", "satisfaction", "code")
    kept = {name: func.coalesce(statement.excluded[name], _F[name]) for name in said}
    named = {name: statement.excluded[name] for name in ("agency", "department")}
    return statement.on_conflict_do_update(index_elements=["feedback_id"], set_=named | kept)


_DIALECTS = ("postgresql", "sqlite")
_MARK = {dialect: _mark(dialect) for dialect in _DIALECTS}
_PUBLISH = {dialect: _publish(dialect) for dialect in _DIALECTS}
_NOTE = {dialect: _note(dialect) for dialect in _DIALECTS}
