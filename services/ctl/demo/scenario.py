"""What will happen in a demonstration. Pure and seeded: the same seed gives the same story."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from chassis.kernel.worktime import WorkCalendar, is_working_day

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
# The weeks of 2024 with the swap of 29 April and 4 May, and the half-year report on the horizon.
FIRST_DAY = date(2024, 4, 15)
FILING_DAYS = 40


class Fate(StrEnum):
    """How a dossier goes, apart from its pace."""

    PLAIN = "plain"
    SUPPLEMENT = "supplement"  # the specialist asks for more once, the applicant answers
    REFUSED_AT_COUNTER = "refused_at_counter"
    REFUSED_AFTER_APPRAISAL = "refused_after_appraisal"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A procedure as the public catalogue shows it: what the scenario needs of it."""

    key: str
    department: str
    channels: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One dossier's life to come. pace: share of each step's budget that the work takes; over 1 is late."""

    number: int
    filed_at: datetime
    procedure: str
    department: str
    channel: str
    fate: Fate
    pace: float
    officer: int
    supplement_days: int
    rating: int


# Median share of the budget used, and its spread (sigma of the logarithm), by department.
PACE = {
    "dau-tu": (0.74, 0.18),
    "doanh-nghiep": (0.66, 0.22),
    "lao-dong": (0.72, 0.20),
    "quy-hoach-xay-dung": (0.86, 0.20),
    "tai-nguyen-moi-truong": (0.82, 0.16),
}
FATES = {
    Fate.PLAIN: 83,
    Fate.SUPPLEMENT: 9,
    Fate.REFUSED_AT_COUNTER: 3,
    Fate.REFUSED_AFTER_APPRAISAL: 3,
    Fate.WITHDRAWN: 2,
}
CHANNELS = {"online": 0.65, "counter": 0.28, "post": 0.07}


def stories(*, seed: int, count: int, offers: Sequence[Offer], calendar: WorkCalendar) -> list[Story]:
    """``count`` stories in the order they are filed. Raises ValueError if there is nothing to file."""
    if not offers:
        raise ValueError("the catalogue offers no procedure on the first day of the scenario")
    draw = random.Random(seed)  # noqa: S311 - a story, not a secret
    days = _working_days(calendar, FIRST_DAY, FILING_DAYS)
    instants = sorted(_filing_instant(draw, days) for _ in range(count))
    return [_story(draw, number, at, offers) for number, at in enumerate(instants, start=1)]


def _story(draw: random.Random, number: int, at: datetime, offers: Sequence[Offer]) -> Story:
    offer = draw.choices(offers, weights=[offer.weight for offer in offers])[0]
    median, sigma = PACE.get(offer.department, (0.75, 0.2))
    channels = [channel for channel in CHANNELS if channel in offer.channels]
    return Story(
        number=number,
        filed_at=at,
        procedure=offer.key,
        department=offer.department,
        channel=draw.choices(channels, weights=[CHANNELS[channel] for channel in channels])[0],
        fate=draw.choices(list(FATES), weights=list(FATES.values()))[0],
        pace=median * draw.lognormvariate(0.0, sigma),
        officer=draw.randint(1, 3),
        supplement_days=draw.randint(1, 6),
        rating=draw.choices([5, 4, 3, 2, 1], weights=[60, 25, 10, 3, 2])[0],
    )


def _working_days(calendar: WorkCalendar, first: date, count: int) -> list[date]:
    days: list[date] = []
    day = first
    while len(days) < count:
        if is_working_day(calendar, day):
            days.append(day)
        day += timedelta(days=1)
    return days


def _filing_instant(draw: random.Random, days: Sequence[date]) -> datetime:
    """In office hours, to the minute; most people come in the morning."""
    minute = draw.choice([draw.randint(0, 239), draw.randint(0, 239), draw.randint(360, 560)])
    opening = datetime.combine(draw.choice(days), time(7, 30), LOCAL)
    return (opening + timedelta(minutes=minute)).astimezone(UTC)
