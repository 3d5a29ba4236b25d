"""GetProcedure: a procedure's board."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import CalendarUnknown, working_seconds
from reporting.application.access import Scope, figures_scope
from reporting.application.dashboards.board_ports import DetailReads
from reporting.application.dashboards.get_overview import period_of
from reporting.application.dashboards.ports import BoardReads
from reporting.application.dashboards.slow_steps import slow_steps
from reporting.application.foresight.ports import Calendars
from reporting.domain.boards import ProcedureBoard, ProcedureLine, days
from reporting.domain.days import local_day
from reporting.domain.definitions import ON_TIME_1, Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProcedure:
    """procedure: key. first, last: as in GetOverview."""

    actor: Actor
    procedure: str
    first: date | None = None
    last: date | None = None


class GetProcedureHandler:
    def __init__(
        self, reads: BoardReads, details: DetailReads, calendars: Calendars, clock: Clock, definitions: Definitions
    ) -> None:
        self._reads = reads
        self._details = details
        self._calendars = calendars
        self._clock = clock
        self._definitions = definitions

    async def __call__(self, query: GetProcedure) -> ProcedureBoard:
        """A head sees what the own department did of it.

        Raises Problem ``not-allowed``, ``procedure-unknown`` if nobody has heard of it, ``period-invalid``.
        """
        scope = figures_scope(query.actor)
        period = period_of(query.first, query.last, local_day(self._clock.now()))
        names = await self._details.names(scope.agency)
        lines = await self._details.procedures(period, scope, procedure=query.procedure)
        if not lines and query.procedure not in names:
            raise Problem("procedure-unknown", Kind.NOT_FOUND, "There is no such procedure.")
        name, name_en = names.get(query.procedure, (query.procedure, ""))
        line = lines[0] if lines else ProcedureLine(key=query.procedure, name=name, name_en=name_en)
        figures = await self._details.figures(period, scope, query.procedure)
        return ProcedureBoard(
            line=line,
            definition=self._definitions.with_verdicts(ON_TIME_1, period.last),
            period=period,
            as_of=await self._reads.as_of(),
            figures=replace(figures, limit_days=await self._limit(scope, query.procedure)),
            steps=await slow_steps(self._details, period, scope, procedure=query.procedure, most=30),
        )

    async def _limit(self, scope: Scope, procedure: str) -> Decimal | None:
        """By the calendar; None while it is not known or does not reach."""
        found = await self._details.newest_limit(scope, procedure)
        if found is None:
            return None
        try:
            return days(working_seconds(await self._calendars.current(), *found))
        except CalendarUnknown:
            return None
        except Problem as problem:
            if problem.kind is not Kind.UNAVAILABLE:
                raise
            return None


AskProcedure = Callable[[GetProcedure], Awaitable[ProcedureBoard]]
