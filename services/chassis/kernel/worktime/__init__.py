"""Working time: pure arithmetic of limits, calendars and clocks. No calendar data, no I/O.

    Limit, Unit                              how much time
    WorkCalendar, OfficeHours, CalendarDay   when an office works; CalendarUnknown beyond the years entered
    due, add, back, clock_start, …           instants
    Entry, EntryKind, replay → Clock         what happened to a clock → its state and due instant
    explain → Derivation of Lines            the same, line by line, for people, and replayable
    is_within, first_within, last_within     office time well away from opening and closing

The rules, and why, are in docs/adr/0003-how-time-is-counted.md.
"""

from chassis.kernel.worktime.arithmetic import (
    NOMINAL_DAY_SECONDS,
    Due,
    add,
    back,
    clock_start,
    due,
    is_office_time,
    is_working_day,
    next_office_instant,
    working_days_between,
    working_seconds,
)
from chassis.kernel.worktime.calendar import CalendarDay, CalendarUnknown, DayKind, OfficeHours, WorkCalendar
from chassis.kernel.worktime.clock import Clock, ClockState, Run
from chassis.kernel.worktime.derivation import Derivation, Line, LineKind
from chassis.kernel.worktime.explain import explain
from chassis.kernel.worktime.ledger import Entry, EntryKind
from chassis.kernel.worktime.limits import Limit, Unit
from chassis.kernel.worktime.replay import replay
from chassis.kernel.worktime.windows import first_within, is_within, last_within

__all__ = [
    "NOMINAL_DAY_SECONDS",
    "CalendarDay",
    "CalendarUnknown",
    "Clock",
    "ClockState",
    "DayKind",
    "Derivation",
    "Due",
    "Entry",
    "EntryKind",
    "Limit",
    "Line",
    "LineKind",
    "OfficeHours",
    "Run",
    "Unit",
    "WorkCalendar",
    "add",
    "back",
    "clock_start",
    "due",
    "explain",
    "first_within",
    "is_office_time",
    "is_within",
    "is_working_day",
    "last_within",
    "next_office_instant",
    "replay",
    "working_days_between",
    "working_seconds",
]
