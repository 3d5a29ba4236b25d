"""Who owes which report to whom by when: rules as data, and what they amount to in a stretch of time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Self

from chassis.kernel.worktime import CalendarUnknown, WorkCalendar, first_within, is_working_day
from reporting.domain.forms.periods import PeriodRule, period_name, period_named, rule_of
from reporting.domain.on_time import Period

REMINDERS = (7, 3, 1)
"""Working days before the deadline at which whoever owes it is reminded."""
MARGIN = timedelta(minutes=30)
"""People are told in office hours, well away from opening and closing (ADR 0023)."""
KINDS = ("week", "month", "quarter", "half_year", "year")
_STEP = timedelta(days=7)
_LONGEST_WAIT = timedelta(days=62)  # from the end of a period to its deadline


class OwedBy(StrEnum):
    """department: each one that settles procedures; control_team: once for the agency."""

    DEPARTMENT = "department"
    CONTROL_TEAM = "control_team"


class DayOff(StrEnum):
    """Where a deadline that falls on a day off moves to."""

    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """by: month and day; before: the day before it is the last. Else days, or working days, after the period's last."""

    by: tuple[int, int] | None = None
    before: bool = False
    days: int = 0
    working_days: int = 0
    day_off: DayOff = DayOff.NEXT

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        row = dict(data)
        if "by" in row:
            month, day = (int(part) for part in row["by"].split("-"))
            date(2024, month, day)
            row["by"] = (month, day)
        row["day_off"] = DayOff(row.get("day_off", DayOff.NEXT))
        return cls(**row)

    def day(self, last: date, calendar: WorkCalendar) -> date:
        """The last day on which it is in time; raises CalendarUnknown."""
        if self.by is not None:
            fixed = date(last.year, *self.by)
            wanted = (fixed if fixed >= last else fixed.replace(year=last.year + 1)) - timedelta(days=self.before)
        else:
            wanted = last + timedelta(days=self.days)
            for _ in range(self.working_days):
                wanted = working_day(calendar, wanted + timedelta(days=1), 1)
        return working_day(calendar, wanted, 1 if self.day_off is DayOff.NEXT else -1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One duty while it holds, [valid_from, valid_to) by the period's last day.

    form: key of the report. kind: of its periods; halves: which half-years, all if empty. periods: key of the rule by
    which they are cut. approval: roles that approve, in order. mark: V read, P practice, I inferred, M from memory.
    """

    key: str
    title: str
    title_en: str
    form: str
    kind: str
    periods: str
    owed_by: OwedBy
    receiver: str
    approval: tuple[str, ...]
    due: Due
    valid_from: date
    legal_ref: str
    mark: str
    valid_to: date | None = None
    note: str = ""
    halves: tuple[int, ...] = ()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Of a table of ``obligations.toml``; raises KeyError, TypeError or ValueError for one that is not whole."""
        row = dict(data)
        if row["kind"] not in KINDS:
            raise ValueError(f"kind of {row['key']} must be one of {', '.join(KINDS)}")
        row["owed_by"] = OwedBy(row["owed_by"])
        row["approval"] = tuple(row["approval"])
        row["halves"] = tuple(row.get("halves", ()))
        row["due"] = Due.from_dict(row["due"])
        return cls(**row)

    def holds(self, last: date) -> bool:
        return self.valid_from <= last and (self.valid_to is None or last < self.valid_to)

    def wants(self, name: str) -> bool:
        """Whether the period of this name is owed."""
        return not self.halves or name.endswith(tuple(f"-H{half}" for half in self.halves))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A report that is owed for a period. department: empty for the agency's own. due_at: end of office of due_on."""

    rule: Rule
    department: str
    period: str
    days: Period
    due_on: date
    due_at: datetime

    def id(self, agency: str) -> str:
        """The same whenever it is worked out: ``heza.weekly.2024-W21``, ``heza.weekly-result.2024-W21.dau-tu``."""
        return ".".join(part for part in (agency, self.rule.key, self.period, self.department) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duties:
    """The rules of obligations, and those by which their periods are cut."""

    rules: Sequence[Rule]
    cuts: Sequence[PeriodRule]


def owed(duties: Duties, calendar: WorkCalendar, departments: Sequence[str], window: Period) -> Iterator[Owed]:
    """Everything with its last day in the window. A year that the calendar does not know is left out: it is worked out
    again when somebody has entered it."""
    for rule in duties.rules:
        for name in _names(rule.kind, window.first - _LONGEST_WAIT, window.last):
            days = period_named(name, rule_of(duties.cuts, rule.periods))
            if not rule.wants(name) or not rule.holds(days.last):
                continue
            try:
                due_on = rule.due.day(days.last, calendar)
                due_at = end_of_office(calendar, due_on)
            except CalendarUnknown:
                continue
            if window.first <= due_on <= window.last:
                who = departments if rule.owed_by is OwedBy.DEPARTMENT else ("",)
                for department in who:
                    yield Owed(rule=rule, department=department, period=name, days=days, due_on=due_on, due_at=due_at)


def reminders(calendar: WorkCalendar, due_on: date, due_at: datetime) -> dict[int, datetime]:
    """Working days that are left → when whoever owes it is told; 0: when it is late. Raises CalendarUnknown."""
    told: dict[int, datetime] = {}
    day = due_on
    for left in range(1, max(REMINDERS) + 1):
        day = working_day(calendar, day - timedelta(days=1), -1)
        if left in REMINDERS:
            told[left] = first_within(calendar, _midnight(calendar, day), MARGIN)
    told[0] = first_within(calendar, due_at + timedelta(seconds=1), MARGIN)
    return told


def working_day(calendar: WorkCalendar, on: date, step: int) -> date:
    """The day itself or the nearest one in that direction on which the office works."""
    while not is_working_day(calendar, on):
        on += timedelta(days=step)
    return on


def end_of_office(calendar: WorkCalendar, on: date) -> datetime:
    """When the office closes on a working day."""
    hours = calendar.hours_on(on.toordinal())
    if hours is None:
        raise ValueError(f"the office does not work on {on}")
    return calendar.instant(on.toordinal(), hours.closing)


def _midnight(calendar: WorkCalendar, on: date) -> datetime:
    return datetime.combine(on, time.min, tzinfo=calendar.tz)


def _names(kind: str, first: date, last: date) -> list[str]:
    """The periods of a kind that a stretch of days touches, each once, in order."""
    days = (first + _STEP * count for count in range((last - first) // _STEP + 1))
    return list(dict.fromkeys([*(period_name(kind, day) for day in days), period_name(kind, last)]))
