"""GetOnTime: the on-time table of a period, per department."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from reporting.application.access import figures_scope
from reporting.application.ports import Reads
from reporting.domain.days import local_day
from reporting.domain.on_time import Period, Table, table
from reporting.domain.verdict import ON_TIME_1, definition

FIRST_EVER = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOnTime:
    """first, last: local dates, both included; None for the first ever and for today. by: only
    ``department``.
    definition: a name of ``verdict.DEFINITIONS``."""

    actor: Actor
    first: date | None = None
    last: date | None = None
    by: str = "department"
    definition: str = ON_TIME_1.name


class GetOnTimeHandler:
    def __init__(self, reads: Reads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: GetOnTime) -> Table:
        """The table as far as the actor may see it; every department has a row.

        Raises Problem ``not-allowed``, ``definition-unknown``, ``grouping-unknown``, ``period-invalid``.
        """
        scope = figures_scope(query.actor)
        chosen = definition(query.definition)
        if query.by != "department":
            raise invalid("grouping-unknown", "Figures are grouped by department only.", by="must be 'department'")
        period = Period(first=query.first or FIRST_EVER, last=query.last or local_day(self._clock.now()))
        departments, sums, as_of = await self._reads.on_time(period, agency=scope.agency, department=scope.department)
        return table(chosen, period, departments, sums, as_of)


AskOnTime = Callable[[GetOnTime], Awaitable[Table]]
