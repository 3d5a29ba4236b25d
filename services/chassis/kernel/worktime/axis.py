"""Instants as exact positions on the axis of a unit, and back.

On the axis of working days each working day is 1 long, spread evenly over its sessions, and nights and days
off have no length. On the axis of working hours an hour of office time is 1. On the axis of calendar days a
day is 24 hours.

One position may have many instants (17:00, the night, 07:30); the one that ``instant`` answers is the
earliest: the close of a day, never the opening of the next; the end of the morning, never the start of the
afternoon.
"""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from math import ceil

from chassis.kernel.worktime.calendar import CalendarUnknown, WorkCalendar
from chassis.kernel.worktime.limits import Unit

HOUR = 3_600_000_000
DAY = 24 * HOUR


def position(calendar: WorkCalendar, unit: Unit, at: datetime) -> Fraction:
    """Where an aware instant lies on the axis; only differences mean anything. Raises CalendarUnknown."""
    ordinal, offset = calendar.local(at)
    if unit is Unit.CALENDAR_DAY:
        return Fraction(ordinal * DAY + offset, DAY)
    rank = calendar.timetable.rank(ordinal)
    hours = calendar.timetable.hours_on(ordinal)
    elapsed = hours.elapsed(offset) if hours else 0
    if unit is Unit.WORKING_HOUR:
        return Fraction(calendar.timetable.office[rank] + elapsed, HOUR)
    return rank + Fraction(elapsed, hours.total) if hours else Fraction(rank)


def instant(calendar: WorkCalendar, unit: Unit, place: Fraction) -> datetime:
    """The earliest instant, in the calendar's zone, by which the position is reached (rounded up to a
    microsecond).

    On the axis of calendar days: the close of office of the day that the position ends, or of the first
    working day after it. Raises CalendarUnknown beyond the known years.
    """
    match unit:
        case Unit.CALENDAR_DAY:
            return close_from(calendar, ceil(place) - 1)
        case Unit.WORKING_HOUR:
            return _hour_instant(calendar, ceil(place * HOUR))
        case Unit.WORKING_DAY:
            return _day_instant(calendar, place)


def close_from(calendar: WorkCalendar, ordinal: int) -> datetime:
    """The close of office on this local date, or on the first working day after it if it is a day off."""
    hours = calendar.hours_on(ordinal)
    while hours is None:
        ordinal += 1
        hours = calendar.hours_on(ordinal)
    return calendar.instant(ordinal, hours.closing)


def _day_instant(calendar: WorkCalendar, place: Fraction) -> datetime:
    index = ceil(place) - 1
    _require(calendar, index)
    hours = calendar.timetable.hours[index]
    offset = hours.offset(ceil((place - index) * hours.total))
    return calendar.instant(calendar.timetable.ordinals[index], offset)


def _hour_instant(calendar: WorkCalendar, office: int) -> datetime:
    table = calendar.timetable
    if not 0 < office <= table.office[-1]:
        _require(calendar, -1 if office <= 0 else len(table.ordinals))
    index = table.day_reaching(office)
    return calendar.instant(table.ordinals[index], table.hours[index].offset(office - table.office[index]))


def _require(calendar: WorkCalendar, index: int) -> None:
    """Refuses a working day that lies outside the known years."""
    table = calendar.timetable
    if index < 0:
        raise CalendarUnknown(date.fromordinal(table.first).year - 1)
    if index >= len(table.ordinals):
        raise CalendarUnknown(date.fromordinal(table.last).year + 1)
