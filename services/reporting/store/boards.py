"""Boards of a department, a procedure and an officer: from sums; only lists of dossiers are read from facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from reporting.application.access import Scope
from reporting.application.dashboards.board_ports import DuePlace
from reporting.domain.board_sums import BoardMeasure, Span, by_bounds, cut, spent_seconds
from reporting.domain.boards import BOUNDS, DueDossier, ProcedureFigures, ProcedureLine, StepLine, StepNames
from reporting.domain.on_time import Period
from reporting.domain.tallies import Measure, OpenState
from reporting.store.board_sums import EVERYBODY, of_period
from reporting.store.dashboards import of
from reporting.store.law_tables import CATALOGUE
from reporting.store.tables import BOARD_SUMS, DOSSIER_FACTS, TALLIES

_F, _T, _C, _B = DOSSIER_FACTS.c, TALLIES.c, CATALOGUE.c, BOARD_SUMS.c
_REAL = _F.is_synthetic.is_(False)
_M = BoardMeasure
_OF_A_LINE = (_M.RECEIVED.value, _M.ENDED.value, _M.VERDICT.value, _M.OPEN.value)
_OF_FIGURES = (_M.RECEIVED.value, _M.ENDED.value, _M.ASKED.value, _M.SPENT.value)


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
        counted = _counted(_OF_A_LINE, or_(of_period(cut(period)), _B.span == Span.NOW.value), scope, procedure)
        async with self._database.read() as connection:
            names = await _names(connection, scope.agency)
            rows = (await connection.execute(counted)).all()
        lines: dict[str, ProcedureLine] = {}
        for row in rows:
            key = row.procedure_key
            name, name_en = names.get(key, (key, ""))
            lines[key] = _with(lines.get(key) or ProcedureLine(key=key, name=name, name_en=name_en), row)
        return tuple(sorted(lines.values(), key=lambda line: (-line.received, -line.open, line.key)))

    async def steps(
        self, period: Period, scope: Scope, *, procedure: str = "", officer: str = ""
    ) -> tuple[StepLine, ...]:
        whose = _B.officer == officer if officer else EVERYBODY
        procedures = [_B.procedure_key == procedure] if procedure else []
        sums = (
            func.sum(_B.total).label("done"),
            func.sum(_B.late).label("late"),
            func.sum(_B.seconds).label("seconds"),
        )
        query = (
            select(_B.procedure_key, _B.label, _B.department, *sums)
            .where(
                whose,
                _B.measure == BoardMeasure.STEP.value,
                of_period(cut(period)),
                *of(_B, scope.agency, scope.department),
                *procedures,
            )
            .group_by(_B.procedure_key, _B.label, _B.department)
            .having(func.sum(_B.total) != 0)
        )
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
        return tuple(
            StepLine(
                procedure=row.procedure_key,
                step=row.label,
                unit=row.department,
                done=int(row.done),
                late=int(row.late),
                working_seconds=int(row.seconds),
            )
            for row in found
        )

    async def step_names(self, agency: str, procedures: Collection[str]) -> StepNames:
        query = (
            select(_C.key, _C.steps)
            .where(*of(_C, agency, ""), _C.key.in_(procedures), _C.steps.is_not(None))
            .order_by(_C.key, _C.version)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {(row.key, step): (name, name_en) for row in rows for step, name, name_en in row.steps}

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
        soon = and_(_T.label == OpenState.RUNNING.value, _T.day <= until)
        total = select(func.sum(_T.value)).where(
            _T.measure == Measure.OPEN.value,
            *of(_T, scope.agency, scope.department),
            or_(_T.label == OpenState.OVERDUE.value, soon),
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(listed)).all()
            count = await connection.scalar(total)
        return tuple(_due(row) for row in rows), int(count or 0)

    async def figures(self, period: Period, scope: Scope, procedure: str) -> ProcedureFigures:
        async with self._database.read() as connection:
            counted = await connection.execute(_counted(_OF_FIGURES, of_period(cut(period)), scope, procedure))
            return _figures(counted.all())

    async def newest_limit(self, scope: Scope, procedure: str) -> tuple[datetime, datetime] | None:
        query = (
            select(_F.accepted_at, _F.original_due_at)
            .where(
                *of(_F, scope.agency, scope.department),
                _F.procedure_key == procedure,
                _F.accepted_on.is_not(None),
                _F.original_due_at.is_not(None),
                _F.supplements == literal_column("0"),  # as the partial index has it
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


def _counted(measures: Sequence[str], when: ColumnElement[bool], scope: Scope, procedure: str) -> Any:
    counts = (func.sum(_B.total).label("total"), func.sum(_B.late).label("late"))
    own = [*of(_B, scope.agency, scope.department), *([_B.procedure_key == procedure] if procedure else [])]
    return (
        select(_B.procedure_key, _B.measure, _B.label, *counts)
        .where(EVERYBODY, _B.measure.in_(measures), when, *own)
        .group_by(_B.procedure_key, _B.measure, _B.label)
        .having(func.sum(_B.total) != 0)
    )


def _with(line: ProcedureLine, row: Any) -> ProcedureLine:
    total, late = int(row.total), int(row.late)
    match row.measure:
        case BoardMeasure.RECEIVED:
            return replace(line, received=total)
        case BoardMeasure.ENDED:
            return replace(line, completed=line.completed + total)
        case BoardMeasure.VERDICT:
            return replace(line, met=total - late, missed=late)
        case _:
            overdue = total if row.label == OpenState.OVERDUE else 0
            return replace(line, open=line.open + total, overdue=line.overdue + overdue)


def _figures(rows: Sequence[Any]) -> ProcedureFigures:
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row.measure][row.label] = int(row.total)
    ended = counts[BoardMeasure.ENDED]
    spent = {int(tenths): count for tenths, count in counts[BoardMeasure.SPENT].items()}
    return ProcedureFigures(
        received=counts[BoardMeasure.RECEIVED].get("", 0),
        finished=sum(ended.values()),
        endings=ended,
        supplemented=counts[BoardMeasure.ASKED].get("", 0),
        median_seconds=spent_seconds(spent, 50),
        p90_seconds=spent_seconds(spent, 90),
        spans=by_bounds(spent, BOUNDS),
    )


def _due(row: Any) -> DueDossier:
    return DueDossier(
        dossier_id=row.dossier_id,
        code=row.code,
        procedure=row.procedure_key,
        state=row.open_state,
        due_at=row.due_at,
        overdue_since=row.overdue_since if row.open_state == OpenState.OVERDUE.value else None,
    )


def _is_due(until: date) -> ColumnElement[bool]:
    soon = and_(_F.open_state == OpenState.RUNNING.value, _F.due_on <= until)
    return and_(
        _F.open_state.is_not(None), _REAL, _F.due_at.is_not(None), or_(_F.open_state == OpenState.OVERDUE.value, soon)
    )


def _beyond(after: DuePlace) -> ColumnElement[bool]:
    return or_(_F.due_at > after.due_at, and_(_F.due_at == after.due_at, _F.dossier_id > after.dossier_id))
