"""Periods by name and rule; which form holds when."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from chassis.kernel.errors import Problem
from reporting.domain.forms.definition import Form, chosen
from reporting.domain.forms.periods import period_name, period_named, rule_of
from reporting.lawpack import form_book

BOOK = form_book()


def days(name: str, rule: str) -> tuple[str, str]:
    period = period_named(name, rule_of(BOOK.rules, rule))
    return period.first.isoformat(), period.last.isoformat()


@pytest.mark.parametrize(
    ("name", "rule", "first", "last"),
    [
        ("2024", "calendar", "2024-01-01", "2024-12-31"),
        ("2024-H2", "calendar", "2024-07-01", "2024-12-31"),
        ("2024-02", "calendar", "2024-02-01", "2024-02-29"),
        ("2024-W01", "calendar", "2024-01-01", "2024-01-07"),
        ("2024", "cut-15", "2023-12-15", "2024-12-14"),
        ("2024-H1", "cut-15", "2023-12-15", "2024-06-14"),
        ("2024-H2", "cut-15", "2024-06-15", "2024-12-14"),
        ("2024-Q1", "cut-15", "2023-12-15", "2024-03-14"),
        ("2024-Q4", "cut-15", "2024-09-15", "2024-12-14"),
        ("2024-03", "cut-15", "2024-02-15", "2024-03-14"),
        ("2024-W27", "cut-15", "2024-07-01", "2024-07-07"),
        ("2024", "plan", "2024-01-01", "2024-11-30"),
        ("2024-H1", "plan", "2024-01-01", "2024-06-30"),
    ],
)
def test_a_period_has_the_days_that_its_rule_cuts(name: str, rule: str, first: str, last: str) -> None:
    assert days(name, rule) == (first, last)


@pytest.mark.parametrize("name", ["", "24", "2024-Q5", "2024-13", "2024-00", "2024-W54", "2024-h1", "1999", "9999-Q1"])
def test_what_is_no_period_is_refused(name: str) -> None:
    with pytest.raises(Problem, match="period-unknown"):
        days(name, "calendar")


def test_quarters_cut_on_the_15th_follow_one_another_without_a_gap() -> None:
    rule = rule_of(BOOK.rules, "cut-15")
    periods = [period_named(f"{year}-Q{quarter}", rule) for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    for before, after in pairwise(periods):
        assert (after.first - before.last).days == 1


@pytest.mark.parametrize(
    ("kind", "name"),
    [("week", "2024-W27"), ("month", "2024-07"), ("quarter", "2024-Q3"), ("half_year", "2024-H2"), ("year", "2024")],
)
def test_a_day_lies_in_a_period_of_each_kind(kind: str, name: str) -> None:
    assert period_name(kind, date(2024, 7, 5)) == name


OLD = Form(
    key="settlement-by-unit",
    title="II.06a",
    number="II.06a/VPCP/KSTT",
    valid_from=date(2020, 12, 15),
    valid_to=date(2026, 2, 15),
    profile="2024",
    legal_ref="TT 01/2020/TT-VPCP",
)


def test_a_period_under_the_new_circular_has_the_older_columns_and_says_so() -> None:
    found = chosen([OLD], BOOK.profiles, OLD.key, date(2026, 3, 14))
    assert found.form is OLD
    assert "chưa có biểu mẫu của thông tư mới" in found.notices[0]
    assert chosen([OLD], BOOK.profiles, OLD.key, date(2026, 2, 14)).notices == ()


def test_a_set_of_forms_that_was_not_obtained_is_not_made_up() -> None:
    with pytest.raises(Problem, match="form-not-obtained"):
        chosen([OLD], BOOK.profiles, OLD.key, date(2026, 3, 14), "tt5-2025")
    assert chosen([OLD], BOOK.profiles, OLD.key, date(2026, 3, 14), "2024").notices
    with pytest.raises(Problem, match="profile-unknown"):
        chosen([OLD], BOOK.profiles, OLD.key, date(2026, 3, 14), "2030")
