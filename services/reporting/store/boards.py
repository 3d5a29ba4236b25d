"""Boards of a department, a procedure and an officer: from the facts, by their indexes, and from the sums of steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.application.access import Scope
from reporting.application.dashboards.board_ports import DuePlace
from reporting.domain.boards import (
    BOUNDS,
    WORKING_DAY_SECONDS,
    DueDossier,
    ProcedureFigures,
    ProcedureLine,
    StepLine,
)
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.on_time import Period
from reporting.domain.tallies import Measure, OpenState
from reporting.domain.verdict import Outcome
from reporting.store.dashboards import of
from reporting.store.law_tables import CATALOGUE
from reporting.store.tables import DOSSIER_FACTS, STEP_DAYS, TALLIES

_F, _D, _T, _C = DOSSIER_FACTS.c, STEP_DAYS.c, TALLIES.c, CATALOGUE.c
_REAL = _F.is_synthetic.is_(False)
_FIRST, _LAST = date(1970, 1, 1), date(9998, 12, 31)


class SqlDetailReads:
    """Fulfils ``application.dashboards.board_ports.DetailReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stages(self, scope: Scope) -> Mapping[str, int]:
        total = func.sum(_T.value)
        query = (
            select(_T.label, total.label("total"))
            .where(_T.measure == Measure.STAGE.value, *of(_T, scope.agency, scope.department))
            .group_by(_T.label)
            .having(total != 0)
        )
        async with self._database.read() as connection:
            return {row.label: int(row.total) for row in await connection.execute(query)}

    async def procedures(self, period: Period, scope: Scope, *, procedure: str = "") -> tuple[ProcedureLine, ...]:
        own = [*of(_F, scope.agency, scope.department), *([_F.procedure_key == procedure] if procedure else [])]
        async with self._database.read() as connection:
            names = await _names(connection, scope.agency)
            rows = (await connection.execute(_by_procedure(period, own))).all()
        lines = [
            ProcedureLine(
                key=row.procedure_key,
                name=names.get(row.procedure_key, (row.procedure_key, ""))[0],
                name_en=names.get(row.procedure_key, ("", ""))[1],
                received=row.received,
                completed=row.completed,
                met=row.met,
                missed=row.missed,
                open=row.open,
                overdue=row.overdue,
            )
            for row in rows
        ]
        return tuple(sorted(lines, key=lambda line: (-line.received, -line.open, line.key)))

    async def steps(
        self, period: Period, scope: Scope, *, procedure: str = "", officer: str = ""
    ) -> tuple[StepLine, ...]:
        wanted = (scope.agency, scope.department, procedure, officer)
        named = zip(("agency", "unit", "procedure_key", "officer"), wanted, strict=True)
        sums = [func.sum(_D[name]).label(name) for name in ("done", "late", "working_seconds")]
        query = (
            select(_D.procedure_key, _D.step, _D.unit, *sums)
            .where(_D.day.between(period.first, period.last), *(_D[name] == value for name, value in named if value))
            .group_by(_D.procedure_key, _D.step, _D.unit)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            StepLine(
                procedure=row.procedure_key,
                step=row.step,
                unit=row.unit,
                done=int(row.done),
                late=int(row.late),
                working_seconds=int(row.working_seconds),
            )
            for row in found
        )

    async def due(
        self, scope: Scope, until: date, after: DuePlace | None, most: int
    ) -> tuple[tuple[DueDossier, ...], int]:
        wanted = [*of(_F, scope.agency, scope.department), _is_due(until)]
        beyond = [] if after is None else [_beyond(after)]
        listed = (
            select(_F.dossier_id, _F.code, _F.procedure_key, _F.open_state, _F.due_at, _F.overdue_since)
            .where(*wanted, *beyond)
            .order_by(_F.due_at, _F.dossier_id)
            .limit(most)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(listed)).all()
            total = await connection.scalar(select(func.count()).select_from(DOSSIER_FACTS).where(*wanted))
        items = tuple(
            DueDossier(
                dossier_id=row.dossier_id,
                code=row.code,
                procedure=row.procedure_key,
                state=row.open_state,
                due_at=row.due_at,
                overdue_since=row.overdue_since if row.open_state == OpenState.OVERDUE.value else None,
            )
            for row in rows
        )
        return items, int(total or 0)

    async def figures(self, period: Period, scope: Scope, procedure: str) -> ProcedureFigures:
        own = [*of(_F, scope.agency, scope.department), _F.procedure_key == procedure, _REAL]
        finished = [*own, _F.finished_on.between(period.first, period.last)]
        async with self._database.read() as connection:
            received = await connection.scalar(
                select(func.count()).where(*own, _F.accepted_on.between(period.first, period.last))
            )
            endings = await connection.execute(
                select(_F.ending, func.count().label("n"), func.count().filter(_F.supplements > 0).label("asked"))
                .where(*finished)
                .group_by(_F.ending)
            )
            figures = _endings(endings.all(), int(received or 0))
            return await _with_times(connection, figures, [*finished, _F.working_seconds.is_not(None)])

    async def newest_limit(self, scope: Scope, procedure: str) -> tuple[datetime, datetime] | None:
        query = (
            select(_F.accepted_at, _F.original_due_at)
            .where(
                *of(_F, scope.agency, scope.department),
                _F.procedure_key == procedure,
                _F.accepted_at.is_not(None),
                _F.original_due_at.is_not(None),
                _F.supplements == 0,
            )
            .order_by(_F.accepted_on.desc(), _F.dossier_id.desc())
            .limit(1)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else (row.accepted_at, row.original_due_at)

    async def names(self, agency: str) -> Mapping[str, tuple[str, str]]:
        async with self._database.read() as connection:
            return await _names(connection, agency)


async def _names(connection: AsyncConnection, agency: str) -> dict[str, tuple[str, str]]:
    query = select(_C.key, _C.name, _C.name_en).where(*of(_C, agency, "")).order_by(_C.key, _C.version)
    return {row.key: (row.name, row.name_en) for row in await connection.execute(query)}


def _by_procedure(period: Period, own: list[ColumnElement[bool]]) -> Any:
    first, beyond = _midnight(period.first), _midnight(period.last) + timedelta(days=1)
    received = _F.accepted_on.between(period.first, period.last)
    completed = _F.finished_on.between(period.first, period.last)
    judged = and_(_F.verdict_at >= first, _F.verdict_at < beyond)
    is_open = _F.open_state.is_not(None)
    counted = {
        "received": received,
        "completed": completed,
        "met": and_(judged, _F.verdict == Outcome.MET.value),
        "missed": and_(judged, _F.verdict == Outcome.MISSED.value),
        "open": is_open,
        "overdue": _F.open_state == OpenState.OVERDUE.value,
    }
    return (
        select(_F.procedure_key, *(func.count().filter(condition).label(name) for name, condition in counted.items()))
        .where(*own, _REAL, or_(received, completed, judged, is_open))
        .group_by(_F.procedure_key)
    )


def _endings(rows: Any, received: int) -> ProcedureFigures:
    return ProcedureFigures(
        received=received,
        finished=sum(row.n for row in rows),
        endings={row.ending or "": row.n for row in rows},
        supplemented=sum(row.asked for row in rows),
        median_seconds=None,
        p90_seconds=None,
        spans={},
    )


async def _with_times(
    connection: AsyncConnection, figures: ProcedureFigures, finished: list[ColumnElement[bool]]
) -> ProcedureFigures:
    bound = case(*((_F.working_seconds <= each * WORKING_DAY_SECONDS, each) for each in BOUNDS), else_=0)
    grouped = bound.label("bound")
    rows = await connection.execute(select(grouped, func.count().label("n")).where(*finished).group_by(grouped))
    spans = {row.bound: row.n for row in rows}
    count = sum(spans.values())
    ordered = select(_F.working_seconds).where(*finished).order_by(_F.working_seconds).limit(1)
    ranks = [max(-(-count * share // 100) - 1, 0) for share in (50, 90)]  # nearest rank
    median, p90 = [await connection.scalar(ordered.offset(rank)) for rank in ranks]
    return replace(figures, spans=spans, median_seconds=median, p90_seconds=p90)


def _is_due(until: date) -> ColumnElement[bool]:
    soon = and_(_F.open_state == OpenState.RUNNING.value, _F.due_on <= until)
    return and_(
        _F.open_state.is_not(None), _REAL, _F.due_at.is_not(None), or_(_F.open_state == OpenState.OVERDUE.value, soon)
    )


def _beyond(after: DuePlace) -> ColumnElement[bool]:
    return or_(_F.due_at > after.due_at, and_(_F.due_at == after.due_at, _F.dossier_id > after.dossier_id))


def _midnight(day: date) -> datetime:
    return datetime.combine(min(max(day, _FIRST), _LAST), time.min, tzinfo=HO_CHI_MINH).astimezone(UTC)
