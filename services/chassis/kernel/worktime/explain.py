"""A ledger told line by line: every entry, every day that counted, every day skipped and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from chassis.kernel.worktime.calendar import WorkCalendar
from chassis.kernel.worktime.clock import Clock, ClockState, Run
from chassis.kernel.worktime.days import day_lines
from chassis.kernel.worktime.derivation import Derivation, Line, LineKind
from chassis.kernel.worktime.ledger import Entry, EntryKind
from chassis.kernel.worktime.limits import Limit
from chassis.kernel.worktime.replay import history, replay
from chassis.kernel.worktime.wording import Telling, sentences

_OPENING = frozenset({EntryKind.STARTED, EntryKind.RESTARTED, EntryKind.RESUMED, EntryKind.EXTENDED})


def explain(entries: Sequence[Entry], limit: Limit, calendar: WorkCalendar) -> Derivation:
    """Why the clock of this ledger is due when it is. Raises what ``replay`` raises."""
    clock = replay(entries, limit, calendar)
    return Derivation(
        limit=limit,
        state=clock.state,
        due_at=clock.due_at,
        original_due_at=clock.original_due_at,
        provisional=clock.provisional,
        lines=(*_entries_told(entries, clock), *_corrections(entries, clock), *_ending(clock)),
    )


def _entries_told(entries: Sequence[Entry], final: Clock) -> Iterator[Line]:
    skipped: set[object] = set()
    for entry, clock in history(entries, final.limit, final.calendar):
        yield _entry_line(entry, clock)
        if entry.kind not in _OPENING:
            continue
        run = final.runs[len(clock.runs) - 1]
        if entry.kind is not EntryKind.EXTENDED and run.from_at != entry.at:
            telling = Telling(unit=final.limit.unit, at=run.from_at)
            yield _line(LineKind.DEEMED, run.from_at, telling)
        for line in day_lines(final.calendar, final.limit, run, _cut(final, run)):
            # A weekend during which a new run was opened is told once.
            if line.kind is not LineKind.SKIPPED or line.on not in skipped:
                yield line
            if line.kind is LineKind.SKIPPED:
                skipped.add(line.on)


def _cut(final: Clock, run: Run) -> datetime | None:
    """When a run ended before it was due; a stop does not hide the days that lead to the due instant."""
    is_stopped = final.state is ClockState.STOPPED and run is final.runs[-1] and final.due_at is not None
    if run.until_at is None or run.until_at >= run.due_at or is_stopped:
        return None
    return run.until_at


def _entry_line(entry: Entry, clock: Clock) -> Line:
    tz = clock.calendar.tz
    new_due_at = None if entry.new_due_at is None else entry.new_due_at.astimezone(tz)
    telling = Telling(
        unit=clock.limit.unit,
        at=entry.at.astimezone(tz),
        new=new_due_at,
        amount=clock.remaining,
        vi=entry.reason,
        en=entry.reason,
    )
    return _line(LineKind(entry.kind.value), entry.at.astimezone(tz), telling)


def _corrections(entries: Sequence[Entry], clock: Clock) -> Iterator[Line]:
    for entry in entries:
        if entry.undoes is not None:
            at = entry.at.astimezone(clock.calendar.tz)
            telling = Telling(unit=clock.limit.unit, at=at, number=entry.undoes, vi=entry.reason, en=entry.reason)
            yield _line(LineKind.CORRECTED, at, telling)


def _ending(clock: Clock) -> Iterator[Line]:
    if clock.due_at is None:
        return
    vi, en = [], []
    if clock.original_due_at is not None and clock.original_due_at != clock.due_at:
        vi.append(f"không kể gia hạn: {clock.original_due_at:%H:%M %d/%m/%Y}")
        en.append(f"without the extension: {clock.original_due_at:%H:%M %d/%m/%Y}")
    if clock.provisional:
        vi.append("tạm tính, lịch nghỉ chưa được quyết định")
        en.append("provisional, the days off are not decided yet")
    telling = Telling(unit=clock.limit.unit, at=clock.due_at, vi="; ".join(vi), en="; ".join(en))
    yield _line(LineKind.DUE, clock.due_at, telling)


def _line(kind: LineKind, at: datetime, telling: Telling) -> Line:
    vi, en = sentences(kind, telling)
    return Line(kind=kind, on=at.date(), at=at, vi=vi, en=en, amount=telling.amount, new_due_at=telling.new)
