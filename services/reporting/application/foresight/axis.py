"""The axis of working days of a calendar."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.worktime import Unit, WorkCalendar
from chassis.kernel.worktime.axis import position
from reporting.domain.paths import Axis


def axis_of(calendar: WorkCalendar) -> Axis:
    """Raises CalendarUnknown for an instant of a year that nobody has entered."""

    def place(at: datetime) -> float:
        return float(position(calendar, Unit.WORKING_DAY, at))

    return place
