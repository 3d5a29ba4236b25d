"""Due instants worked out by hand on the official calendar. Office hours 07:30–11:30 and 13:00–17:00."""

from __future__ import annotations

from functools import reduce

import pytest

from chassis.kernel.worktime import Limit, add, back, due
from unit.worktime.vietnam import SEVEN_AND_A_HALF_HOURS, at, calendar

CALENDAR = calendar()
SHORTER = calendar(SEVEN_AND_A_HALF_HOURS)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "ends"),
    [
        # 29/4 swapped, 30/4 and 1/5 off, Saturday 4/5 works
        ("2024-04-26 10:00", "10", "working_day", "2024-05-14 17:00"),
        # Tết 2024: 8, 9, 12, 13, 14/2 off
        ("2024-02-07 09:00", "3", "working_day", "2024-02-19 17:00"),
        # Tết 2025: 27–31/1 off
        ("2025-01-24 16:59", "5", "working_day", "2025-02-07 17:00"),
        # Tết 2026: 16–20/2 off
        ("2026-02-13 15:00", "1", "working_day", "2026-02-23 17:00"),
        # 2/1/2026 swapped with Saturday 10/1
        ("2025-12-31 10:00", "6", "working_day", "2026-01-10 17:00"),
        ("2025-12-31 10:00", "7", "working_day", "2026-01-12 17:00"),
        # 31/8/2026 swapped with Saturday 22/8
        ("2026-08-21 10:00", "1", "working_day", "2026-08-22 17:00"),
        ("2026-08-28 10:00", "1", "working_day", "2026-09-03 17:00"),
        # 24/11 is a day off from 2026
        ("2026-11-23 10:00", "1", "working_day", "2026-11-25 17:00"),
        ("2025-11-21 10:00", "1", "working_day", "2025-11-24 17:00"),
        # at the stroke of five it is Friday's; a minute later it is the working Saturday's, which becomes day 0
        ("2024-05-03 17:00", "1", "working_day", "2024-05-04 17:00"),
        ("2024-05-03 17:01", "1", "working_day", "2024-05-06 17:00"),
        # a Saturday's post is Monday's: Tuesday is day 1
        ("2024-03-09 10:00", "1", "working_day", "2024-03-12 17:00"),
        # less than a day runs at once, across lunch and overnight
        ("2024-03-04 09:00", "0.5", "working_day", "2024-03-04 14:30"),
        ("2024-03-04 10:30", "0.25", "working_day", "2024-03-04 14:00"),
        ("2024-03-04 16:00", "0.25", "working_day", "2024-03-05 08:30"),
        # a day and a half: from the opening of day 1
        ("2024-03-04 09:00", "1.5", "working_day", "2024-03-06 11:30"),
        # certificate of origin: 6 working hours electronic, 8 on paper
        ("2024-03-04 09:00", "6", "working_hour", "2024-03-04 16:30"),
        ("2024-03-04 09:30", "6", "working_hour", "2024-03-04 17:00"),
        ("2024-03-04 14:00", "6", "working_hour", "2024-03-05 10:30"),
        ("2024-03-04 12:00", "6", "working_hour", "2024-03-05 09:30"),
        ("2024-03-04 20:00", "6", "working_hour", "2024-03-05 15:00"),
        ("2024-04-26 15:00", "6", "working_hour", "2024-05-02 11:30"),
        ("2024-03-04 10:00", "8", "working_hour", "2024-03-05 10:00"),
        # calendar days: an end on a day off moves to the next working day
        ("2024-03-04 10:00", "7", "calendar_day", "2024-03-11 17:00"),
        ("2024-03-04 10:00", "5", "calendar_day", "2024-03-11 17:00"),
        ("2024-04-19 10:00", "10", "calendar_day", "2024-05-02 17:00"),
        ("2024-03-09 10:00", "1", "calendar_day", "2024-03-12 17:00"),
    ],
)
def test_a_limit_fixed_in_law_ends_as_worked_out_by_hand(received: str, amount: str, unit: str, ends: str) -> None:
    result = due(CALENDAR, at(received), Limit.of(amount, unit))
    assert (result.at, result.provisional) == (at(ends), False)


@pytest.mark.parametrize(
    ("received", "amount", "unit", "ends"),
    [
        ("2024-03-04 08:00", "0.25", "working_day", "2024-03-04 09:52:30"),
        ("2024-03-04 07:30", "0.5", "working_day", "2024-03-04 11:15"),
        ("2024-03-04 10:00", "1", "working_day", "2024-03-05 17:00"),
        # an hour is a real hour, also where the day has seven and a half of them
        ("2024-03-04 15:00", "6", "working_hour", "2024-03-05 11:30"),
    ],
)
def test_a_day_of_seven_and_a_half_hours_is_worth_exactly_one_day(
    received: str, amount: str, unit: str, ends: str
) -> None:
    assert due(SHORTER, at(received), Limit.of(amount, unit)).at == at(ends)


@pytest.mark.parametrize(
    ("start", "amount", "ends"),
    [
        ("2024-03-04 10:00", "1", "2024-03-05 10:00"),
        ("2024-03-04 15:00", "0.5", "2024-03-05 09:30"),
        ("2024-03-04 17:00", "1", "2024-03-05 17:00"),
        ("2024-03-05 07:30", "1", "2024-03-05 17:00"),
        ("2024-03-04 20:00", "0.5", "2024-03-05 11:30"),
    ],
)
def test_a_step_budget_runs_continuously_without_a_day_zero(start: str, amount: str, ends: str) -> None:
    assert add(CALENDAR, at(start), Limit.of(amount, "working_day")) == at(ends)


def test_the_steps_of_a_seventeen_day_procedure_fill_its_limit_exactly() -> None:
    steps = ("0.5", "0.25", "0.5", "0.25", "0.5", "7", "2", "1", "1", "0.5", "3", "0.5")
    opening_of_day_one = at("2024-05-02 07:30")
    ends = reduce(lambda start, step: add(CALENDAR, start, Limit.of(step, "working_day")), steps, opening_of_day_one)
    assert ends == due(CALENDAR, at("2024-04-26 10:00"), Limit.of(17, "working_day")).at == at("2024-05-23 17:00")


@pytest.mark.parametrize(
    ("ends", "amount", "unit", "before"),
    [
        ("2024-05-14 17:00", "1", "working_day", "2024-05-13 17:00"),
        ("2024-05-02 17:00", "1", "working_day", "2024-04-26 17:00"),
        ("2024-05-02 10:00", "0.5", "working_day", "2024-04-26 15:30"),
        ("2024-05-02 11:30", "6", "working_hour", "2024-04-26 15:00"),
        ("2024-05-14 17:00", "3", "calendar_day", "2024-05-10 17:00"),
        ("2024-05-14 10:00", "1", "calendar_day", "2024-05-13 10:00"),
    ],
)
def test_a_warning_time_is_found_by_counting_back(ends: str, amount: str, unit: str, before: str) -> None:
    assert back(CALENDAR, at(ends), Limit.of(amount, unit)) == at(before)


def test_a_result_that_touches_an_undecided_year_is_provisional() -> None:
    within = due(CALENDAR, at("2026-12-30 10:00"), Limit.of(1, "working_day"))
    beyond = due(CALENDAR, at("2026-12-30 10:00"), Limit.of(5, "working_day"))
    assert (within.at, within.provisional) == (at("2026-12-31 17:00"), False)
    assert (beyond.at, beyond.provisional) == (at("2027-01-07 17:00"), True)
