"""The demonstration's story: the same for the same seed, and lawful."""

from __future__ import annotations

import pytest

from chassis.kernel.worktime import is_office_time, is_working_day
from ctl.demo.scenario import FILING_DAYS, LOCAL, Offer, stories
from unit.worktime.vietnam import calendar

CALENDAR = calendar()
OFFERS = [
    Offer(key="cap-gpld", department="lao-dong", channels=("counter", "post", "online"), weight=2.0),
    Offer(key="co-mau-ak", department="doanh-nghiep", channels=("counter",), weight=1.0),
]


def test_the_same_seed_tells_the_same_story() -> None:
    first = stories(seed=7, count=50, offers=OFFERS, calendar=CALENDAR)
    assert first == stories(seed=7, count=50, offers=OFFERS, calendar=CALENDAR)
    assert first != stories(seed=8, count=50, offers=OFFERS, calendar=CALENDAR)


def test_everybody_files_in_office_hours_in_the_order_of_their_numbers() -> None:
    told = stories(seed=1, count=300, offers=OFFERS, calendar=CALENDAR)
    assert [story.number for story in told] == list(range(1, 301))
    assert [story.filed_at for story in told] == sorted(story.filed_at for story in told)
    assert all(is_office_time(CALENDAR, story.filed_at) for story in told)


def test_a_channel_is_one_that_the_procedure_offers() -> None:
    told = stories(seed=1, count=300, offers=OFFERS, calendar=CALENDAR)
    assert {story.channel for story in told if story.procedure == "co-mau-ak"} == {"counter"}


def test_filings_spread_over_working_days_the_working_saturday_included() -> None:
    days = {s.filed_at.astimezone(LOCAL).date() for s in stories(seed=1, count=2000, offers=OFFERS, calendar=CALENDAR)}
    assert len(days) == FILING_DAYS
    assert all(is_working_day(CALENDAR, day) for day in days)
    assert "2024-05-04" in {day.isoformat() for day in days}


def test_without_an_offer_there_is_no_story() -> None:
    with pytest.raises(ValueError, match="offers no procedure"):
        stories(seed=1, count=1, offers=[], calendar=CALENDAR)
