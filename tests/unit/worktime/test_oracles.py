"""The same instants from two independent counts: numpy's business days, and a walk minute by minute.

A third, Perl's Business::Hours, is in test_perl_oracle.py and is collected where Perl has that module.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.kernel.worktime import EntryKind, Limit, Unit, add, due, is_working_day, replay, working_days_between
from unit.worktime.strategies import entry, many, minutes
from unit.worktime.vietnam import (
    EIGHT_HOURS,
    SEVEN_AND_A_HALF_HOURS,
    WORKING_SATURDAYS,
    Sessions,
    at,
    calendar,
    days_off,
)
from unit.worktime.walker import deemed, due_after

CALENDARS = {sessions: calendar(sessions) for sessions in (EIGHT_HOURS, SEVEN_AND_A_HALF_HOURS)}
SPANS = {sessions: [(f"{opens:%H:%M}", f"{closes:%H:%M}") for opens, closes in sessions] for sessions in CALENDARS}
SATURDAYS = np.arange("2024-01-06", "2028-01-01", 7, dtype="datetime64[D]")
# numpy knows no working Saturday, so Saturday is made a working day and every other Saturday a holiday.
NUMPY = np.busdaycalendar(
    weekmask="1111110", holidays=[*days_off(), *(set(SATURDAYS.astype(object)) - set(WORKING_SATURDAYS))]
)
MINUTES_A_DAY = {EIGHT_HOURS: 480, SEVEN_AND_A_HALF_HOURS: 450}
gaps = st.integers(0, 15 * 24 * 60).map(lambda count: timedelta(minutes=count))
few = settings(many, max_examples=100)


@many
@given(minutes, st.integers(1, 120))
def test_whole_working_days_agree_with_numpy(received: datetime, count: int) -> None:
    day_zero = deemed(received, SPANS[EIGHT_HOURS]).date()
    expected = np.busday_offset(day_zero, count, busdaycal=NUMPY)
    ends = due(CALENDARS[EIGHT_HOURS], received, Limit.of(count, Unit.WORKING_DAY))
    assert ends.at == at(f"{expected} 17:00")


@many
@given(minutes, minutes)
def test_working_days_between_dates_agree_with_numpy(one: datetime, other: datetime) -> None:
    first, last = sorted((one.date(), other.date()))
    expected = np.busday_count(first + timedelta(days=1), last + timedelta(days=1), busdaycal=NUMPY)
    assert working_days_between(CALENDARS[EIGHT_HOURS], first, last) == expected
    assert is_working_day(CALENDARS[EIGHT_HOURS], last) == np.is_busday(last, busdaycal=NUMPY)


@few
@given(st.sampled_from(tuple(CALENDARS)), minutes, st.integers(1, 40))
def test_whole_working_days_agree_with_the_walker(sessions: Sessions, received: datetime, count: int) -> None:
    a_day = MINUTES_A_DAY[sessions]
    expected = due_after([received], count * a_day, SPANS[sessions], day_zero=True)
    assert due(CALENDARS[sessions], received, Limit.of(count, Unit.WORKING_DAY)).at == expected


@few
@given(st.sampled_from(tuple(CALENDARS)), minutes, st.integers(1, 120))
def test_working_hours_agree_with_the_walker(sessions: Sessions, received: datetime, halves: int) -> None:
    expected = due_after([received], halves * 30, SPANS[sessions], day_zero=False)
    assert due(CALENDARS[sessions], received, Limit.of(f"{halves}/2", Unit.WORKING_HOUR)).at == expected


@few
@given(minutes, st.integers(1, 80))
def test_parts_of_days_agree_with_the_walker(start: datetime, quarters: int) -> None:
    limit = Limit.of(f"{quarters}/4", Unit.WORKING_DAY)
    spans, eight = SPANS[EIGHT_HOURS], CALENDARS[EIGHT_HOURS]
    assert add(eight, start, limit) == due_after([start], quarters * 120, spans, day_zero=False)
    assert due(eight, start, limit).at == due_after([start], quarters * 120, spans, day_zero=quarters >= 4)


@few
@given(st.sampled_from(tuple(CALENDARS)), minutes, st.integers(1, 30), st.lists(gaps, max_size=6))
def test_pauses_agree_with_the_walker(
    sessions: Sessions, received: datetime, days: int, later: list[timedelta]
) -> None:
    events = [received + sum(later[:count], timedelta()) for count in range(len(later) + 1)]
    kinds = [EntryKind.STARTED, *([EntryKind.PAUSED, EntryKind.RESUMED] * 3)]
    entries = [entry(kind, event) for kind, event in zip(kinds, events, strict=False)]
    clock = replay(entries, Limit.of(days, Unit.WORKING_DAY), CALENDARS[sessions])
    assert clock.due_at == due_after(events, days * MINUTES_A_DAY[sessions], SPANS[sessions], day_zero=True)
