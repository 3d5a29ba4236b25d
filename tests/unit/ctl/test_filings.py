"""What the demonstration files: some of everything that the index of QĐ 766 counts."""

from __future__ import annotations

from dataclasses import replace

from ctl.demo.filings import filing
from ctl.demo.scenario import Offer, Story, stories
from unit.worktime.vietnam import calendar

OFFERS = [Offer(key="cap-gpld", department="lao-dong", channels=("counter", "online"), weight=1.0)]
PROCEDURE = {
    "name": "Cấp giấy phép lao động",
    "subjects": ["organisation"],
    "documents": [
        {"key": "don", "quantity": 1, "required": True},
        {"key": "anh", "quantity": 2, "required": True},
        {"key": "khac", "quantity": 1, "required": False},
    ],
}


def story(number: int, channel: str) -> Story:
    told = stories(seed=7, count=1, offers=OFFERS, calendar=calendar())
    return replace(told[0], number=number, channel=channel)


def digital(number: int, channel: str) -> list[tuple[bool, bool]]:
    """Whether each paper is electronic, and whether it was taken from the national store."""
    papers = filing(story(number, channel), PROCEDURE)["documents"]
    return [(paper["digitised"], paper["from_national_store"]) for paper in papers]


def test_what_is_filed_online_is_electronic() -> None:
    assert digital(5, "online") == [(True, False), (True, False)]


def test_the_counter_scans_most_and_some_papers_need_not_be_brought() -> None:
    assert digital(1, "counter") == [(True, False), (True, False)]
    assert digital(5, "counter") == [(False, False), (True, False)]
    assert digital(3, "counter") == [(True, True), (True, False)]
