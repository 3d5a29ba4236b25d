"""Questions answered from the tallies; their cost does not grow with the number of dossiers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.application.ports import DaySum, Figures
from reporting.domain.by_days import SpanSum
from reporting.domain.departments import Department
from reporting.domain.on_time import Period, Sum
from reporting.domain.tallies import Measure, OpenState
from reporting.store.tables import DEPARTMENTS, DOSSIER_FACTS, TALLIES

_T = TALLIES.c
_OF_VERDICTS = (Measure.RECEIVED, Measure.OUTCOME, Measure.OWN_OUTCOME, Measure.UNDUE)
_OVERDUE = (Measure.OVERDUE_FROM, Measure.OVERDUE_UNTIL)
_OF_DAYS = (Measure.RECEIVED, Measure.CLOSED, *_OVERDUE, Measure.UNDUE)
_NO_TOTAL = (Measure.OPEN, Measure.CLOSED, *_OVERDUE)  # read by day, or not shown as series


class SqlReads:
    """Fulfils ``application.ports.Reads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def on_time(
        self, period: Period, *, agency: str, department: str
    ) -> tuple[tuple[Department, ...], tuple[Sum, ...], datetime | None]:
        in_period = and_(
            _T.measure.in_([each.value for each in _OF_VERDICTS]),
            _T.day.between(period.first, period.last),
        )
        wanted = or_(in_period, _T.measure == Measure.OPEN.value)
        async with self._database.read() as connection:
            departments = await _departments(connection, agency, department)
            sums = await _sums(connection, wanted, *_scope(_T, "department", agency, department))
            return departments, sums, await _as_of(connection)

    async def by_days(
        self, period: Period, *, agency: str, department: str
    ) -> tuple[tuple[Department, ...], tuple[SpanSum, ...], datetime | None]:
        by_then = and_(_T.measure.in_([each.value for each in _OF_DAYS]), _T.day <= period.last)
        paused = and_(_T.measure == Measure.OPEN.value, _T.label == OpenState.PAUSED.value)
        async with self._database.read() as connection:
            departments = await _departments(connection, agency, department)
            scope = _scope(_T, "department", agency, department)
            sums = await _spans(connection, period, or_(by_then, paused), *scope)
            return departments, sums, await _as_of(connection)

    async def figures(self, *, recent_from: date) -> Figures:
        recent = and_(_T.measure == Measure.OUTCOME.value, _T.day >= recent_from)
        async with self._database.read() as connection:
            return Figures(
                departments=await _departments(connection, "", ""),
                totals=await _sums(connection, _T.measure.not_in([each.value for each in _NO_TOTAL])),
                recent=await _days(connection, recent),
                open_by_day=await _days(connection, _T.measure == Measure.OPEN.value),
                oldest_overdue=await _oldest_overdue(connection),
                as_of=await _as_of(connection),
            )


async def _departments(connection: AsyncConnection, agency: str, department: str) -> tuple[Department, ...]:
    found = await connection.execute(
        select(DEPARTMENTS)
        .where(*_scope(DEPARTMENTS.c, "key", agency, department))
        .order_by(DEPARTMENTS.c.agency, DEPARTMENTS.c.key)
    )
    return tuple(Department(agency=row.agency, key=row.key, name_vi=row.name_vi, name_en=row.name_en) for row in found)


async def _sums(connection: AsyncConnection, *conditions: ColumnElement[bool]) -> tuple[Sum, ...]:
    total = func.sum(_T.value)
    found = await connection.execute(
        select(_T.agency, _T.department, _T.measure, _T.label, total.label("total"))
        .where(*conditions)
        .group_by(_T.agency, _T.department, _T.measure, _T.label)
        .having(total != 0)
    )
    return tuple(
        Sum(
            agency=row.agency,
            department=row.department,
            measure=Measure(row.measure),
            label=row.label,
            value=int(row.total),
        )
        for row in found
    )


async def _spans(connection: AsyncConnection, period: Period, *conditions: ColumnElement[bool]) -> tuple[SpanSum, ...]:
    within = func.coalesce(func.sum(_T.value).filter(_T.day >= period.first), 0)
    until = func.sum(_T.value)
    found = await connection.execute(
        select(_T.agency, _T.department, _T.measure, _T.label, within.label("within"), until.label("until"))
        .where(*conditions)
        .group_by(_T.agency, _T.department, _T.measure, _T.label)
    )
    return tuple(
        SpanSum(
            agency=row.agency,
            department=row.department,
            measure=Measure(row.measure),
            label=row.label,
            within=int(row.within),
            until=int(row.until),
        )
        for row in found
        if row.within or row.until
    )


async def _days(connection: AsyncConnection, condition: ColumnElement[bool]) -> tuple[DaySum, ...]:
    found = await connection.execute(select(TALLIES).where(condition, _T.value != 0))
    return tuple(
        DaySum(
            agency=row.agency,
            department=row.department,
            measure=Measure(row.measure),
            label=row.label,
            day=row.day,
            value=row.value,
        )
        for row in found
    )


async def _oldest_overdue(connection: AsyncConnection) -> dict[tuple[str, str], datetime]:
    columns = DOSSIER_FACTS.c
    found = await connection.execute(
        select(columns.agency, columns.department, func.min(columns.overdue_since).label("since"))
        .where(columns.open_state == OpenState.OVERDUE.value)
        .group_by(columns.agency, columns.department)
    )
    return {(row.agency, row.department): row.since for row in found if row.since is not None}


async def _as_of(connection: AsyncConnection) -> datetime | None:
    latest: datetime | None = await connection.scalar(select(func.max(DOSSIER_FACTS.c.latest_at)))
    return latest


def _scope(columns: Any, name: str, agency: str, department: str) -> list[ColumnElement[bool]]:
    conditions = [columns.agency == agency] if agency else []
    return [*conditions, columns[name] == department] if department else conditions
