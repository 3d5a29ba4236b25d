"""Several open steps in a case: side by side, joined, returned to, held apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.errors import Problem
from processing.application.changing import Seen
from processing.application.views import opened_by
from processing.domain import rights
from processing.domain.corrections import Published
from processing.domain.law import ProcedureVersion
from processing.domain.steps import assign
from processing.domain.vocabulary import TaskState
from unit.processing.parallel import MONDAY, THURSDAY, TUESDAY, Parallel
from unit.processing.story import LEADER, SPECIALIST, STRANGER, at, law
from unit.processing.workflows import CONSULTED, OFFICERS

LEAVE = Published(id="event-1", type="motcua.dossier.decided.v1")


def test_steps_that_follow_the_same_one_open_together_in_the_order_of_the_procedure() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    assert journey.open == ["tham-dinh", "y-kien"]
    assert journey.case.current == journey.at("tham-dinh")
    assert journey.at("y-kien").due_at == at("2026-03-05 09:00")


def test_the_join_waits_for_every_branch() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.do("y-kien", MONDAY)
    assert journey.open == ["tham-dinh"]
    journey.do("tham-dinh", TUESDAY)
    assert journey.open == ["kiem-tra"]


def test_what_a_completion_opened_is_told_and_nothing_else() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    assert _opened(journey, "phan-cong") == ["tham-dinh", "y-kien"]
    journey.do("tham-dinh", MONDAY)
    assert _opened(journey, "tham-dinh") == []
    journey.do("y-kien", MONDAY)
    assert _opened(journey, "y-kien") == ["kiem-tra"]
    journey.go(assign(journey.case, journey.at("kiem-tra").id, "tp.dautu", MONDAY))
    journey.back("kiem-tra", MONDAY, to_step="y-kien")
    assert _opened(journey, "kiem-tra") == ["y-kien"]


def _opened(journey: Parallel, key: str) -> list[str]:
    seen = Seen(case=journey.case, law=journey.law, now=MONDAY)
    return [task.step_key for task in opened_by(seen, journey.at(key))]


def test_a_return_to_one_branch_keeps_the_work_of_the_other() -> None:
    journey = Parallel()
    journey.to_review(MONDAY)
    journey.go(assign(journey.case, journey.at("kiem-tra").id, "tp.dautu", TUESDAY))
    journey.back("kiem-tra", TUESDAY, to_step="y-kien")
    assert journey.open == ["y-kien"]
    assert (journey.at("y-kien").officer, journey.at("tham-dinh").state) == ("cv.dautu.1", TaskState.COMPLETED)
    journey.do("y-kien", THURSDAY)
    assert journey.open == ["kiem-tra"]


def test_where_several_steps_come_before_one_the_return_names_which() -> None:
    journey = Parallel()
    journey.to_review(MONDAY)
    journey.go(assign(journey.case, journey.at("kiem-tra").id, "tp.dautu", TUESDAY))
    with pytest.raises(Problem) as refused:
        journey.back("kiem-tra", TUESDAY)
    assert refused.value.slug == "step-ambiguous"
    assert refused.value.fields == {"to_step": "one of tham-dinh, y-kien"}


def test_a_return_from_one_branch_to_the_fork_takes_the_other_branch_away() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    for key in ("tham-dinh", "y-kien"):
        journey.go(assign(journey.case, journey.at(key).id, OFFICERS[journey.at(key).role], MONDAY))
    journey.back("y-kien", TUESDAY)
    assert journey.open == ["phan-cong"]
    assert journey.at("tham-dinh").state is TaskState.CANCELLED
    journey.do("phan-cong", TUESDAY)
    assert journey.open == ["tham-dinh", "y-kien"]
    assert not journey.at("tham-dinh").officer


def test_a_sibling_branch_is_no_earlier_step() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.do("tham-dinh", MONDAY)
    journey.go(assign(journey.case, journey.at("y-kien").id, "cv.laodong.1", MONDAY))
    with pytest.raises(Problem) as refused:
        journey.back("y-kien", TUESDAY, to_step="tham-dinh")
    assert refused.value.slug == "step-not-earlier"


def test_nobody_decides_while_a_branch_is_open() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    with pytest.raises(Problem) as refused:
        journey.settle(TUESDAY)
    assert refused.value.slug == "not-at-decision"
    assert "tham-dinh, y-kien" in refused.value.detail


def test_papers_are_asked_for_by_whichever_specialist_has_a_step() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    for key, officer in (("tham-dinh", "cv.dautu.1"), ("y-kien", "cv.laodong.1")):
        journey.go(assign(journey.case, journey.at(key).id, officer, MONDAY))
    for actor in (SPECIALIST, STRANGER):
        rights.check_ask_for_papers(actor, rights.own_step(actor, journey.case))
    with pytest.raises(Problem) as refused:
        rights.check_ask_for_papers(LEADER, rights.own_step(LEADER, journey.case))
    assert refused.value.slug == "task-not-yours"


def test_separation_of_duties_is_what_the_workflow_says() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.do("tham-dinh", MONDAY, "ld.ban.2")
    journey.do("y-kien", MONDAY, "ld.ban.3")
    journey.do("kiem-tra", MONDAY, "ld.ban.4")
    deciding = journey.at("ky-duyet")
    for officer, refusal in (("ld.ban.2", "appraised"), ("ld.ban.3", ""), ("ld.ban.4", "did the step kiem-tra")):
        actor = replace(LEADER, subject=officer)
        if not refusal:
            rights.check_decide(actor, journey.case, deciding)
            continue
        with pytest.raises(Problem, match=refusal) as refused:
            rights.check_decide(actor, journey.case, deciding)
        assert refused.value.slug == "separation-of-duties"


def test_a_step_that_does_not_decide_may_be_held_apart_too() -> None:
    steps = tuple(replace(each, apart_from=("tham-dinh",)) if each.key == "phat-hanh" else each for each in CONSULTED)
    journey = Parallel(steps)
    journey.do("phan-cong", MONDAY)
    journey.do("tham-dinh", MONDAY, "cv.vanphong.1")
    journey.do("y-kien", MONDAY)
    journey.do("kiem-tra", MONDAY)
    journey.settle(TUESDAY)
    clerk = replace(SPECIALIST, subject="cv.vanphong.1", department="van-phong")
    with pytest.raises(Problem) as refused:
        rights.check_assign(clerk, journey.case, journey.at("phat-hanh"), "cv.vanphong.1")
    assert refused.value.slug == "separation-of-duties"
    rights.check_assign(replace(clerk, subject="cv.vanphong.2"), journey.case, journey.at("phat-hanh"), "cv.vanphong.2")


def test_a_version_is_read_back_as_it_was_kept() -> None:
    version = law(steps=CONSULTED).version
    assert ProcedureVersion.from_dict(version.to_dict()) == version


def test_a_version_kept_before_steps_could_be_parallel_is_a_line() -> None:
    body = law().version.to_dict()
    body["steps"] = [
        {name: value for name, value in each.items() if name not in ("after", "guard", "forms", "apart_from")}
        for each in body["steps"]
    ]
    kept = ProcedureVersion.from_dict(body)
    assert kept == law().version
    assert kept.flow.before == {1: frozenset(), 2: {1}, 3: {2}, 4: {3}, 5: {4}}
