"""The slowest steps of a board, by their names."""

from __future__ import annotations

from reporting.application.access import Scope
from reporting.application.dashboards.board_ports import DetailReads
from reporting.domain.boards import StepLine, named, slowest
from reporting.domain.on_time import Period


async def slow_steps(
    details: DetailReads, period: Period, scope: Scope, *, procedure: str = "", officer: str = "", most: int = 10
) -> tuple[StepLine, ...]:
    """As the newest version of each procedure calls them; by their keys while intake has not told any."""
    lines = slowest(await details.steps(period, scope, procedure=procedure, officer=officer), most=most)
    if not lines:
        return ()
    return named(lines, await details.step_names(scope.agency, {line.procedure for line in lines}))
