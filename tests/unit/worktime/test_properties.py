"""What must hold for every receipt, limit and ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from chassis.kernel.worktime import (
    ClockState,
    Entry,
    EntryKind,
    Limit,
    Unit,
    WorkCalendar,
    add,
    back,
    clock_start,
    due,
    explain,
    is_office_time,
    replay,
    working_seconds,
)
from unit.worktime.strategies import (
    calendar_days,
    calendars,
    days,
    entry,
    hours,
    instants,
    ledgers,
    limits,
    many,
    parts,
)

MICROSECOND = timedelta(microseconds=1)


@many
@given(calendars, instants, limits)
def test_a_due_instant_is_office_time_and_not_before_receipt(
    calendar: WorkCalendar, received: datetime, limit: Limit
) -> None:
    ends = due(calendar, received, limit).at
    assert is_office_time(calendar, ends)
    assert ends > received
    if limit.unit is Unit.CALENDAR_DAY or (limit.unit is Unit.WORKING_DAY and limit.amount.denominator == 1):
        assert not is_office_time(calendar, ends + MICROSECOND)
        assert not is_office_time(calendar, ends + timedelta(hours=6))


@many
@given(calendars, instants, instants, limits)
def test_who_comes_earlier_is_not_due_later(
    calendar: WorkCalendar, one: datetime, other: datetime, limit: Limit
) -> None:
    first, second = sorted((one, other))
    assert due(calendar, first, limit).at <= due(calendar, second, limit).at
    assert add(calendar, first, limit) <= add(calendar, second, limit)


@many
@given(
    calendars, instants, st.one_of(*(st.tuples(unit, unit) for unit in (st.one_of(days, parts), hours, calendar_days)))
)
def test_a_longer_limit_is_not_due_earlier(
    calendar: WorkCalendar, received: datetime, pair: tuple[Limit, Limit]
) -> None:
    shorter, longer = sorted(pair, key=lambda limit: limit.amount)
    assert due(calendar, received, shorter).at <= due(calendar, received, longer).at
    assert add(calendar, received, shorter) <= add(calendar, received, longer)


@many
@given(calendars, instants, st.one_of(days, parts, hours))
def test_counting_forth_and_back_meets_at_the_start(calendar: WorkCalendar, start: datetime, limit: Limit) -> None:
    assume(start.month > 6 or start.year > 2024)
    ends = add(calendar, start, limit)
    begins = back(calendar, ends, limit)
    # The same position, told as its earliest instant; each direction rounds up by less than a microsecond.
    assert working_seconds(calendar, begins, clock_start(calendar, start)) in {0, -1}
    assert ends - MICROSECOND <= add(calendar, begins, limit) <= ends + MICROSECOND


@many
@given(calendars, instants, parts, parts)
def test_two_budgets_in_a_row_are_one_budget(calendar: WorkCalendar, start: datetime, one: Limit, other: Limit) -> None:
    both = add(calendar, start, Limit(amount=one.amount + other.amount, unit=Unit.WORKING_DAY))
    assert abs(add(calendar, add(calendar, start, one), other) - both) <= MICROSECOND


@many
@given(calendars, st.lists(instants, min_size=3, max_size=8))
def test_working_seconds_of_touching_slices_sum_to_the_whole(calendar: WorkCalendar, cuts: list[datetime]) -> None:
    whole = working_seconds(calendar, cuts[0], cuts[-1])
    assert sum(working_seconds(calendar, start, end) for start, end in pairwise(cuts)) == whole


@many
@given(calendars, ledgers(), limits)
def test_an_explanation_counts_to_the_same_instant_as_the_clock(
    calendar: WorkCalendar, entries: list[Entry], limit: Limit
) -> None:
    clock = replay(entries, limit, calendar)
    told = explain(entries, limit, calendar)
    assert told.replay() == told.due_at == clock.due_at
    assert told.original_due_at == clock.original_due_at
    if clock.due_at is not None:
        assert is_office_time(calendar, clock.due_at)


@many
@given(calendars, ledgers(), limits)
def test_a_ledger_read_back_from_json_replays_to_the_same_clock(
    calendar: WorkCalendar, entries: list[Entry], limit: Limit
) -> None:
    again = [Entry.from_dict(line.to_dict()) for line in entries]
    assert replay(again, Limit.from_dict(limit.to_dict()), calendar) == replay(entries, limit, calendar)


@many
@given(calendars, instants, limits, st.integers(0, 40 * 86_400), st.integers(0, 40 * 86_400))
def test_a_pause_conserves_what_was_left(
    calendar: WorkCalendar, start: datetime, limit: Limit, until_pause: int, pause: int
) -> None:
    started = entry(EntryKind.STARTED, start)
    paused_at = start + timedelta(seconds=until_pause)
    resumed_at = clock_start(calendar, paused_at + timedelta(seconds=pause))
    entries = [started, entry(EntryKind.PAUSED, paused_at), entry(EntryKind.RESUMED, resumed_at)]
    before, paused, after = (replay(entries[:count], limit, calendar) for count in (1, 2, 3))
    assert after.remaining == paused.remaining == paused.remaining_at(resumed_at)
    assert before.due_at is not None
    assert after.due_at is not None
    assert before.due_at <= after.due_at
    if paused_at >= before.due_at:
        assert after.due_at == before.due_at
        assert paused.remaining <= 0
    else:
        assert paused.remaining > 0
        if limit.unit is not Unit.CALENDAR_DAY:
            assert paused.remaining == before.remaining_at(paused_at)
            assert after.remaining_at(resumed_at) == paused.remaining
            # Never more than a microsecond of rounding between the promise and what is left.
            assert 0 <= -after.remaining_at(after.due_at) < 1e-9


@many
@given(calendars, instants, days, st.integers(0, 30 * 86_400), st.integers(1, 15))
def test_an_extension_never_moves_the_original_due_instant(
    calendar: WorkCalendar, start: datetime, limit: Limit, later: int, more: int
) -> None:
    started = entry(EntryKind.STARTED, start)
    before = replay([started], limit, calendar)
    assert before.due_at is not None
    extended_at = start + timedelta(seconds=later)
    new_due_at = add(calendar, max(before.due_at, extended_at), Limit.of(more, Unit.WORKING_DAY))
    entries = [started, entry(EntryKind.EXTENDED, extended_at, new_due_at=new_due_at)]
    after = replay(entries, limit, calendar)
    assert (after.due_at, after.original_due_at, after.extended) == (new_due_at, before.due_at, True)
    assert explain(entries, limit, calendar).replay() == new_due_at
    paused_at = extended_at + timedelta(days=3)
    entries += [entry(EntryKind.PAUSED, paused_at), entry(EntryKind.RESUMED, paused_at + timedelta(days=9))]
    moved = replay(entries, limit, calendar)
    assert explain(entries, limit, calendar).replay() == moved.due_at
    if paused_at >= before.due_at:
        assert moved.original_due_at == before.due_at


@many
@given(calendars, ledgers(), limits, instants)
def test_time_elapsed_never_runs_backwards(
    calendar: WorkCalendar, entries: list[Entry], limit: Limit, probe: datetime
) -> None:
    clock = replay(entries, limit, calendar)
    later = probe + timedelta(days=1)
    assert 0 <= clock.elapsed_working_seconds(probe) <= clock.elapsed_working_seconds(later)
    if clock.state is not ClockState.RUNNING:
        assert clock.remaining_at(probe) == clock.remaining_at(later) == clock.remaining
