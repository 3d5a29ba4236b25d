"""GetDepartment: a department's board; ListDue: its dossiers that are overdue or due soon."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from reporting.application.board_access import department_scope
from reporting.application.dashboards.board_ports import DetailReads, DuePlace
from reporting.application.dashboards.get_overview import period_of
from reporting.application.dashboards.ports import BoardReads
from reporting.application.dashboards.slow_steps import slow_steps
from reporting.application.foresight import AskLate, AskWorkload, GetLate, GetWorkload
from reporting.domain.boards import DepartmentBoard, DueDossier
from reporting.domain.dashboards import Grain, due_cuts, overview, pieces_until
from reporting.domain.days import local_day
from reporting.domain.definitions import ON_TIME_1, Definitions
from reporting.domain.tallies import Measure
from reporting.domain.workload import Load

SOON = timedelta(days=3)
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDepartment:
    """department: token. first, last, grain, definition: as in GetOverview."""

    actor: Actor
    department: str
    first: date | None = None
    last: date | None = None
    grain: Grain = Grain.MONTH
    definition: str = ON_TIME_1


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDue:
    actor: Actor
    department: str
    after: DuePlace | None = None
    size: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """By due instant. following: None on the last page."""

    items: tuple[DueDossier, ...]
    total: int
    following: DuePlace | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Foresight, as a board asks it."""

    late: AskLate
    workload: AskWorkload


class GetDepartmentHandler:
    def __init__(
        self,
        reads: BoardReads,
        details: DetailReads,
        ahead: Ahead,
        clock: Clock,
        definitions: Definitions,
        *,
        target: float,
    ) -> None:
        self._reads = reads
        self._details = details
        self._ahead = ahead
        self._clock = clock
        self._definitions = definitions
        self._target = Decimal(str(target))

    async def __call__(self, query: GetDepartment) -> DepartmentBoard:
        """Raises Problem ``not-allowed``, ``department-unknown``, ``definition-unknown``, ``period-invalid``."""
        scope = department_scope(query.actor, query.department)
        today = local_day(self._clock.now())
        period = period_of(query.first, query.last, today)
        chosen = self._definitions.with_verdicts(query.definition, period.last)
        pieces = pieces_until(period.last, query.grain)
        counted = await self._reads.counted(
            period, pieces, due_cuts(today), agency=scope.agency, department=scope.department
        )
        board = overview(chosen, period, counted, grain=query.grain, target=self._target, today=today)
        if not board.lines:
            raise Problem("department-unknown", Kind.NOT_FOUND, "There is no such department.")
        own = {"met": 0, "missed": 0}
        for each in counted.sums:
            if each.measure is Measure.OWN_OUTCOME:
                own[each.label] += each.value
        late = await self._ahead.late(GetLate(actor=query.actor, department=query.department, size=SHOWN))
        return DepartmentBoard(
            definition=chosen,
            period=period,
            grain=query.grain,
            as_of=board.as_of,
            target=self._target,
            line=board.lines[0],
            own=(own["met"], own["missed"]),
            trend=board.trend,
            stages=await self._details.stages(scope),
            procedures=await self._details.procedures(period, scope),
            steps=await slow_steps(self._details, period, scope),
            loads=await self._loads(query),
            late=late.items,
            late_total=late.total,
            names=await self._details.names(scope.agency),
        )

    async def _loads(self, query: GetDepartment) -> tuple[Load, ...]:
        """Nothing while the calendar is not known: the rest of the board is."""
        try:
            return (await self._ahead.workload(GetWorkload(actor=query.actor, department=query.department))).rows
        except Problem as problem:
            if problem.kind is not Kind.UNAVAILABLE:
                raise
            return ()


class ListDueHandler:
    def __init__(self, details: DetailReads, clock: Clock) -> None:
        self._details = details
        self._clock = clock

    async def __call__(self, query: ListDue) -> DuePage:
        """Raises Problem ``not-allowed``."""
        scope = department_scope(query.actor, query.department)
        until = local_day(self._clock.now()) + SOON
        found, total = await self._details.due(scope, until, query.after, query.size + 1)
        items = found[: query.size]
        last = items[-1] if len(found) > query.size else None
        following = DuePlace(due_at=last.due_at, dossier_id=last.dossier_id) if last else None
        return DuePage(items=items, total=total, following=following)


AskDepartment = Callable[[GetDepartment], Awaitable[DepartmentBoard]]
AskDue = Callable[[ListDue], Awaitable[DuePage]]
