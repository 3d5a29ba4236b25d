"""Limits are exact, positive and survive JSON."""

from __future__ import annotations

from fractions import Fraction

import pytest

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit, Unit


@pytest.mark.parametrize(
    ("written", "amount", "again"),
    [
        ("0.25", Fraction(1, 4), "0.25"),
        ("10", Fraction(10), "10"),
        ("12.50", Fraction(25, 2), "12.5"),
        ("1/3", Fraction(1, 3), "1/3"),
        ("0.001", Fraction(1, 1000), "0.001"),
    ],
)
def test_an_amount_is_read_exactly_and_written_as_short_as_it_goes(written: str, amount: Fraction, again: str) -> None:
    limit = Limit.of(written, "working_day")
    assert limit == Limit(amount=amount, unit=Unit.WORKING_DAY)
    assert limit.to_dict() == {"amount": again, "unit": "working_day"}
    assert Limit.from_dict(limit.to_dict()) == limit


@pytest.mark.parametrize(
    "data",
    [
        {"amount": 0.25, "unit": "working_day"},
        {"amount": True, "unit": "working_day"},
        {"amount": "ten", "unit": "working_day"},
        {"amount": "1/0", "unit": "working_day"},
        {"amount": "0", "unit": "working_day"},
        {"amount": "-1", "unit": "working_hour"},
        {"amount": "0.5", "unit": "calendar_day"},
        {"amount": "10", "unit": "fortnight"},
        {"amount": "10"},
    ],
)
def test_what_is_not_an_exact_positive_limit_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(Problem) as refusal:
        Limit.from_dict(data)
    assert (refusal.value.slug, refusal.value.kind) == ("limit-invalid", Kind.INVALID)
