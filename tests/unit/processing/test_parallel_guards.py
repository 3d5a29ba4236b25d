"""Steps that a guard skips: by name, instant and reason; what a guard may ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from processing.application.views import portal_status
from processing.domain.consultations import Reply, answer
from processing.domain.consultations import withdraw as take_back
from processing.domain.consulting import request as consult
from processing.domain.corrections import undo_decision
from processing.domain.guards import Guard
from processing.domain.supplements import receive
from processing.domain.vocabulary import CaseState, Channel, ClockEffect, Opinion, Outcome, TaskState
from unit.processing.opinions import LABOUR, consulting, question
from unit.processing.parallel import MONDAY, THURSDAY, TUESDAY, Parallel
from unit.processing.story import STEPS, STRANGER
from unit.processing.test_parallel import LEAVE


@pytest.mark.parametrize(
    ("outcome", "done", "skipped"),
    [(Outcome.GRANTED, "phat-hanh", "thong-bao"), (Outcome.REFUSED, "thong-bao", "phat-hanh")],
)
def test_a_step_whose_guard_does_not_hold_is_skipped_by_name_instant_and_reason(
    outcome: Outcome, done: str, skipped: str
) -> None:
    journey = Parallel()
    journey.to_leader(MONDAY)
    journey.settle(TUESDAY, outcome, "Lý do")
    task = journey.at(skipped)
    assert (task.state, task.officer, task.completed_at) == (TaskState.SKIPPED, "ld.ban.1", TUESDAY)
    assert task.unmet == Guard(outcome=Outcome.REFUSED if outcome is Outcome.GRANTED else Outcome.GRANTED)
    assert journey.open == [done]
    journey.do(done, TUESDAY)
    journey.do("vao-so", TUESDAY)
    assert journey.case.state is CaseState.RESULT_ISSUED
    assert journey.at("phat-hanh").forms == ("result",)


def test_another_decision_after_a_correction_asks_the_guards_again() -> None:
    journey = Parallel()
    journey.to_leader(MONDAY)
    journey.settle(TUESDAY)
    journey.go(undo_decision(journey.case, journey.law, LEAVE, TUESDAY, journey.ids))
    assert journey.open == ["ky-duyet"]
    assert journey.at("phat-hanh").state is TaskState.CANCELLED
    journey.settle(THURSDAY, Outcome.REFUSED, "Lý do")
    assert journey.open == ["thong-bao"]
    assert journey.at("phat-hanh").state is TaskState.SKIPPED


def test_a_guard_at_the_beginning_asks_for_the_channel() -> None:
    steps = (STEPS[0], replace(STEPS[1], guard=Guard(channels=(Channel.ONLINE,))), *STEPS[2:])
    journey = Parallel(steps)
    assert journey.open == ["tham-dinh"]
    assert (journey.at("phan-cong").state, journey.at("phan-cong").officer) == (TaskState.SKIPPED, "cb.motcua.1")
    assert portal_status(journey.case) == 2


def test_a_guard_may_ask_whether_papers_were_asked_for() -> None:
    steps = (*STEPS[:3], replace(STEPS[3], guard=Guard(supplemented=True)), *STEPS[4:])
    plain, asked = Parallel(steps), Parallel(steps, effect=ClockEffect.NONE)
    plain.do("phan-cong", MONDAY)
    plain.do("tham-dinh", MONDAY)
    assert plain.open == ["ky-duyet"]
    asked.to_specialist(MONDAY)
    asked.ask(MONDAY)
    request_id = asked.case.supplements[0].request_id
    asked.go(receive(asked.case, asked.law, request_id, MONDAY, MONDAY))
    asked.do("tham-dinh", TUESDAY)
    assert asked.open == ["kiem-tra"]


def test_a_guard_may_ask_whether_somebody_was_consulted() -> None:
    steps = (*STEPS[:3], replace(STEPS[3], guard=Guard(consulted=True)), *STEPS[4:])
    plain, asked, withdrawn = (Parallel(steps) for _ in range(3))
    for journey in (asked, withdrawn):
        journey.law = consulting(base=journey.law)
    for journey in (plain, asked, withdrawn):
        journey.to_specialist(MONDAY)
    for journey in (asked, withdrawn):
        journey.go(consult(journey.case, journey.law, question(MONDAY, LABOUR), journey.ids))
    question_id = withdrawn.case.consultations[0].id
    withdrawn.go(take_back(withdrawn.case, withdrawn.law, question_id, "Đã rõ", MONDAY))
    yes = Reply(answered_by=STRANGER.subject, opinion=Opinion.AGREE, text="")
    asked.go(answer(asked.case, asked.law, asked.case.consultations[0].id, yes, MONDAY))
    for journey in (plain, asked, withdrawn):
        journey.do("tham-dinh", TUESDAY)
    assert [journey.open for journey in (plain, asked, withdrawn)] == [["ky-duyet"], ["kiem-tra"], ["ky-duyet"]]
