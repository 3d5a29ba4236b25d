"""Several open steps in a case: side by side, joined, skipped by a guard, returned to, held apart."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import CalendarDay, DayKind, WorkCalendar
from processing.application.changing import Seen
from processing.application.views import opened_by, portal_status
from processing.domain import rights
from processing.domain.case import Case, Task
from processing.domain.consultations import Reply, answer
from processing.domain.consultations import withdraw as take_back
from processing.domain.consulting import request as consult
from processing.domain.corrections import Published, last_stop, undo_decision, undo_stop
from processing.domain.endings import stop
from processing.domain.facts import Decided, ResultIssued
from processing.domain.guards import Guard
from processing.domain.law import ProcedureVersion, Step
from processing.domain.opening import open_case
from processing.domain.recounting import under
from processing.domain.steps import assign, complete, decide, send_back
from processing.domain.supplements import receive
from processing.domain.vocabulary import CaseState, Channel, ClockEffect, Opinion, Outcome, StopCause, TaskState
from unit.processing.journeys import Journey
from unit.processing.opinions import LABOUR, consulting, question
from unit.processing.story import ACCEPTED_AT, LEADER, SPECIALIST, STEPS, STRANGER, acceptance, at, law
from unit.processing.workflows import CONSULTED, OFFICERS, workflows

LEAVE = Published(id="event-1", type="motcua.dossier.decided.v1")


class Parallel(Journey):
    """A journey on which steps are named by their key."""

    def __init__(self, steps: tuple[Step, ...] = CONSULTED, **terms: object) -> None:
        super().__init__(law(steps=steps, **terms))  # type: ignore[arg-type]

    @property
    def open(self) -> list[str]:
        return [task.step_key for task in self.case.open_tasks]

    def at(self, key: str) -> Task:
        """The latest task of that step."""
        return [task for task in self.case.tasks if task.step_key == key][-1]

    def do(self, key: str, when: datetime, officer: str = "") -> Case:
        task = self.at(key)
        if not task.officer:
            self.go(assign(self.case, task.id, officer or OFFICERS[task.role], when))
        return self.go(complete(self.case, self.law, task.id, when, self.ids))

    def back(self, key: str, when: datetime, to_step: str = "") -> Case:
        return self.go(send_back(self.case, self.law, self.at(key).id, when, self.ids, to_step=to_step))

    def to_review(self, when: datetime) -> Case:
        for key in ("phan-cong", "tham-dinh", "y-kien"):
            self.do(key, when)
        return self.case

    def to_leader(self, when: datetime) -> Case:
        self.to_review(when)
        return self.do("kiem-tra", when)


MONDAY, TUESDAY, THURSDAY = at("2026-03-02 09:00"), at("2026-03-03 08:00"), at("2026-03-05 14:00")


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


@pytest.mark.parametrize("effect", [ClockEffect.PAUSE, ClockEffect.RESTART])
def test_every_open_step_waits_with_the_clock(effect: ClockEffect) -> None:
    journey = Parallel(effect=effect)
    journey.do("phan-cong", ACCEPTED_AT)
    journey.go(assign(journey.case, journey.at("tham-dinh").id, "cv.dautu.1", ACCEPTED_AT))
    before = {task.step_key: task.due_at for task in journey.case.open_tasks}
    journey.ask(at("2026-03-03 08:00"))
    back_at = at("2026-03-05 08:00")  # a day of work is gone; two days of waiting are not counted
    journey.go(receive(journey.case, journey.law, journey.case.supplements[0].request_id, back_at, back_at))
    after = {task.step_key: task.due_at for task in journey.case.open_tasks}
    assert before == {"tham-dinh": at("2026-03-11 10:00"), "y-kien": at("2026-03-05 08:00")}
    later = {"tham-dinh": at("2026-03-13 10:00"), "y-kien": at("2026-03-09 08:00")}
    again = {"tham-dinh": at("2026-03-16 10:00"), "y-kien": at("2026-03-10 08:00")}
    assert after == (again if effect is ClockEffect.RESTART else later)


def test_every_open_step_follows_another_calendar() -> None:
    journey = Parallel()
    journey.do("phan-cong", ACCEPTED_AT)
    holiday = replace(journey.law, calendar=_without(journey.law.calendar, date(2026, 3, 3)), revision="law-2")
    change = under(journey.case, journey.law, holiday, ACCEPTED_AT)
    assert change is not None
    assert [task.due_at for task in change.case.open_tasks] == [at("2026-03-12 10:00"), at("2026-03-06 08:00")]


def _without(calendar: WorkCalendar, on: date) -> WorkCalendar:
    off = CalendarDay(on=on, kind=DayKind.OFF, reason="Bão", reason_en="Storm", legal_ref="Công điện mẫu")
    return replace(calendar, days=tuple(sorted((*calendar.days, off), key=lambda each: each.on)))


def test_a_stop_closes_every_step_and_its_undoing_opens_them_in_the_same_hands() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.go(assign(journey.case, journey.at("y-kien").id, "cv.laodong.1", MONDAY))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, TUESDAY, TUESDAY))
    assert journey.open == []
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, LEAVE, entry=entry, cause="stop-undone", at=THURSDAY))
    assert [(t.step_key, t.officer) for t in journey.case.open_tasks] == [("tham-dinh", ""), ("y-kien", "cv.laodong.1")]


def test_a_stop_after_a_return_does_not_bring_back_what_the_return_took_away() -> None:
    journey = Parallel()
    journey.do("phan-cong", MONDAY)
    journey.go(assign(journey.case, journey.at("y-kien").id, "cv.laodong.1", MONDAY))
    journey.back("y-kien", MONDAY)
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, TUESDAY, TUESDAY))
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, LEAVE, entry=entry, cause="stop-undone", at=THURSDAY))
    assert journey.open == ["phan-cong"]


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


@settings(deadline=None)
@given(workflows(), st.sampled_from(Channel), st.sampled_from(Outcome), st.data())
def test_any_workflow_in_any_order_ends_in_one_decision_and_one_result(
    steps: tuple[Step, ...], channel: Channel, outcome: Outcome, data: st.DataObject
) -> None:
    journey, returns = Parallel(steps), data.draw(st.integers(0, 4))
    receipt = acceptance()
    receipt = replace(receipt, dossier=replace(receipt.dossier, channel=channel))
    opened = open_case(receipt, journey.law, now=ACCEPTED_AT, ids=journey.ids)
    journey.case, journey.facts = opened.case, list(opened.facts)
    while tasks := journey.case.open_tasks:
        _check_order(journey)
        task = data.draw(st.sampled_from(tasks))
        if task.decides:
            assert tasks == (task,)
            officer = OFFICERS[task.role]
            journey.go(
                decide(
                    journey.case,
                    journey.law,
                    officer=officer,
                    outcome=outcome,
                    reason="Lý do",
                    at=MONDAY,
                    ids=journey.ids,
                )
            )
            continue
        if not task.officer:
            journey.go(assign(journey.case, task.id, OFFICERS[task.role], MONDAY))
        if returns and data.draw(st.booleans()):
            returns -= 1
            _try_to_return(journey, task, data)
        else:
            journey.go(complete(journey.case, journey.law, task.id, MONDAY, journey.ids))
    assert journey.case.state is CaseState.RESULT_ISSUED
    assert [sum(isinstance(fact, kind) for fact in journey.facts) for kind in (Decided, ResultIssued)] == [1, 1]
    flow = journey.law.version.flow
    assert flow.settled(journey.case.past) == set(flow.places)


def _check_order(journey: Parallel) -> None:
    places = [task.place for task in journey.case.open_tasks]
    flow = journey.law.version.flow
    assert len(places) == len(set(places))
    settled = flow.settled(journey.case.past)
    assert all(flow.before[place] <= settled for place in places)


def _try_to_return(journey: Parallel, task: Task, data: st.DataObject) -> None:
    earlier = sorted({t.step_key for t in journey.case.tasks if t.state is TaskState.COMPLETED})
    to_step = data.draw(st.sampled_from(["", *earlier]))
    with suppress(Problem):
        journey.go(send_back(journey.case, journey.law, task.id, MONDAY, journey.ids, to_step=to_step))
