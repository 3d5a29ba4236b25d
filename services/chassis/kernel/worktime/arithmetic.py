"""Due instants and spans of working time. Results are aware and in the calendar's zone.

Every function raises CalendarUnknown for a year that the calendar does not have.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import floor

from chassis.kernel.worktime.axis import instant, position
from chassis.kernel.worktime.calendar import WorkCalendar
from chassis.kernel.worktime.limits import Limit, Unit

NOMINAL_DAY_SECONDS = 28_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A due instant. provisional: it rests on a year whose days off are not decided yet and may move."""

    at: datetime
    provisional: bool


def due(calendar: WorkCalendar, received_at: datetime, limit: Limit) -> Due:
    """When a limit fixed in law ends for a dossier received at an instant.

    Working days, one or more: counted from the opening of day 1, the first working day after day 0 (the day
    of receipt); whole days end at the close of office. Less than one working day, and working hours:
    counted at once from ``clock_start``. Calendar days: the N-th day after day 0, or the next working day
    if that is a day off, at the close of office.
    """
    place = origin(calendar, received_at, limit) + limit.amount
    at = instant(calendar, limit.unit, place)
    return Due(at=at, provisional=calendar.is_provisional(received_at, at))


def origin(calendar: WorkCalendar, received_at: datetime, limit: Limit) -> Fraction:
    """The position, on the axis of the limit's unit, from which a limit fixed in law is consumed."""
    started_at = clock_start(calendar, received_at)
    match limit.unit:
        case Unit.WORKING_DAY if limit.amount >= 1:
            return Fraction(calendar.timetable.rank(calendar.local(started_at)[0]) + 1)
        case Unit.CALENDAR_DAY:
            return Fraction(floor(position(calendar, limit.unit, started_at)) + 1)
        case _:
            return position(calendar, limit.unit, started_at)


def add(calendar: WorkCalendar, start_at: datetime, limit: Limit) -> datetime:
    """When a budget that runs continuously from an instant is used up: no day 0, only office time counts."""
    start = position(calendar, limit.unit, clock_start(calendar, start_at))
    return instant(calendar, limit.unit, start + limit.amount)


def back(calendar: WorkCalendar, due_at: datetime, limit: Limit) -> datetime:
    """The instant that lies a whole limit before another; a day's edge is the close of the earlier day.

    Calendar days: the same time of day so many days earlier, or the last office time before it.
    """
    if limit.unit is Unit.CALENDAR_DAY:
        earlier = due_at.astimezone(calendar.tz) - timedelta(days=int(limit.amount))
        return instant(calendar, Unit.WORKING_DAY, position(calendar, Unit.WORKING_DAY, earlier))
    return instant(calendar, limit.unit, position(calendar, limit.unit, due_at) - limit.amount)


def clock_start(calendar: WorkCalendar, received_at: datetime) -> datetime:
    """When something that arrives at an instant is deemed received: then, if it is office time (the closing
    minute included), else at the start of the next session (BGDĐT QĐ 3142/2025 Đ11)."""
    return next_office_instant(calendar, received_at)


def next_office_instant(calendar: WorkCalendar, at: datetime) -> datetime:
    """The instant itself if it is office time, else the next opening of a session."""
    ordinal, offset = calendar.local(at)
    hours = calendar.hours_on(ordinal)
    opening = hours.office_from(offset) if hours else None
    while opening is None:
        ordinal += 1
        hours = calendar.hours_on(ordinal)
        opening = hours.opening if hours else None
    return calendar.instant(ordinal, opening)


def is_office_time(calendar: WorkCalendar, at: datetime) -> bool:
    """Whether the office is open; the instants of opening and of closing both count."""
    ordinal, offset = calendar.local(at)
    hours = calendar.hours_on(ordinal)
    return hours is not None and hours.office_from(offset) == offset


def is_working_day(calendar: WorkCalendar, on: date) -> bool:
    """Whether the local date is a working day."""
    return calendar.hours_on(on.toordinal()) is not None


def working_days_between(calendar: WorkCalendar, after: date, until: date) -> int:
    """Working days later than ``after`` and not later than ``until``; negative if ``until`` is earlier."""
    counted = [
        (calendar.hours_on(on.toordinal()) is not None) + calendar.timetable.rank(on.toordinal())
        for on in (after, until)
    ]
    return counted[1] - counted[0]


def working_seconds(calendar: WorkCalendar, start_at: datetime, end_at: datetime) -> int:
    """Nominal working seconds from one instant to another: 28,800 a working day, whatever its real hours.

    Spans that touch add up exactly: each edge is rounded down once. Negative if the end comes first.
    """
    start = position(calendar, Unit.WORKING_DAY, start_at)
    end = position(calendar, Unit.WORKING_DAY, end_at)
    return floor(end * NOMINAL_DAY_SECONDS) - floor(start * NOMINAL_DAY_SECONDS)
