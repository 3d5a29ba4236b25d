"""Until when a remedy is demanded."""

from __future__ import annotations

from datetime import UTC, datetime

from chassis.kernel.clock import Clock
from chassis.kernel.worktime import Limit, Unit, due
from reporting.application.control.ports import Law


async def remedy_due(law: Law, clock: Clock, working_days: int) -> datetime:
    """The close of office after so many working days from now, by intake's calendar. Raises Problem
    ``neighbour-unavailable``."""
    limit = Limit.of(working_days, Unit.WORKING_DAY)
    return due(await law.calendar(), clock.now(), limit).at.astimezone(UTC)
