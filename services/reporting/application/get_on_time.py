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
from reporting.domain.by_days import table_by_days
from reporting.domain.days import local_day
from reporting.domain.definitions import ON_TIME_1, Basis, Definitions
from reporting.domain.on_time import Period, Table, table

FIRST_EVER = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOnTime:
    """first, last: local dates, both included; None for the first ever and for today. by: only
    ``department``.
    definition: a versioned name; GetDefinitions lists them."""

    actor: Actor
    first: date | None = None
    last: date | None = None
    by: str = "department"
    definition: str = ON_TIME_1


class GetOnTimeHandler:
    def __init__(self, reads: Reads, clock: Clock, definitions: Definitions) -> None:
        self._reads = reads
        self._clock = clock
        self._definitions = definitions

    async def __call__(self, query: GetOnTime) -> Table:
        """The table as far as the actor may see it; every department has a row.

        Raises Problem ``not-allowed``, ``definition-unknown``, ``definition-not-in-force``, ``grouping-unknown``,
        ``period-invalid``.
        """
        scope = figures_scope(query.actor)
        if query.by != "department":
            raise invalid("grouping-unknown", "Figures are grouped by department only.", by="must be 'department'")
        period = Period(first=query.first or FIRST_EVER, last=query.last or local_day(self._clock.now()))
        chosen = self._definitions.named(query.definition, period.last)
        of = {"agency": scope.agency, "department": scope.department}
        if chosen.basis is Basis.DAYS:
            return table_by_days(chosen, period, *await self._reads.by_days(period, **of))
        return table(chosen, period, *await self._reads.on_time(period, **of))


AskOnTime = Callable[[GetOnTime], Awaitable[Table]]
