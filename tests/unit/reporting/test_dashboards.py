"""Boards: sums become lines, worst first, and a trend of twelve pieces."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from typing import Any

from reporting.domain.dashboards import Counted, Due, Grain, OpenDay, Piece, due_group, overview, pieces_until
from reporting.domain.departments import Department
from reporting.domain.on_time import Period, Sum
from reporting.domain.tallies import Measure
from reporting.lawpack import definitions

TODAY = date(2024, 5, 31)
ON_TIME = definitions().named("on_time@1", date(2024, 5, 31))
MAY = Period(first=date(2024, 5, 1), last=TODAY)
MONTHS: Any = {"grain": Grain.MONTH, "target": Decimal("0.95"), "today": TODAY}


def total(department: str, measure: Measure, label: str, value: int) -> Sum:
    return Sum(agency="heza", department=department, measure=measure, label=label, value=value)


def still_open(state: str, day: int, value: int = 1) -> OpenDay:
    return OpenDay(agency="heza", department="dau-tu", state=state, day=date(2024, 6, day), value=value)


def counted(*sums: Sum, open_days: tuple[OpenDay, ...] = (), pieces: tuple[Piece, ...] = ()) -> Counted:
    known = [Department(agency="heza", key=key, name_vi=key) for key in ("dau-tu", "lao-dong", "moi-truong")]
    return Counted(departments=known, sums=sums, open_days=open_days, pieces=pieces, oldest_overdue={}, as_of=None)


def test_the_worst_department_stands_first_and_one_without_a_verdict_last_without_a_rate() -> None:
    board = overview(
        ON_TIME,
        MAY,
        counted(
            total("dau-tu", Measure.OUTCOME, "met", 9),
            total("dau-tu", Measure.OUTCOME, "missed", 1),
            total("moi-truong", Measure.OUTCOME, "met", 1),
            total("moi-truong", Measure.OUTCOME, "missed", 1),
            total("khac", Measure.OWN_OUTCOME, "met", 5),
        ),
        **MONTHS,
    )
    assert [(line.row.department, line.row.rate) for line in board.lines] == [
        ("moi-truong", Decimal("0.5000")),
        ("dau-tu", Decimal("0.9000")),
        ("lao-dong", None),
    ]
    assert board.total.row.rate == Decimal("0.8333")


def test_what_is_open_is_counted_by_the_days_left() -> None:
    days = (
        still_open("running", 1, 2),
        still_open("running", 3, 4),
        still_open("running", 4, 8),
        still_open("paused", 1, 16),
        still_open("overdue", 1, 32),
    )
    line = overview(ON_TIME, MAY, counted(open_days=days), **MONTHS).total
    assert (line.due_1d, line.due_3d, line.row.open, line.row.paused, line.row.open_overdue) == (2, 4, 62, 16, 32)
    assert due_group("running", date(2024, 5, 30), TODAY) is Due.LE_1D


def test_shares_have_no_value_where_nothing_was_counted() -> None:
    board = overview(ON_TIME, MAY, counted(), **MONTHS)
    assert (board.total.online_share, board.total.satisfied_share, board.total.row.rate) == (None, None, None)
    rated = counted(
        total("dau-tu", Measure.RATING, "5", 2),
        total("lao-dong", Measure.RATING, "2", 1),
        total("dau-tu", Measure.RECEIVED, "online", 3),
        total("dau-tu", Measure.RECEIVED, "post", 1),
    )
    line = overview(ON_TIME, MAY, rated, **MONTHS).total
    assert (line.satisfied_share, line.online_share, line.rated) == (Decimal("0.6667"), Decimal("0.7500"), 3)


def test_a_trend_has_twelve_pieces_that_touch_and_ends_with_the_period() -> None:
    for grain in Grain:
        pieces = pieces_until(date(2024, 5, 15), grain)
        assert len(pieces) == 12
        assert pieces[-1].last == date(2024, 5, 15)
        assert all((later.first - earlier.last).days == 1 for earlier, later in itertools.pairwise(pieces))
    assert pieces_until(date(2024, 5, 15), Grain.WEEK)[-1].first == date(2024, 5, 13)
    assert pieces_until(date(2024, 5, 15), Grain.MONTH)[0].first == date(2023, 6, 1)
    assert len(pieces_until(date(2, 1, 15), Grain.MONTH)) < 12  # the calendar has a beginning


def test_a_piece_counts_verdicts_of_its_definition_alone() -> None:
    told = (
        Piece(number=11, measure=Measure.OUTCOME, label="met", value=3),
        Piece(number=11, measure=Measure.OWN_OUTCOME, label="missed", value=7),
        Piece(number=11, measure=Measure.RECEIVED, label="online", value=2),
        Piece(number=11, measure=Measure.RECEIVED, label="post", value=1),
        Piece(number=0, measure=Measure.COMPLETED, label="granted", value=5),
    )
    trend = overview(ON_TIME, MAY, counted(pieces=told), **MONTHS).trend
    assert (trend[11].met, trend[11].missed, trend[11].received, trend[11].rate) == (3, 0, 3, Decimal("1.0000"))
    assert (trend[0].completed, trend[0].rate) == (5, None)
