"""Who had which step, folded from evidence, and how many steps an officer had when a day began."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from reporting.domain.board_sums import BoardKey, BoardMeasure, board_sums_of
from reporting.domain.evidence import Evidence, EvidenceKind, StepSaid
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.hands import Hands
from reporting.domain.steps import Stay
from reporting.domain.verdict import judge
from unit.reporting.story import DOSSIER, INVESTMENT, Story, local

HELD, DONE = EvidenceKind.STEP_STARTED, EvidenceKind.STEP_COMPLETED
ACCEPTED = Story().accepted("2024-05-02 09:00", "2024-05-14 17:00").told


def said(number: int, kind: EvidenceKind, at: str, step: str, officer: str = "cv.1") -> Evidence:
    named = StepSaid(
        task=f"t-{step}",
        step=step,
        unit="dau-tu",
        officer=officer,
        due_at=local("2024-05-06 17:00"),
        working_seconds=7200,
    )
    return Evidence(
        source="processing",
        sequence=number,
        event_id=f"e-{number}",
        kind=kind,
        at=local(at),
        place=INVESTMENT,
        step=named,
    )


def facts(*told: Evidence) -> DossierFacts:
    return facts_of(DOSSIER, [*ACCEPTED, *told])


APPRAISED = (said(1, HELD, "2024-05-03 08:00", "tham-dinh"), said(2, DONE, "2024-05-07 08:00", "tham-dinh"))
SIGNING = said(3, HELD, "2024-05-07 08:00", "ky-duyet", "ld.1")


def test_a_step_is_somebodys_until_it_is_done() -> None:
    steps = facts(*APPRAISED, SIGNING).steps
    assert [(held.step, held.officer) for held in steps.held] == [("ky-duyet", "ld.1")]
    assert [(done.step, done.is_late) for done in steps.done] == [("tham-dinh", True)]
    assert steps.stays == (
        Stay(unit="dau-tu", officer="cv.1", since=date(2024, 5, 3), until=date(2024, 5, 7)),
        Stay(unit="dau-tu", officer="ld.1", since=date(2024, 5, 7)),
    )


def test_who_takes_a_step_over_has_it_since_it_came_to_the_first() -> None:
    steps = facts(APPRAISED[0], said(2, HELD, "2024-05-06 08:00", "tham-dinh", "cv.2")).steps
    assert [(held.officer, held.since) for held in steps.held] == [("cv.2", local("2024-05-03 08:00"))]
    assert [(stay.officer, stay.since, stay.until) for stay in steps.stays] == [
        ("cv.1", date(2024, 5, 3), date(2024, 5, 6)),
        ("cv.2", date(2024, 5, 6), None),
    ]


def test_what_came_after_a_step_that_is_held_again_is_void() -> None:
    steps = facts(*APPRAISED, SIGNING, said(4, HELD, "2024-05-08 08:00", "tham-dinh")).steps
    assert [held.step for held in steps.held] == ["tham-dinh"]


def test_a_stop_that_is_corrected_gives_the_step_back() -> None:
    stopped = replace(said(2, EvidenceKind.STOPPED, "2024-05-06 08:00", ""), step=None, label="authority")
    corrected = replace(said(3, EvidenceKind.CORRECTED, "2024-05-06 09:00", ""), step=None, undoes="e-2")
    assert facts(APPRAISED[0], stopped).steps.held == ()
    assert [held.step for held in facts(APPRAISED[0], stopped, corrected).steps.held] == ["tham-dinh"]


def test_a_step_done_is_summed_for_all_and_for_its_officer_by_day_and_by_month() -> None:
    found = facts(*APPRAISED)
    sums = {
        key: amount
        for key, amount in board_sums_of(found, judge(found), {}).items()
        if key.measure == BoardMeasure.STEP
    }
    assert sums == {
        BoardKey("heza", officer, "step", span, first, "dau-tu", "cap-gcn-dkdt", "tham-dinh"): (1, 1, 7200)
        for officer in ("", "cv.1")
        for span, first in (("day", date(2024, 5, 7)), ("month", date(2024, 5, 1)))
    }
    assert board_sums_of(replace(found, is_synthetic=True), None, {}) == {}


def test_an_officer_has_in_hand_what_came_before_the_day_less_what_went() -> None:
    hands = Hands(
        [
            ("dau-tu", "cv.1", date(2024, 5, 1), 3),
            ("dau-tu", "cv.1", date(2024, 5, 3), -1),
            ("dau-tu", "cv.1", date(2024, 5, 6), 2),
        ]
    )
    days = [date(2024, 4, 30), date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 4), date(2024, 5, 6), date(2024, 5, 7)]
    assert [hands.on("dau-tu", "cv.1", day) for day in days] == [0, 0, 3, 2, 2, 4]
    assert hands.on("dau-tu", "cv.2", days[-1]) == 0
