"""What another calendar would do to the open cases: the same function that moves them, on what is committed."""

from __future__ import annotations

import asyncio

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.worktime import WorkCalendar
from processing.application.changing import law_of
from processing.application.ports import Reading
from processing.domain import rights
from processing.domain.law import Law
from processing.domain.recounting import Counting, Tally, clock_under

BATCH = 500
_BREATH = 25  # cases after which others get the processor


class PreviewCalendarHandler:
    def __init__(self, reading: Reading, clock: Clock) -> None:
        self._reading = reading
        self._clock = clock

    async def __call__(self, actor: Actor, agency: str, calendar: WorkCalendar) -> Tally:
        """Raises Problem ``role-not-allowed``. Reads every open case of the agency, some hundreds at a time."""
        rights.check_calendar(actor, agency)
        counting, place, now = Counting(calendar.tz), "", self._clock.now()
        while cases := await self._reading.open_clocks(agency, after=place, size=BATCH):
            for number, case in enumerate(cases, 1):
                before = await law_of(self._reading, case)
                after = Law(version=before.version, calendar=calendar, revision="")
                counting.note(case, clock_under(case, after, now))
                if number % _BREATH == 0:
                    await asyncio.sleep(0)
            place = cases[-1].id
        return counting.tally
