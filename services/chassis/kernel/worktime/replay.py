"""From a ledger to the clock it describes: a pure function of entries, limit and calendar.

A clock is an origin on the axis of its unit and a target so far ahead of it. A pause keeps what was left
before the target; a resume lays the same amount ahead again. A target already passed when the pause begins
stays where it was: no pause washes out lateness, and no extension does (``original_due_at``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from math import ceil

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.worktime.arithmetic import clock_start, origin
from chassis.kernel.worktime.axis import instant, position
from chassis.kernel.worktime.calendar import WorkCalendar
from chassis.kernel.worktime.clock import Clock, ClockState, Run
from chassis.kernel.worktime.ledger import Entry, EntryKind, effective
from chassis.kernel.worktime.limits import Limit, Unit


def replay(entries: Sequence[Entry], limit: Limit, calendar: WorkCalendar) -> Clock:
    """The clock that a ledger describes. Corrections are applied first, the rest in the order of ``at``.

    Raises Problem ``clock-not-started clock-already-started clock-already-paused clock-not-paused
    clock-not-running clock-stopped extension-not-later extension-outside-office-hours`` for what cannot
    follow, those of ``ledger.effective`` for corrections, and CalendarUnknown.
    """
    clock = _untouched(limit, calendar)
    for _, after in history(entries, limit, calendar):
        clock = after
    ends = [at for at in (clock.last_at, clock.due_at, clock.original_due_at) if at is not None]
    if not clock.runs:
        return clock
    return replace(clock, provisional=calendar.is_provisional(clock.runs[0].opened_at, max(ends)))


def history(entries: Sequence[Entry], limit: Limit, calendar: WorkCalendar) -> Iterator[tuple[Entry, Clock]]:
    """Every entry that holds, in order, with the clock as it stood then. Raises what ``replay`` raises."""
    clock = _untouched(limit, calendar)
    for entry in effective(entries):
        clock = replace(_after(clock, entry), last_at=entry.at)
        yield entry, clock


def _untouched(limit: Limit, calendar: WorkCalendar) -> Clock:
    return Clock(
        state=ClockState.NOT_STARTED,
        limit=limit,
        calendar=calendar,
        remaining=limit.amount,
        original_left=limit.amount,
    )


def _after(clock: Clock, entry: Entry) -> Clock:
    """The clock after one more entry, or the Problem that forbids it."""
    _allow(clock, entry.kind)
    match entry.kind:
        case EntryKind.STARTED | EntryKind.RESTARTED:
            return _start(clock, entry)
        case EntryKind.PAUSED:
            return _pause(clock, entry.at)
        case EntryKind.RESUMED:
            return _resume(clock, entry.at)
        case EntryKind.EXTENDED:
            return _extend(clock, entry)
        case _:
            return _stop(clock, entry.at)


def _allow(clock: Clock, kind: EntryKind) -> None:
    match clock.state, kind:
        case ClockState.STOPPED, _:
            raise _refused("clock-stopped", f"The clock has stopped: undo the stop before {kind}.")
        case ClockState.NOT_STARTED, kind if kind is not EntryKind.STARTED:
            raise _refused("clock-not-started", f"The clock has not started: {kind} cannot come first.")
        case ((ClockState.RUNNING | ClockState.PAUSED), EntryKind.STARTED):
            raise _refused("clock-already-started", "The clock has started: restart it to count from the beginning.")
        case ClockState.PAUSED, EntryKind.PAUSED:
            raise _refused("clock-already-paused", "The clock is paused already: resume it first.")
        case ClockState.PAUSED, EntryKind.EXTENDED:
            raise _refused("clock-not-running", "The clock is paused and has no due instant: resume it first.")
        case ClockState.RUNNING, EntryKind.RESUMED:
            raise _refused("clock-not-paused", "The clock is running: only a paused clock can be resumed.")


def _start(clock: Clock, entry: Entry) -> Clock:
    calendar, limit = clock.calendar, clock.limit
    started_at = clock_start(calendar, entry.at)
    start = origin(calendar, entry.at, limit)
    due_at = instant(calendar, limit.unit, start + limit.amount)
    run = Run(
        opened_by=entry.kind,
        opened_at=entry.at,
        from_at=started_at,
        start=start,
        left=limit.amount,
        due_at=due_at,
    )
    return replace(
        clock,
        state=ClockState.RUNNING,
        remaining=limit.amount,
        original_left=limit.amount,
        started_at=started_at,
        due_at=due_at,
        original_due_at=due_at,
        runs=(*_closed(clock, entry.at), run),
    )


def _pause(clock: Clock, at: datetime) -> Clock:
    run = clock.runs[-1]
    consumed = run.consumed(clock.calendar, clock.limit.unit, at)
    is_late, was_late = _is_past(clock.due_at, at), _is_past(clock.original_due_at, at)
    return replace(
        clock,
        state=ClockState.PAUSED,
        remaining=_left(clock, run.left - consumed, clock.due_at, at),
        original_left=_left(clock, clock.original_left - consumed, clock.original_due_at, at),
        due_at=clock.due_at if is_late else None,
        original_due_at=clock.original_due_at if was_late else None,
        runs=_closed(clock, at),
    )


def _left(clock: Clock, left: Fraction, due_at: datetime | None, at: datetime) -> Fraction:
    """What a pause keeps. Calendar days end at midnight by count but at the close of office by law, or on a
    later working day: past the close nothing is left, and on that later day the rest of it is."""
    if due_at is None or at >= due_at:
        return min(left, Fraction(0))
    if left > 0:
        return left
    return _end(clock, due_at) - position(clock.calendar, clock.limit.unit, at)


def _resume(clock: Clock, at: datetime) -> Clock:
    calendar, unit = clock.calendar, clock.limit.unit
    from_at = clock_start(calendar, at)
    # The last run's start keeps day 0 free of charge for a clock paused and resumed within it.
    start = max(position(calendar, unit, from_at), clock.runs[-1].start)
    due_at = clock.due_at or instant(calendar, unit, start + clock.remaining)
    run = Run(
        opened_by=EntryKind.RESUMED,
        opened_at=at,
        from_at=from_at,
        start=start,
        left=clock.remaining,
        due_at=due_at,
    )
    return replace(
        clock,
        state=ClockState.RUNNING,
        due_at=due_at,
        original_due_at=clock.original_due_at or instant(calendar, unit, start + clock.original_left),
        runs=(*clock.runs, run),
    )


def _extend(clock: Clock, entry: Entry) -> Clock:
    """A new due instant; what was left before the original one goes on being counted beside it."""
    calendar, unit, last = clock.calendar, clock.limit.unit, clock.runs[-1]
    new_due_at = _chosen(calendar, entry.new_due_at or entry.at)
    start = max(position(calendar, unit, entry.at), last.start)
    left = _end(clock, new_due_at) - start
    if left <= 0 or new_due_at <= (clock.due_at or entry.at):
        raise invalid("extension-not-later", "An extension must lead to a later due instant, one still ahead.")
    run = Run(
        opened_by=entry.kind,
        opened_at=entry.at,
        from_at=max(entry.at.astimezone(calendar.tz), last.from_at),
        start=start,
        left=left,
        due_at=new_due_at,
    )
    return replace(
        clock,
        due_at=new_due_at,
        remaining=left,
        original_left=clock.original_left - last.consumed(calendar, unit, entry.at),
        extended=True,
        runs=(*_closed(clock, entry.at), run),
    )


def _stop(clock: Clock, at: datetime) -> Clock:
    left = clock.remaining
    if clock.state is ClockState.RUNNING:
        left = clock.runs[-1].left - clock.runs[-1].consumed(clock.calendar, clock.limit.unit, at)
    return replace(clock, state=ClockState.STOPPED, remaining=left, runs=_closed(clock, at))


def _chosen(calendar: WorkCalendar, new_due_at: datetime) -> datetime:
    """A due instant chosen by a person, if it is one that counting could have led to."""
    day = Unit.WORKING_DAY
    if instant(calendar, day, position(calendar, day, new_due_at)) != new_due_at:
        raise invalid(
            "extension-outside-office-hours",
            f"{new_due_at.isoformat()} is outside office hours: choose a time after opening, by closing.",
        )
    return new_due_at.astimezone(calendar.tz)


def _end(clock: Clock, due_at: datetime) -> Fraction:
    """The position that a due instant stands for: a calendar day is counted to its end."""
    place = position(clock.calendar, clock.limit.unit, due_at)
    return Fraction(ceil(place)) if clock.limit.unit is Unit.CALENDAR_DAY else place


def _is_past(due_at: datetime | None, at: datetime) -> bool:
    return due_at is not None and at >= due_at


def _closed(clock: Clock, at: datetime) -> tuple[Run, ...]:
    """The runs, with the last one ended at an instant unless it has ended before."""
    if not clock.runs or clock.runs[-1].until_at is not None:
        return clock.runs
    return (*clock.runs[:-1], replace(clock.runs[-1], until_at=at))


def _refused(slug: str, detail: str) -> Problem:
    return Problem(slug, Kind.REFUSED, detail)
