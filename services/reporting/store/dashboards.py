"""Boards, from sums: their cost grows with departments, months and the days of two of these, not with dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.domain.board_sums import Cut, Span, cut
from reporting.domain.dashboards import Counted, OpenDay, Piece
from reporting.domain.departments import Department
from reporting.domain.on_time import Period, Sum
from reporting.domain.tallies import Measure, OpenState
from reporting.store.board_sums import EVERYBODY, within
from reporting.store.tables import BOARD_SUMS, DEPARTMENTS, DOSSIER_FACTS, TALLIES

_T, _D, _F, _B = TALLIES.c, DEPARTMENTS.c, DOSSIER_FACTS.c, BOARD_SUMS.c
_Scope = tuple[str, str]
_VERDICTS = (Measure.OUTCOME.value, Measure.OWN_OUTCOME.value)
_IN_PERIOD = (*_VERDICTS, Measure.RECEIVED.value, Measure.COMPLETED.value, Measure.RATING.value)
_IN_TREND = (*_VERDICTS, Measure.RECEIVED.value, Measure.COMPLETED.value)


class SqlBoardReads:
    """Fulfils ``application.dashboards.ports.BoardReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counted(
        self, period: Period, pieces: Sequence[Period], cuts: Sequence[date], *, agency: str, department: str
    ) -> Counted:
        async with self._database.read() as connection:
            return Counted(
                departments=await _departments(connection, of(_D, agency, department, name="key")),
                sums=await _sums(connection, period, (agency, department)),
                open_days=await _open_days(connection, cuts, of(_T, agency, department)),
                pieces=await _pieces(connection, pieces, (agency, department)),
                oldest_overdue=await _oldest_overdue(connection, of(_F, agency, department)),
                as_of=await _as_of(connection),
            )

    async def as_of(self) -> datetime | None:
        async with self._database.read() as connection:
            return await _as_of(connection)


def of(columns: Any, agency: str, department: str, *, name: str = "department") -> list[ColumnElement[bool]]:
    """Conditions for a scope; empty: everything."""
    conditions: list[ColumnElement[bool]] = [columns.agency == agency] if agency else []
    return [*conditions, columns[name] == department] if department else conditions


async def _as_of(connection: AsyncConnection) -> datetime | None:
    latest: datetime | None = await connection.scalar(select(func.max(_F.latest_at)))
    return latest


async def _departments(connection: AsyncConnection, scope: list[ColumnElement[bool]]) -> tuple[Department, ...]:
    found = await connection.execute(select(DEPARTMENTS).where(*scope).order_by(_D.agency, _D.key))
    return tuple(Department(agency=row.agency, key=row.key, name_vi=row.name_vi, name_en=row.name_en) for row in found)


async def _sums(connection: AsyncConnection, period: Period, scope: _Scope) -> tuple[Sum, ...]:
    dated = _dated([cut(period)], _IN_PERIOD, scope)
    total = func.sum(dated.value)
    found = await connection.execute(
        select(dated.agency, dated.department, dated.measure, dated.label, total.label("total"))
        .group_by(dated.agency, dated.department, dated.measure, dated.label)
        .having(total != 0)
    )
    return tuple(
        Sum(agency=agency, department=department, measure=Measure(measure), label=label, value=int(value))
        for agency, department, measure, label, value in found
    )


async def _open_days(
    connection: AsyncConnection, cuts: Sequence[date], scope: list[ColumnElement[bool]]
) -> tuple[OpenDay, ...]:
    total = func.sum(_T.value)
    number = case(*((_T.day <= cut, place) for place, cut in enumerate(cuts)), else_=len(cuts)).label("number")
    found = await connection.execute(
        select(_T.agency, _T.department, _T.label, number, total.label("total"))
        .where(_T.measure == Measure.OPEN.value, *scope)
        .group_by(_T.agency, _T.department, _T.label, number)
        .having(total != 0)
    )
    days = (*cuts, cuts[-1] + timedelta(days=1))
    return tuple(
        OpenDay(agency=agency, department=department, state=state, day=days[place], value=int(value))
        for agency, department, state, place, value in found
    )


async def _pieces(connection: AsyncConnection, pieces: Sequence[Period], scope: _Scope) -> tuple[Piece, ...]:
    dated = _dated([cut(piece) for piece in pieces], _IN_TREND, scope)
    number = case(*((dated.day <= piece.last, place) for place, piece in enumerate(pieces[:-1])), else_=len(pieces) - 1)
    number_of = number.label("number")
    found = await connection.execute(
        select(number_of, dated.measure, dated.label, func.sum(dated.value).label("total")).group_by(
            number_of, dated.measure, dated.label
        )
    )
    return tuple(
        Piece(number=place, measure=Measure(measure), label=label, value=int(value))
        for place, measure, label, value in found
    )


def _dated(cuts: Sequence[Cut], measures: Sequence[str], scope: _Scope) -> Any:
    """Tallies of whole months and of the days that are left over; day: the first of either."""
    day, value = _B.first.label("day"), _B.total.label("value")
    months = select(_B.agency, _B.department, _B.measure, _B.label, day, value).where(
        EVERYBODY,
        _B.measure.in_(measures),
        _B.span == Span.MONTH.value,
        within(_B.first, [period for each in cuts for period in each.months]),
        *of(_B, *scope),
    )
    days = select(_T.agency, _T.department, _T.measure, _T.label, _T.day, _T.value).where(
        _T.measure.in_(measures),
        within(_T.day, [period for each in cuts for period in each.days]),
        *of(_T, *scope),
    )
    return union_all(months, days).subquery().c


async def _oldest_overdue(connection: AsyncConnection, scope: list[ColumnElement[bool]]) -> dict[tuple[str, str], Any]:
    found = await connection.execute(
        select(_F.agency, _F.department, func.min(_F.overdue_since).label("since"))
        .where(and_(_F.open_state == OpenState.OVERDUE.value, *scope))
        .group_by(_F.agency, _F.department)
    )
    return {(row.agency, row.department): row.since for row in found if row.since is not None}
