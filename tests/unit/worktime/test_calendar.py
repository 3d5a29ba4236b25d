"""The calendar: the official numbers of working days, what it refuses to be made of, and what it does not know."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import (
    CalendarDay,
    CalendarUnknown,
    DayKind,
    Limit,
    OfficeHours,
    WorkCalendar,
    clock_start,
    due,
    is_office_time,
    is_working_day,
    next_office_instant,
    working_days_between,
    working_seconds,
)
from unit.worktime.vietnam import EIGHT_HOURS, WORKING_DAYS_A_MONTH, at, calendar

CALENDAR = calendar()
MORNING = ((time(8), time(12)),)


@pytest.mark.parametrize("year", WORKING_DAYS_A_MONTH)
def test_every_month_has_its_official_number_of_working_days(year: int) -> None:
    months = tuple(
        sum(is_working_day(CALENDAR, date(year, month, day + 1)) for day in range(monthrange(year, month)[1]))
        for month in range(1, 13)
    )
    assert months == WORKING_DAYS_A_MONTH[year]
    assert sum(months) == {2024: 251, 2025: 250, 2026: 249, 2027: 249}[year]


def test_working_days_between_leave_out_the_first_day_and_include_the_last() -> None:
    assert working_days_between(CALENDAR, date(2024, 4, 26), date(2024, 5, 14)) == 10
    assert working_days_between(CALENDAR, date(2024, 5, 14), date(2024, 4, 26)) == -10
    assert working_days_between(CALENDAR, date(2024, 4, 27), date(2024, 5, 1)) == 0


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2024-03-04 07:30", True),
        ("2024-03-04 07:29", False),
        ("2024-03-04 11:30", True),
        ("2024-03-04 12:00", False),
        ("2024-03-04 17:00", True),
        ("2024-03-04 17:01", False),
        ("2024-03-09 09:00", False),
        ("2024-05-04 09:00", True),
        ("2024-04-29 09:00", False),
    ],
)
def test_the_office_is_open_in_its_sessions_both_ends_included(moment: str, expected: bool) -> None:
    assert is_office_time(CALENDAR, at(moment)) is expected


@pytest.mark.parametrize(
    ("received", "deemed"),
    [
        ("2024-03-04 10:00", "2024-03-04 10:00"),
        ("2024-03-04 06:00", "2024-03-04 07:30"),
        ("2024-03-04 12:15", "2024-03-04 13:00"),
        ("2024-03-04 17:00", "2024-03-04 17:00"),
        ("2024-03-04 17:01", "2024-03-05 07:30"),
        ("2024-03-08 20:00", "2024-03-11 07:30"),
        ("2024-03-09 10:00", "2024-03-11 07:30"),
        ("2024-04-26 18:00", "2024-05-02 07:30"),
        ("2024-05-03 19:00", "2024-05-04 07:30"),
    ],
)
def test_what_arrives_after_hours_is_deemed_received_when_the_next_session_opens(received: str, deemed: str) -> None:
    assert clock_start(CALENDAR, at(received)) == at(deemed)
    assert next_office_instant(CALENDAR, at(received)) == at(deemed)


def test_working_seconds_are_nominal_whatever_the_real_hours() -> None:
    shorter = calendar(((time(8), time(12)), (time(13), time(16, 30))))
    for hours in (CALENDAR, shorter):
        assert working_seconds(hours, at("2024-03-04 00:00"), at("2024-03-05 00:00")) == 28_800
        assert working_seconds(hours, at("2024-04-26 23:00"), at("2024-05-14 23:00")) == 288_000
    assert working_seconds(shorter, at("2024-03-04 08:00"), at("2024-03-04 09:00")) == 3_840
    assert working_seconds(CALENDAR, at("2024-03-04 09:00"), at("2024-03-04 08:00")) == -3_600


def test_a_working_saturday_has_the_hours_of_friday_in_force() -> None:
    long_days = OfficeHours(
        valid_from=date(2024, 1, 1), valid_to=None, weekdays=frozenset({0, 1, 2, 3}), sessions=EIGHT_HOURS
    )
    friday = replace(long_days, weekdays=frozenset({4}), sessions=MORNING)
    later = replace(friday, valid_from=date(2025, 1, 1), sessions=EIGHT_HOURS)
    mixed = replace(CALENDAR, hours=(long_days, replace(friday, valid_to=date(2024, 12, 31)), later))
    assert mixed.sessions_on(date(2024, 5, 4)) == MORNING
    assert mixed.sessions_on(date(2025, 4, 26)) == EIGHT_HOURS
    assert mixed.sessions_on(date(2024, 5, 11)) is None


def test_a_saturday_in_the_weekly_hours_is_a_working_day_with_its_own_hours() -> None:
    saturday = OfficeHours(valid_from=date(2024, 1, 1), valid_to=None, weekdays=frozenset({5}), sessions=MORNING)
    open_on_saturdays = replace(CALENDAR, hours=(*CALENDAR.hours, saturday))
    ends = due(open_on_saturdays, at("2024-03-08 10:00"), Limit.of(1, "working_day"))
    assert ends.at == at("2024-03-09 12:00")


def test_a_year_that_was_not_entered_is_named_in_the_refusal() -> None:
    for received, year in (("2027-12-30 10:00", 2028), ("2023-12-29 10:00", 2023), ("2028-01-03 08:00", 2028)):
        with pytest.raises(CalendarUnknown) as refusal:
            due(CALENDAR, at(received), Limit.of(5, "working_day"))
        assert (refusal.value.slug, refusal.value.year) == ("calendar-unknown", year)
        assert str(year) in refusal.value.detail
    with pytest.raises(CalendarUnknown):
        is_working_day(CALENDAR, date(2028, 1, 3))
    with pytest.raises(CalendarUnknown):
        working_days_between(CALENDAR, date(2023, 12, 1), date(2024, 1, 5))


def test_an_instant_without_an_offset_is_refused() -> None:
    with pytest.raises(Problem) as refusal:
        clock_start(CALENDAR, datetime(2024, 3, 4, 10))
    assert refusal.value.slug == "instant-without-zone"


TWICE = CalendarDay(on=date(2024, 1, 1), kind=DayKind.WORK, reason="", reason_en="", legal_ref="")
WEEKLY = CALENDAR.hours[0]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: replace(CALENDAR, known_years=frozenset({2024, 2026, 2027})), "without a gap"),
        (lambda: replace(CALENDAR, known_years=frozenset()), "without a gap"),
        (lambda: replace(CALENDAR, decided_years=frozenset({2028})), "decided but not known: [2028]"),
        (lambda: replace(CALENDAR, days=(*CALENDAR.days, TWICE)), "2024-01-01 stands twice"),
        (lambda: replace(CALENDAR, days=(replace(TWICE, on=date(2030, 1, 1)),)), "2030 is not among"),
        (lambda: replace(CALENDAR, zone="Asia/Atlantis"), "'Asia/Atlantis' is not a time zone"),
        (lambda: replace(CALENDAR, hours=(WEEKLY, WEEKLY)), "cover the same weekday"),
        (lambda: replace(CALENDAR, hours=()), "No office hours are in force on 2024-01-01"),
        (
            lambda: replace(CALENDAR, hours=(replace(WEEKLY, valid_to=date(2025, 6, 30)),)),
            "No office hours are in force on 2025-07-01",
        ),
        (lambda: replace(CALENDAR, hours=(replace(WEEKLY, weekdays=frozenset({0})),)), "no hours of a Friday"),
        (lambda: replace(WEEKLY, weekdays=frozenset({7})), "weekdays from 0"),
        (lambda: replace(WEEKLY, sessions=()), "at least one session"),
        (lambda: replace(WEEKLY, sessions=((time(8), time(12)), (time(11), time(17)))), "overlap"),
        (lambda: replace(WEEKLY, valid_to=date(2019, 1, 1)), "end before they begin"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused_with_the_reason(
    make: Callable[[], WorkCalendar | OfficeHours], said: str
) -> None:
    with pytest.raises(Problem) as refusal:
        make()
    assert refusal.value.slug == "calendar-invalid"
    assert said in refusal.value.detail
