"""Each of the nine indices, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from chassis.kernel.errors import Problem
from reporting.domain.evaluation import Evaluation, MarkSum, UnitFigures, officers, rounded, units
from reporting.domain.evaluation_marks import Index
from reporting.domain.evaluation_rules import edition_on
from reporting.domain.on_time import Period
from reporting.lawpack import evaluation_editions

MAY = Period(first=date(2026, 5, 1), last=date(2026, 5, 31))
RULES = edition_on(evaluation_editions(), MAY.last)
BUSY = UnitFigures(
    received={"counter": 60, "online": 40}, procedures=10, immediate=2, at_counter=10, online=5, feedback=0
)


def mark(index: Index, label: str, value: int, officer: str = "") -> MarkSum:
    return MarkSum(agency="heza", department="dau-tu", officer=officer, index=index, label=label, value=value)


def unit(*sums: MarkSum, figures: UnitFigures = BUSY) -> Evaluation:
    (row,) = units(RULES, MAY, sums, {("heza", "dau-tu"): figures}).rows
    return row


def value(row: Evaluation, index: Index) -> str | None:
    (score,) = [score for score in row.scores if score.index is index]
    return None if score.value is None else str(score.value)


def test_1_the_whole_time_is_worth_two_one_or_nothing() -> None:
    # 3 early (6), 1 on time (1), 2 late (0): 7 ÷ 6 = 1.166…
    index = Index.WHOLE_TIME
    assert value(unit(mark(index, "early", 3), mark(index, "on_time", 1), mark(index, "late", 2)), index) == "1.2"


def test_2_the_own_time_is_scored_beside_it() -> None:
    # 1 shorter (2), 2 equal (2), 1 longer (0): 4 ÷ 4
    index = Index.OWN_TIME
    assert value(unit(mark(index, "shorter", 1), mark(index, "equal", 2), mark(index, "longer", 1)), index) == "1.0"


def test_3_papers_asked_for_after_the_acceptance_are_contacts_and_coming_in_person_is_not() -> None:
    # none (2), one (1), two (0), three (0); filed and collected in person changes nothing: 3 ÷ 4 = 0.75
    index = Index.CONTACTS
    labels = ("0,1,1", "1,0,0", "2,0,0", "3,1,0")
    assert value(unit(*(mark(index, label, 1) for label in labels)), index) == "0.8"


def test_4_no_agency_is_best_and_the_counter_alone_is_good() -> None:
    # 3 none (6), 2 counter (2): 8 ÷ 5
    index = Index.AGENCIES
    assert value(unit(mark(index, "none", 3), mark(index, "counter", 2)), index) == "1.6"


@pytest.mark.parametrize(
    ("immediate", "at_counter", "points"), [(2, 10, "2.0"), (1, 10, "1.0"), (1, 9, "0.0"), (2, 9, "2.0")]
)
def test_5_a_fifth_done_wholly_at_the_counter_or_all_taken_in_there(
    immediate: int, at_counter: int, points: str
) -> None:
    figures = UnitFigures(procedures=10, immediate=immediate, at_counter=at_counter)
    assert value(unit(figures=figures), Index.AT_COUNTER) == points


@pytest.mark.parametrize(
    ("judged", "posted", "electronic", "points"),
    [(10, 10, 10, "2.0"), (10, 10, 9, "1.0"), (10, 9, 10, "1.0"), (10, 9, 9, "0.0"), (9, 9, 9, None)],
)
def test_6_publication_at_the_counter_and_electronically(
    judged: int, posted: int, electronic: int, points: str | None
) -> None:
    figures = UnitFigures(procedures=10, judged=judged, posted=posted, electronic=electronic)
    assert value(unit(figures=figures), Index.PUBLICATION) == points


def test_7_a_founded_complaint_takes_the_points_of_its_dossier() -> None:
    # 2 early (4), 1 on time (1), 1 late (0), 1 complaint (0): 5 ÷ 5
    index = Index.ATTITUDE
    labels = {"early": 2, "on_time": 1, "late": 1, "complaint": 1}
    assert value(unit(*(mark(index, label, n) for label, n in labels.items())), index) == "1.0"


@pytest.mark.parametrize(
    ("feedback", "in_time", "points"), [(0, 0, "2.0"), (10, 10, "2.0"), (10, 9, "1.0"), (9, 8, "0.0")]
)
def test_8_feedback_answered_in_time(feedback: int, in_time: int, points: str) -> None:
    figures = UnitFigures(feedback=feedback, feedback_in_time=in_time)
    assert value(unit(figures=figures), Index.FEEDBACK) == points


@pytest.mark.parametrize(
    ("online_procedures", "filed_online", "late", "points"),
    [(2, 30, 0, "2.0"), (1, 30, 0, "1.0"), (2, 29, 0, "1.0"), (2, 15, 0, "1.0"), (2, 14, 0, "0.0"), (2, 30, 1, "0.0")],
)
def test_9_online(online_procedures: int, filed_online: int, late: int, points: str) -> None:
    figures = UnitFigures(
        received={"online": filed_online, "counter": 100 - filed_online}, procedures=10, online=online_procedures
    )
    sums = [mark(Index.ONLINE, "late", late)] if late else []
    assert value(unit(*sums, figures=figures), Index.ONLINE) == points


def test_nothing_to_score_is_no_value_and_not_nothing() -> None:
    row = unit(figures=UnitFigures())
    assert {score.index for score in row.scores if score.value is not None} == {Index.FEEDBACK}
    assert (row.total, row.most, row.band) == (Decimal("2.0"), 2, None)
    assert rounded(0, 0) is None


def test_an_officer_has_five_indices_and_a_band() -> None:
    sums = [
        mark(Index.WHOLE_TIME, "early", 3, "cv.dautu.1"),
        mark(Index.WHOLE_TIME, "late", 1, "cv.dautu.1"),
        mark(Index.OWN_TIME, "equal", 4, "cv.dautu.1"),
        mark(Index.CONTACTS, "1,0,0", 4, "cv.dautu.1"),
        mark(Index.AGENCIES, "counter", 4, "cv.dautu.1"),
        mark(Index.ATTITUDE, "on_time", 2, "cv.dautu.1"),
        mark(Index.ATTITUDE, "late", 2, "cv.dautu.1"),
    ]
    (row,) = officers(RULES, MAY, sums).rows
    # 1.5 + 1 + 1 + 1 + 0.5
    assert (row.officer, row.total, row.most) == ("cv.dautu.1", Decimal("5.0"), 10)
    assert row.band is not None
    assert row.band.key == "all"


def test_an_officer_of_whom_an_index_is_not_known_has_a_total_of_the_others_and_no_band() -> None:
    (row,) = officers(RULES, MAY, [mark(Index.WHOLE_TIME, "early", 1, "cv.dautu.1")]).rows
    assert (row.total, row.most, row.band) == (Decimal("2.0"), 2, None)


@pytest.mark.parametrize(
    ("total", "key"),
    [("15", "excellent"), ("14.9", "good"), ("12", "good"), ("9", "fair"), ("6", "average"), ("5.9", "weak")],
)
def test_the_bands_of_units_begin_where_the_text_says(total: str, key: str) -> None:
    assert next(band.key for band in RULES.unit_bands if Decimal(total) >= band.least) == key


def test_before_the_first_rules_nothing_is_evaluated() -> None:
    with pytest.raises(Problem) as refused:
        edition_on(evaluation_editions(), date(2018, 11, 22))
    assert refused.value.slug == "rules-unknown"
