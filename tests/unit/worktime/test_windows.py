"""Office time well away from opening and closing. Hours of the tests' calendar: 7:30–11:30 and 13:00–17:00."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.worktime import CalendarUnknown, first_within, is_office_time, is_within, last_within
from unit.worktime.vietnam import ZONE, calendar

QUARTER = timedelta(minutes=15)
INSTANTS = st.datetimes(datetime(2025, 1, 10), datetime(2026, 12, 20)).map(lambda at: at.replace(tzinfo=ZONE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "last", "first"),
    [
        ("2026-03-11 09:00", "2026-03-11 09:00", "2026-03-11 09:00"),
        ("2026-03-11 17:00", "2026-03-11 16:45", "2026-03-12 07:45"),
        ("2026-03-11 07:30", "2026-03-10 16:45", "2026-03-11 07:45"),
        ("2026-03-11 11:30", "2026-03-11 11:15", "2026-03-11 13:15"),
        ("2026-03-11 13:10", "2026-03-11 11:15", "2026-03-11 13:15"),
        ("2026-03-14 10:00", "2026-03-13 16:45", "2026-03-16 07:45"),  # a Saturday
        ("2026-02-18 10:00", "2026-02-13 16:45", "2026-02-23 07:45"),  # Tết
    ],
)
def test_by_hand(moment: str, last: str, first: str) -> None:
    assert last_within(calendar(), at(moment), QUARTER) == at(last)
    assert first_within(calendar(), at(moment), QUARTER) == at(first)


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(minutes=100)))
def test_the_nearest_windows_lie_on_both_sides_and_inside_office_hours(moment: datetime, margin: timedelta) -> None:
    office = calendar()
    last, first = last_within(office, moment, margin), first_within(office, moment, margin)
    assert last <= moment <= first
    assert is_within(office, last, margin)
    assert is_within(office, first, margin)
    assert (last == moment) == (first == moment) == is_within(office, moment, margin)
    for edge in (-margin, margin):
        assert is_office_time(office, last + edge)
        assert is_office_time(office, first + edge)


def test_a_margin_that_leaves_nothing_of_any_session_ends_where_the_calendar_does() -> None:
    with pytest.raises(CalendarUnknown):
        first_within(calendar(), at("2026-03-11 09:00"), timedelta(hours=3))
