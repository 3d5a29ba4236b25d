"""GetOnTime: the on-time table of a period, per department."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from reporting.application.access import figures_scope
from reporting.application.ports import Reads
from reporting.domain.on_time import Period, Table, table
from reporting.domain.verdict import ON_TIME_1, definition


@dataclass(frozen=True, slots=True, kw_only=True)
class GetOnTime:
    """period: local dates, both included. by: only ``department``. definition: a name of
    ``verdict.DEFINITIONS``."""

    actor: Actor
    period: Period
    by: str = "department"
    definition: str = ON_TIME_1.name


class GetOnTimeHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: GetOnTime) -> Table:
        """The table as far as the actor may see it; every department has a row.

        Raises Problem ``not-allowed``, ``definition-unknown``, ``grouping-unknown``.
        """
        scope = figures_scope(query.actor)
        chosen = definition(query.definition)
        if query.by != "department":
            raise invalid("grouping-unknown", "Figures are grouped by department only.", by="must be 'department'")
        departments, sums, as_of = await self._reads.on_time(
            query.period, agency=scope.agency, department=scope.department
        )
        return table(chosen, query.period, departments, sums, as_of)
