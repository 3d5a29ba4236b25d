"""The days of a run of the clock, one line each: counted, skipped, or the day of receipt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from chassis.kernel.worktime.axis import DAY, HOUR
from chassis.kernel.worktime.calendar import WorkCalendar
from chassis.kernel.worktime.clock import Run
from chassis.kernel.worktime.derivation import Line, LineKind
from chassis.kernel.worktime.ledger import EntryKind
from chassis.kernel.worktime.limits import Limit, Unit
from chassis.kernel.worktime.wording import Telling, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """A run, the unit it is counted in, and the instant at which it was cut short, if it was."""

    calendar: WorkCalendar
    unit: Unit
    run: Run
    until: datetime | None

    def dates(self) -> Iterator[date]:
        """From the local day on which the run was opened to the one on which it is due, or cut short."""
        first = self.run.opened_at.astimezone(self.calendar.tz).date()
        last = (self.until or self.run.due_at).astimezone(self.calendar.tz).date()
        return (first + timedelta(days=day) for day in range((last - first).days + 1))

    def part(self, on: date) -> tuple[int, int]:
        """The part of a day that the run covers, as offsets from local midnight."""
        hours = self.calendar.hours_on(on.toordinal())
        whole = (0, DAY) if self.unit is Unit.CALENDAR_DAY or hours is None else (hours.opening, hours.closing)
        begins, ends = whole
        if self.run.from_at.date() == on:
            begins = max(begins, self.calendar.local(self.run.from_at)[1])
        if self.until is not None and self.until.astimezone(self.calendar.tz).date() == on:
            ends = min(ends, self.calendar.local(self.until)[1])
        return begins, ends

    def is_day_zero(self, on: date) -> bool:
        """Whether the day ends before the position from which the run consumes time."""
        match self.unit:
            case Unit.CALENDAR_DAY:
                return on.toordinal() + 1 <= self.run.start
            case Unit.WORKING_DAY:
                return self.calendar.timetable.rank(on.toordinal()) + 1 <= self.run.start
            case Unit.WORKING_HOUR:
                return False

    def used(self, on: date) -> Fraction:
        """What the day's part uses of the limit; zero or less if it uses nothing."""
        begins, ends = self.part(on)
        hours = self.calendar.hours_on(on.toordinal())
        if self.is_day_zero(on):
            return Fraction(0)
        if self.unit is Unit.CALENDAR_DAY or hours is None:
            return Fraction(ends - begins, DAY)
        whole = hours.total if self.unit is Unit.WORKING_DAY else HOUR
        return Fraction(hours.elapsed(ends) - hours.elapsed(begins), whole)


def day_lines(calendar: WorkCalendar, limit: Limit, run: Run, until: datetime | None) -> tuple[Line, ...]:
    """From the day a run was opened to the day it is due, or to ``until`` if it ended before that."""
    if run.left <= 0:
        return ()
    stretch = _Stretch(calendar=calendar, unit=limit.unit, run=run, until=until)
    return tuple(_weekends_joined(calendar, limit.unit, _walk(stretch)))


def _walk(stretch: _Stretch) -> Iterator[Line]:
    left, first = stretch.run.left, stretch.run.from_at.date()
    for on in stretch.dates():
        counts_off = stretch.unit is Unit.CALENDAR_DAY and on >= first and left > 0
        if stretch.calendar.hours_on(on.toordinal()) is None and not counts_off:
            yield _skipped(stretch.calendar, stretch.unit, on)
        elif on >= first:
            line = _covered(stretch, on, left)
            left -= (line and line.amount) or 0
            if line is not None:
                yield line


def _covered(stretch: _Stretch, on: date, left: Fraction) -> Line | None:
    """The line of a day that the run covers; None for one of which it uses nothing."""
    telling = _telling(stretch.calendar, stretch.unit, on)
    used = min(stretch.used(on), left)
    if used > 0 or left == 0:
        begins, ends = (stretch.calendar.instant(on.toordinal(), offset) for offset in stretch.part(on))
        line = Line(
            kind=LineKind.COUNTED if left else LineKind.MOVED,
            on=on,
            vi="",
            en="",
            at=begins,
            until_at=ends,
            amount=used if left else None,
            sessions=stretch.calendar.sessions_on(on) or (),
            legal_ref=stretch.calendar.legal_ref(on),
        )
        return _told(line, replace(telling, amount=used, left=left - used))
    if stretch.is_day_zero(on) and stretch.run.opened_by in {EntryKind.STARTED, EntryKind.RESTARTED}:
        return _told(Line(kind=LineKind.DAY_ZERO, on=on, vi="", en=""), telling)
    return None


def _skipped(calendar: WorkCalendar, unit: Unit, on: date) -> Line:
    telling = _telling(calendar, unit, on)
    return _told(Line(kind=LineKind.SKIPPED, on=on, vi="", en="", legal_ref=calendar.legal_ref(on)), telling)


def _telling(calendar: WorkCalendar, unit: Unit, on: date) -> Telling:
    day = calendar.exceptions.get(on)
    if day is not None:
        vi, en = (", ".join(filter(None, (reason, day.legal_ref))) for reason in (day.reason, day.reason_en))
        return Telling(unit=unit, day=on, vi=vi, en=en)
    if calendar.hours_on(on.toordinal()) is None:
        return Telling(unit=unit, day=on, vi="nghỉ hằng tuần", en="weekly rest")
    return Telling(unit=unit, day=on)


def _weekends_joined(calendar: WorkCalendar, unit: Unit, lines: Iterable[Line]) -> Iterator[Line]:
    """Adjoining days of plain weekly rest on one line; a day off by a decision of its own keeps its own."""
    held: Line | None = None
    for line in lines:
        plain = line.kind is LineKind.SKIPPED and line.on not in calendar.exceptions
        if held is not None and plain and (held.until or held.on) + timedelta(days=1) == line.on:
            telling = Telling(unit=unit, day=held.on, until=line.on, vi="nghỉ hằng tuần", en="weekly rest")
            held = _told(replace(held, until=line.on), telling)
            continue
        if held is not None:
            yield held
        held = line if plain else None
        if not plain:
            yield line
    if held is not None:
        yield held


def _told(line: Line, telling: Telling) -> Line:
    vi, en = sentences(line.kind, telling)
    return replace(line, vi=vi, en=en)
