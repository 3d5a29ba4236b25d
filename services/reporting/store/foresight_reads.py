"""Questions about what is foreseen and who has how much."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, and_, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.application.foresight.ports import LateFilter
from reporting.domain.board_sums import BoardMeasure, Span
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.late import Late, LatePlace
from reporting.domain.workload import HeldSum, StepSum
from reporting.store.board_sums import EVERYBODY
from reporting.store.tables import BOARD_SUMS, DEPARTMENTS, FORECASTS, HELD_STEPS

_C, _H, _B = FORECASTS.c, HELD_STEPS.c, BOARD_SUMS.c
_LAST = date(9998, 12, 31)


class SqlForesightReads:
    """Fulfils ``application.foresight.ports.ForesightReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def late(
        self, wanted: LateFilter, now: datetime, after: LatePlace | None, most: int
    ) -> tuple[tuple[Late, ...], int, datetime | None]:
        conditions = _conditions(wanted, now)
        page = [] if after is None else [_beyond(after)]
        async with self._database.read() as connection:
            items = await _listed(connection, [*conditions, *page], most)
            total, made_at = (await connection.execute(_summary(conditions))).one()
        return items, int(total), made_at

    async def first_late(self, wanted: LateFilter, now: datetime, most: int) -> tuple[Late, ...]:
        async with self._database.read() as connection:
            return await _listed(connection, _conditions(wanted, now), most)

    async def places(self) -> tuple[tuple[str, str], ...]:
        async with self._database.read() as connection:
            found = await connection.execute(select(DEPARTMENTS.c.agency, DEPARTMENTS.c.key))
            return tuple((row.agency, row.key) for row in found)

    async def late_counts(self, wanted: LateFilter, now: datetime) -> Mapping[tuple[str, str], int]:
        counted = (
            select(_C.agency, _C.department, func.count().label("total"))
            .where(*_conditions(wanted, now))
            .group_by(_C.agency, _C.department)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(counted)).all()
        return {(row.agency, row.department): int(row.total) for row in found}

    async def workload(
        self, since: date, now: datetime, *, agency: str, unit: str, officer: str
    ) -> tuple[tuple[HeldSum, ...], tuple[StepSum, ...]]:
        async with self._database.read() as connection:
            held = await _held(connection, now, _of(_H.agency, _H.unit, _H.officer, (agency, unit, officer)))
            by_officer = _of(_B.agency, _B.department, _B.label, (agency, unit, officer))
            return held, await _done(connection, since, by_officer)


def _conditions(wanted: LateFilter, now: datetime) -> list[ColumnElement[bool]]:
    """What has passed its deadline since is late already, and told elsewhere."""
    until = datetime.combine(min(wanted.by, _LAST) + timedelta(days=1), time.min, tzinfo=HO_CHI_MINH).astimezone(UTC)
    conditions = [_C.due_at >= now, _C.due_at < until, _C.probability >= wanted.threshold]
    named = (("agency", wanted.agency), ("department", wanted.department), ("officer", wanted.officer))
    return [*conditions, *(_C[name] == value for name, value in named if value)]


def _beyond(after: LatePlace) -> ColumnElement[bool]:
    return or_(_C.due_at > after.due_at, and_(_C.due_at == after.due_at, _C.dossier_id > after.dossier_id))


async def _listed(connection: AsyncConnection, conditions: list[ColumnElement[bool]], most: int) -> tuple[Late, ...]:
    listed = select(FORECASTS).where(*conditions).order_by(_C.due_at, _C.dossier_id).limit(most)
    return tuple(_late(row) for row in await connection.execute(listed))


def _summary(conditions: list[ColumnElement[bool]]) -> Any:
    return select(func.count(), func.min(_C.made_at)).where(*conditions)


async def _held(connection: AsyncConnection, now: datetime, scope: list[ColumnElement[bool]]) -> tuple[HeldSum, ...]:
    overdue = func.sum(cast(case((_H.due_at < now, 1), else_=0), Integer))
    found = await connection.execute(
        select(_H.agency, _H.unit, _H.officer, func.count().label("held"), overdue.label("overdue"))
        .where(*scope)
        .group_by(_H.agency, _H.unit, _H.officer)
    )
    return tuple(
        HeldSum(agency=row.agency, unit=row.unit, officer=row.officer, held=int(row.held), overdue=int(row.overdue))
        for row in found
    )


async def _done(connection: AsyncConnection, since: date, scope: list[ColumnElement[bool]]) -> tuple[StepSum, ...]:
    sums = (func.sum(_B.total).label("done"), func.sum(_B.late).label("late"), func.sum(_B.seconds).label("seconds"))
    found = await connection.execute(
        select(_B.agency, _B.department, _B.label, *sums)
        .where(
            EVERYBODY,
            _B.measure == BoardMeasure.PACE.value,
            _B.span == Span.DAY.value,
            _B.first >= since,
            *scope,
        )
        .group_by(_B.agency, _B.department, _B.label)
        .having(func.sum(_B.total) != 0)
    )
    return tuple(
        StepSum(
            agency=row.agency,
            unit=row.department,
            officer=row.label,
            done=int(row.done),
            late=int(row.late),
            working_seconds=int(row.seconds),
        )
        for row in found
    )


def _of(agency: Any, unit: Any, officer: Any, wanted: tuple[str, str, str]) -> list[ColumnElement[bool]]:
    return [column == value for column, value in zip((agency, unit, officer), wanted, strict=True) if value]


def _late(row: Any) -> Late:
    return Late(
        dossier_id=row.dossier_id,
        agency=row.agency,
        department=row.department,
        code=row.code,
        procedure=row.procedure_key,
        step=row.step,
        unit=row.unit,
        officer=row.officer,
        due_at=row.due_at,
        finish_at=row.finish_at,
        probability=row.probability,
        steps=row.steps,
        days_needed=row.days_needed,
        days_left=row.days_left,
        made_at=row.made_at,
    )
