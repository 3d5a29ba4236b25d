"""GetWorkload: how much units and officers have, and for how many working days that is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.worktime import CalendarUnknown, WorkCalendar, working_days_between
from reporting.application.access import figures_scope
from reporting.application.board_access import department_scope
from reporting.application.foresight.ports import Calendars, ForesightReads
from reporting.domain.days import local_day
from reporting.domain.workload import LOOK_BACK_DAYS, Load, loads


@dataclass(frozen=True, slots=True, kw_only=True)
class GetWorkload:
    """department: whose steps; empty: all that the actor may see."""

    actor: Actor
    department: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """since: first local day over which the pace is counted. working_days: from then until today, at least 1."""

    since: date
    working_days: int
    rows: tuple[Load, ...]


class GetWorkloadHandler:
    def __init__(self, reads: ForesightReads, calendars: Calendars, clock: Clock) -> None:
        self._reads = reads
        self._calendars = calendars
        self._clock = clock

    async def __call__(self, query: GetWorkload) -> Workload:
        """Raises Problem ``not-allowed``, ``neighbour-unavailable`` while no calendar is known."""
        scope = department_scope(query.actor, query.department) if query.department else figures_scope(query.actor)
        calendar = await self._calendars.current()
        now = self._clock.now()
        today = local_day(now)
        since = today - timedelta(days=LOOK_BACK_DAYS - 1)
        held, done = await self._reads.workload(since, now, agency=scope.agency, unit=scope.department, officer="")
        days = max(_working_days(calendar, since, today), 1)
        return Workload(since=since, working_days=days, rows=loads(held, done, days))


AskWorkload = Callable[[GetWorkload], Awaitable[Workload]]


def _working_days(calendar: WorkCalendar, since: date, until: date) -> int:
    """Both included; five in seven where the calendar does not reach."""
    try:
        return working_days_between(calendar, since - timedelta(days=1), until)
    except CalendarUnknown:
        return ((until - since).days + 1) * 5 // 7
