"""Compliance cost by the standard cost model, Circular 02/2017/TT-VPCP art. 27. Whole đồng, exact until the end.

    C_1   = Σ (hours × income per hour + paid out) + fees and charges
    C_year = C_1 × times a year × number of those who comply

Where sources differ the lower-middle figure is taken, and what somebody could have earned meanwhile is no cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

from chassis.kernel.errors import invalid
from reporting.domain.control.acts import Checks

MOST_ACTIVITIES, MOST_SOURCES = 50, 20
_MOST_HOURS, _MOST_VND = Decimal(100_000), 10**13
_MOST_TIMES, _MOST_SUBJECTS = Decimal(10_000), 10**9
_MOST_OF_A_YEAR = 10**15
_EXACT = Context(prec=60)
_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One thing that has to be done. hours: as each source says, one or more. income_vnd: per working hour. paid_vnd:
    out of pocket: travel, copies, post, advice."""

    name: str
    hours: tuple[Decimal, ...]
    income_vnd: int
    paid_vnd: int = 0

    @property
    def taken_hours(self) -> Decimal:
        return lower_middle(self.hours)

    @property
    def cost_vnd(self) -> Decimal:
        return self.taken_hours * self.income_vnd + self.paid_vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What complying costs. fees_vnd: phí, lệ phí and other payments by law, per dossier. times: a year, per subject.
    Raises Problem ``invalid-request``."""

    activities: tuple[Activity, ...]
    fees_vnd: int = 0
    times: Decimal = Decimal(1)
    subjects: int

    def __post_init__(self) -> None:
        checks = Checks()
        checks.that("activities", len(self.activities) <= MOST_ACTIVITIES, f"at most {MOST_ACTIVITIES}")
        for number, activity in enumerate(self.activities):
            _check(checks, f"activities[{number}]", activity)
        checks.that("fees_vnd", 0 <= self.fees_vnd <= _MOST_VND, "must be 0 or more")
        checks.that("times", is_amount(self.times, _MOST_TIMES) and self.times > 0, "must be more than 0")
        checks.that("subjects", 0 <= self.subjects <= _MOST_SUBJECTS, "must be 0 or more")
        checks.done()
        if self.of_a_year > _MOST_OF_A_YEAR:
            raise invalid("invalid-request", "Correct these fields: subjects.", subjects="the cost is beyond reckoning")

    @property
    def of_one(self) -> Decimal:
        """C_1, of one dossier."""
        with localcontext(_EXACT):
            return sum((activity.cost_vnd for activity in self.activities), Decimal(self.fees_vnd))

    @property
    def of_a_year(self) -> Decimal:
        """C_năm, of everybody."""
        with localcontext(_EXACT):
            return self.of_one * self.times * self.subjects

    @property
    def one_vnd(self) -> int:
        return whole(self.of_one)

    @property
    def year_vnd(self) -> int:
        return whole(self.of_a_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """Of a year, in whole đồng. percent: of what it cost before, two digits; None if that was nothing."""

    before_vnd: int
    after_vnd: int
    percent: Decimal | None

    @property
    def saved_vnd(self) -> int:
        return self.before_vnd - self.after_vnd


def saving(before: Cost, after: Cost) -> Saving:
    return saving_of(before.year_vnd, after.year_vnd)


def saving_of(before_vnd: int, after_vnd: int) -> Saving:
    return Saving(before_vnd=before_vnd, after_vnd=after_vnd, percent=cut(Decimal(before_vnd), Decimal(after_vnd)))


def cut(before: Decimal, after: Decimal) -> Decimal | None:
    """By how many percent something became less, two digits, half up; negative if it grew; None of nothing."""
    if not before:
        return None
    return ((before - after) * 100 / before).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def lower_middle(figures: Sequence[Decimal]) -> Decimal:
    """The middle one, of two the lower."""
    return sorted(figures)[(len(figures) - 1) // 2]


def is_amount(amount: Decimal, most: Decimal) -> bool:
    """Whether people could mean it: 0 to the most there can be, of at most six decimals."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS and 0 <= amount <= most


def whole(amount: Decimal) -> int:
    """Whole đồng, half up."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _check(checks: Checks, at: str, activity: Activity) -> None:
    checks.text(f"{at}.name", activity.name)
    checks.that(f"{at}.hours", 1 <= len(activity.hours) <= MOST_SOURCES, f"needs 1 to {MOST_SOURCES} figures")
    possible = all(is_amount(hours, _MOST_HOURS) for hours in activity.hours)
    checks.that(f"{at}.hours", possible, f"must be 0 to {_MOST_HOURS}, of at most {_DIGITS} decimals")
    checks.that(f"{at}.income_vnd", 0 <= activity.income_vnd <= _MOST_VND, "must be 0 or more")
    checks.that(f"{at}.paid_vnd", 0 <= activity.paid_vnd <= _MOST_VND, "must be 0 or more")
