"""When an office works: weekly hours, days off, working Saturdays. Data comes from outside; this checks it.

Problem
└── CalendarUnknown   a count ran into a year that nobody has entered
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.worktime.timetable import DayHours, Sessions, Timetable, microseconds

FRIDAY, SATURDAY = 4, 5


class CalendarUnknown(Problem):
    """Raised where a count needs a year for which the calendar has no entry; ``year`` says which."""

    def __init__(self, year: int) -> None:
        super().__init__(
            "calendar-unknown",
            Kind.REFUSED,
            f"The working calendar has no year {year}: enter its days off and working Saturdays first.",
        )
        self.year = year


class DayKind(StrEnum):
    """What an entry of the calendar makes of its day."""

    OFF = "off"
    WORK = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """A day that is not what its weekday says. ``reason`` is Vietnamese; ``legal_ref`` names the decision.

    known_from: first local day on which anybody could know it; None: as long as the calendar is kept.
    """

    on: date
    kind: DayKind
    reason: str
    reason_en: str
    legal_ref: str
    known_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """Weekly hours in force from ``valid_from`` to ``valid_to`` (both included; None: until replaced).

    weekdays: 0 is Monday. sessions: (opens, closes) in local time, in order, not overlapping. rest_ref: legal
    reference of the weekly rest on the other weekdays. known_from: as of a day.
    """

    valid_from: date
    valid_to: date | None
    weekdays: frozenset[int]
    sessions: Sessions
    rest_ref: str = ""
    known_from: date | None = None

    def __post_init__(self) -> None:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise _broken(f"Office hours from {self.valid_from} end before they begin, on {self.valid_to}.")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise _broken("Office hours need weekdays from 0 (Monday) to 6 (Sunday).")
        moments = [moment for session in self.sessions for moment in session]
        if not moments or any(moment.tzinfo is not None for moment in moments):
            raise _broken("Office hours need at least one session, in local time without an offset.")
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise _broken(f"The sessions of the office hours from {self.valid_from} overlap or run backwards.")

    def in_force(self, on: date) -> bool:
        """Whether these hours are in force on the date, whatever its weekday."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """An office's calendar, immutable and checked: Problem ``calendar-invalid`` says what does not fit.

    zone: IANA name (``Asia/Ho_Chi_Minh``) or fixed offset (``+07:00``). Office hours never span a change of
    offset.
    known_years: years whose days were entered, without a gap; counting beyond them raises CalendarUnknown.
    decided_years: those whose days the Government has decided; results that touch others are provisional.
    tz, exceptions, timetable, digest: made from the rest, for this package.
    """

    zone: str
    hours: tuple[OfficeHours, ...]
    days: tuple[CalendarDay, ...]
    decided_years: frozenset[int]
    known_years: frozenset[int]
    tz: tzinfo = field(init=False, repr=False, compare=False)
    exceptions: dict[date, CalendarDay] = field(init=False, repr=False, compare=False)
    timetable: Timetable = field(init=False, repr=False, compare=False)
    digest: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _check_years(self)
        _check_days(self)
        _check_hours(self)
        object.__setattr__(self, "tz", _zone(self.zone))
        object.__setattr__(self, "exceptions", {day.on: day for day in self.days})
        first, last = date(min(self.known_years), 1, 1), date(max(self.known_years), 12, 31)
        object.__setattr__(self, "timetable", Timetable.of(first, last, self.sessions_on))
        whole = (self.zone, self.hours, self.days, self.decided_years, self.known_years)
        object.__setattr__(self, "digest", hash(whole))

    def __hash__(self) -> int:
        """Counted once: what is worked out by a calendar is remembered by it."""
        return self.digest

    def known_on(self, on: date) -> WorkCalendar:
        """The calendar as it could be known at the end of a local day: without what was decided later."""
        days = tuple(day for day in self.days if _known(day, on))
        hours = tuple(row for row in self.hours if _known(row, on))
        is_whole = (len(days), len(hours)) == (len(self.days), len(self.hours))
        return self if is_whole else replace(self, days=days, hours=hours)

    def sessions_on(self, on: date) -> Sessions | None:
        """The sessions of a date, None for a day off. A working Saturday (or Sunday) has Friday's hours."""
        exception = self.exceptions.get(on)
        if exception is None:
            return self._weekly(on, on.weekday())
        if exception.kind is DayKind.OFF:
            return None
        own = self._weekly(on, on.weekday()) if on.weekday() < SATURDAY else None
        sessions = own or self._weekly(on, FRIDAY)
        if sessions is None:
            raise _broken(f"{on} is a working day, but no hours of a Friday are in force to work by.")
        return sessions

    def local(self, at: datetime) -> tuple[int, int]:
        """(ordinal of the local date, microseconds after its midnight); raises CalendarUnknown."""
        if at.tzinfo is None:
            raise invalid("instant-without-zone", f"The instant {at.isoformat()} has no offset: write 10:00+07:00.")
        there = at.astimezone(self.tz)
        if there.year not in self.known_years:
            raise CalendarUnknown(there.year)
        return there.toordinal(), microseconds(there.time())

    def instant(self, ordinal: int, offset: int) -> datetime:
        """The aware instant of a local date and an offset in microseconds after its midnight."""
        midnight = datetime.combine(date.fromordinal(ordinal), time.min, tzinfo=self.tz)
        return midnight + timedelta(microseconds=offset)

    def hours_on(self, ordinal: int) -> DayHours | None:
        """The hours of a local date, None for a day off; raises CalendarUnknown outside known years."""
        if not self.timetable.first <= ordinal <= self.timetable.last:
            raise CalendarUnknown(date.fromordinal(ordinal).year)
        return self.timetable.hours_on(ordinal)

    def is_provisional(self, start_at: datetime, end_at: datetime) -> bool:
        """Whether the time between two instants touches a year that is known but not decided."""
        years = range(start_at.astimezone(self.tz).year, end_at.astimezone(self.tz).year + 1)
        return not self.decided_years.issuperset(years)

    def legal_ref(self, on: date) -> str:
        """Why a local date is not what its weekday says, or why one rests on that weekday; empty for a plain day."""
        if on in self.exceptions:
            return self.exceptions[on].legal_ref
        if self.hours_on(on.toordinal()) is not None:
            return ""
        return next((row.rest_ref for row in self.hours if row.in_force(on)), "")

    def _weekly(self, on: date, weekday: int) -> Sessions | None:
        return next((row.sessions for row in self.hours if weekday in row.weekdays and row.in_force(on)), None)


def _known(entry: CalendarDay | OfficeHours, on: date) -> bool:
    return entry.known_from is None or entry.known_from <= on


def _check_years(calendar: WorkCalendar) -> None:
    known = calendar.known_years
    if not known or len(known) != max(known) - min(known) + 1:
        raise _broken(f"The known years must follow one another without a gap: {sorted(known)}.")
    if not calendar.decided_years <= known:
        raise _broken(f"Years decided but not known: {sorted(calendar.decided_years - known)}.")


def _check_days(calendar: WorkCalendar) -> None:
    seen: set[date] = set()
    for day in calendar.days:
        if day.on in seen:
            raise _broken(f"{day.on} stands twice in the calendar.")
        if day.on.year not in calendar.known_years:
            raise _broken(f"{day.on} is listed, but {day.on.year} is not among the known years.")
        seen.add(day.on)


def _check_hours(calendar: WorkCalendar) -> None:
    """No weekday has two sets of hours at once, and some hours are in force on every known day."""
    for index, row in enumerate(calendar.hours):
        for other in calendar.hours[index + 1 :]:
            overlap = row.in_force(other.valid_from) or other.in_force(row.valid_from)
            if overlap and row.weekdays & other.weekdays:
                raise _broken(f"Office hours from {row.valid_from} and {other.valid_from} cover the same weekday.")
    day, end = date(min(calendar.known_years), 1, 1), date(max(calendar.known_years), 12, 31)
    while day <= end:
        covering = [row for row in calendar.hours if row.in_force(day)]
        if not covering:
            raise _broken(f"No office hours are in force on {day}.")
        day = max((row.valid_to or end) for row in covering) + timedelta(days=1)


def _zone(name: str) -> tzinfo:
    fixed = re.fullmatch(r"([+-])(\d{2}):(\d{2})", name)
    if fixed:
        sign = -1 if fixed[1] == "-" else 1
        return timezone(sign * timedelta(hours=int(fixed[2]), minutes=int(fixed[3])), name)
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _broken(f"{name!r} is not a time zone: use Asia/Ho_Chi_Minh or +07:00.") from None


def _broken(detail: str) -> Problem:
    return invalid("calendar-invalid", detail)
