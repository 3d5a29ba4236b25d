"""Compliance cost by the standard cost model: the worked examples, and that every part counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from reporting.domain.control.costs import Activity as Task
from reporting.domain.control.costs import Cost, cut, lower_middle, saving, saving_of
from unit.reporting.labour import labour


def test_ten_days_made_nine_saves_a_tenth() -> None:
    saved = saving(labour(10, 10), labour(9, 10))
    assert (saved.before_vnd, saved.after_vnd, saved.percent) == (32_000_000, 28_800_000, Decimal("10.00"))


def test_the_dossier_of_1_024_000_that_costs_231_000_saves_77_44_percent() -> None:
    before = Cost(
        activities=(
            Task(name="Chuẩn bị hồ sơ", hours=(Decimal(16),), income_vnd=40_000, paid_vnd=84_000),
            Task(name="Đi nộp, nhận kết quả", hours=(Decimal(5),), income_vnd=40_000, paid_vnd=100_000),
        ),
        subjects=1,
    )
    after = Cost(
        activities=(Task(name="Nộp trực tuyến", hours=(Decimal("5.5"),), income_vnd=40_000, paid_vnd=11_000),),
        subjects=1,
    )
    assert (before.one_vnd, after.one_vnd) == (1_024_000, 231_000)
    assert saving(before, after).percent == Decimal("77.44")


def test_fees_times_and_subjects_are_part_of_the_cost() -> None:
    task = Task(name="Chuẩn bị", hours=(Decimal("0.25"),), income_vnd=40_000, paid_vnd=500)
    cost = Cost(activities=(task,), fees_vnd=100_000, times=Decimal("0.5"), subjects=7)
    assert (cost.of_one, cost.year_vnd) == (Decimal(110_500), 386_750)


def test_where_sources_differ_the_lower_middle_figure_is_taken() -> None:
    assert lower_middle([Decimal(9), Decimal(2), Decimal(4)]) == 4
    assert lower_middle([Decimal(9), Decimal(2), Decimal(4), Decimal(5)]) == 4


def test_of_nothing_there_is_no_percent_and_growth_is_negative() -> None:
    assert saving_of(0, 5).percent is None
    assert cut(Decimal(10), Decimal(11)) == Decimal("-10.00")


@given(st.integers(0, 500), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**4))
def test_a_cost_is_the_sum_of_its_parts(hours: int, paid: int, fees: int, subjects: int) -> None:
    task = Task(name="Việc", hours=(Decimal(hours),), income_vnd=40_000, paid_vnd=paid)
    cost = Cost(activities=(task, task), fees_vnd=fees, subjects=subjects)
    assert cost.year_vnd == (2 * (hours * 40_000 + paid) + fees) * subjects


@pytest.mark.parametrize("hours", ["Infinity", "-1", "1E-7", "100001"])
def test_hours_that_nobody_means_are_refused(hours: str) -> None:
    with pytest.raises(Problem) as wrong:
        Cost(activities=(Task(name="Việc", hours=(Decimal(hours),), income_vnd=1),), subjects=1)
    assert set(wrong.value.fields) == {"activities[0].hours"}


def test_what_costs_more_than_can_be_reckoned_is_refused_and_the_most_is_exact() -> None:
    task = Task(name="Việc", hours=(Decimal("99999.999999"),), income_vnd=10**9)
    with pytest.raises(Problem) as wrong:
        Cost(activities=(task,), times=Decimal("9999.999999"), subjects=10**9)
    assert set(wrong.value.fields) == {"subjects"}
    assert Cost(activities=(task,), times=Decimal("0.000001"), subjects=10**6).year_vnd == 99_999_999_999_000


def test_a_cost_with_impossible_figures_is_refused_with_the_fields() -> None:
    with pytest.raises(Problem) as wrong:
        Cost(activities=(Task(name="", hours=(Decimal("NaN"),), income_vnd=-1),), times=Decimal(0), subjects=-1)
    assert set(wrong.value.fields) == {
        "activities[0].name",
        "activities[0].hours",
        "activities[0].income_vnd",
        "times",
        "subjects",
    }
