"""The on-time table: rows, rates, total, order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from chassis.kernel.errors import Problem
from reporting.domain.departments import Department
from reporting.domain.on_time import Period, Row, Sum, rate, table, worst_first
from reporting.domain.tallies import Measure
from reporting.lawpack import definitions

ON_TIME = definitions().named("on_time@1", date(2024, 5, 31))
MAY = Period(first=date(2024, 5, 1), last=date(2024, 5, 31))
INVESTMENT = Department(agency="heza", key="dau-tu", name_vi="Phòng Quản lý đầu tư", name_en="Investment")
PLANNING = Department(agency="heza", key="quy-hoach", name_vi="Phòng Quy hoạch và xây dựng", name_en="Planning")


def add(department: str, measure: Measure, label: str, value: int) -> Sum:
    return Sum(agency="heza", department=department, measure=measure, label=label, value=value)


def test_every_department_has_a_row_and_the_total_is_their_sum() -> None:
    sums = [
        add("dau-tu", Measure.RECEIVED, "counter", 7),
        add("dau-tu", Measure.RECEIVED, "online", 5),
        add("dau-tu", Measure.OUTCOME, "met", 2),
        add("dau-tu", Measure.OUTCOME, "missed", 1),
        add("dau-tu", Measure.OPEN, "running", 4),
        add("dau-tu", Measure.OPEN, "paused", 2),
        add("dau-tu", Measure.OPEN, "overdue", 1),
    ]
    found = table(ON_TIME, MAY, [INVESTMENT, PLANNING], sums, None)
    investment = Row(
        agency="heza",
        department="dau-tu",
        name="Phòng Quản lý đầu tư",
        name_en="Investment",
        received=12,
        met=2,
        missed=1,
        open=7,
        open_overdue=1,
        paused=2,
    )
    planning = Row(agency="heza", department="quy-hoach", name="Phòng Quy hoạch và xây dựng", name_en="Planning")
    assert found.rows == (investment, planning)
    assert (investment.rate, planning.rate) == (Decimal("0.6667"), None)
    total = found.total
    assert (total.department, total.received, total.met, total.missed, total.open) == ("all", 12, 2, 1, 7)
    assert total.rate == Decimal("0.6667")


def test_dossiers_of_a_department_nobody_has_named_yet_are_counted_under_its_token() -> None:
    found = table(ON_TIME, MAY, [], [add("moi-truong", Measure.OUTCOME, "met", 1)], None)
    assert [(row.department, row.name, row.met) for row in found.rows] == [("moi-truong", "moi-truong", 1)]


@pytest.mark.parametrize(
    ("met", "missed", "expected"),
    [(0, 0, None), (0, 3, "0.0000"), (3, 0, "1.0000"), (1, 2, "0.3333"), (2, 1, "0.6667"), (1, 31, "0.0313")],
)
def test_the_rate_is_exact_to_four_digits_and_absent_when_nothing_is_decided(
    met: int, missed: int, expected: str | None
) -> None:
    assert rate(met, missed) == (None if expected is None else Decimal(expected))


def test_the_page_shows_the_worst_first_and_the_undecided_last() -> None:
    def row(department: str, met: int, missed: int, overdue: int = 0) -> Row:
        return Row(agency="heza", department=department, name=department, met=met, missed=missed, open_overdue=overdue)

    rows = [row("a", 0, 0), row("b", 9, 1), row("c", 1, 1), row("d", 1, 1, overdue=3)]
    assert [one.department for one in worst_first(rows)] == ["d", "c", "b", "a"]


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Problem) as refused:
        Period(first=date(2024, 5, 2), last=date(2024, 5, 1))
    assert refused.value.slug == "period-invalid"
    assert refused.value.fields == {"to": "must not be earlier than 'from'"}
