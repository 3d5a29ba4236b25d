"""Sums that boards are read from: by months and days, and always the sum of the dossiers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.board_sums import Cut, by_bounds, cut, spent_seconds
from reporting.domain.on_time import Period

DAYS = st.dates(min_value=date(2023, 1, 1), max_value=date(2026, 12, 31))


def test_a_period_is_its_whole_months_and_the_days_at_its_ends() -> None:
    assert cut(Period(first=date(2024, 1, 15), last=date(2024, 4, 3))) == Cut(
        months=(Period(first=date(2024, 2, 1), last=date(2024, 3, 31)),),
        days=(
            Period(first=date(2024, 1, 15), last=date(2024, 1, 31)),
            Period(first=date(2024, 4, 1), last=date(2024, 4, 3)),
        ),
    )
    whole = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert cut(whole) == Cut(months=(whole,), days=())


@given(st.tuples(DAYS, DAYS).map(sorted))
def test_every_day_of_a_period_is_in_one_part_of_it(ends: list[date]) -> None:
    first, last = ends
    parts = cut(Period(first=first, last=last))
    days = [
        part.first + timedelta(days=number)
        for part in (*parts.months, *parts.days)
        for number in range((part.last - part.first).days + 1)
    ]
    assert sorted(days) == [first + timedelta(days=number) for number in range((last - first).days + 1)]
    assert all(part.first.day == 1 and (part.last + timedelta(days=1)).day == 1 for part in parts.months)
    assert all((part.last - part.first).days < 60 for part in parts.days)


def test_days_at_the_end_of_the_calendar_are_cut_too() -> None:
    far = Period(first=date(2024, 1, 1), last=date.max)
    assert cut(far).months[0].first == date(2024, 1, 1)


@given(st.lists(st.integers(1, 400), min_size=1))
def test_within_the_time_that_is_told_so_many_are_done(spent: list[int]) -> None:
    counted = {tenths: spent.count(tenths) for tenths in spent}
    for share in (50, 90):
        rank = -(-len(spent) * share // 100)
        assert spent_seconds(counted, share) == sorted(spent)[rank - 1] * 2880
    assert sum(by_bounds(counted, (1, 5, 20)).values()) == len(spent)


def test_times_are_grouped_up_to_and_including_each_bound() -> None:
    assert by_bounds({10: 2, 11: 1, 50: 3, 51: 4}, (1, 5)) == {1: 2, 5: 4, 0: 4}
    assert spent_seconds({}, 50) is None
