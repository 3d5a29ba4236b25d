"""A case from acceptance to its result."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.errors import Problem
from chassis.kernel.ids import SerialIds
from processing.domain.facts import Assigned, Decided, ResultIssued, StepCompleted, StepStarted
from processing.domain.opening import open_case
from processing.domain.steps import assign, complete, decide, send_back
from processing.domain.vocabulary import CaseState, Outcome, Role, TaskState, Timeliness
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, DOSSIER_ID, DUE_AT, acceptance, at, current, dossier, law, opened, step


def test_a_case_opens_with_the_clock_of_the_receipt_and_waits_for_the_head() -> None:
    change = opened()
    case = change.case
    assert change.facts == ()
    assert (case.state, case.due_at, case.original_due_at) == (CaseState.RUNNING, DUE_AT, DUE_AT)
    assert [(task.step_key, task.state, task.officer) for task in case.tasks] == [
        ("tiep-nhan", TaskState.COMPLETED, "cb.motcua.1"),
        ("phan-cong", TaskState.UNASSIGNED, ""),
    ]


def test_late_consumption_changes_nothing() -> None:
    late = open_case(acceptance(), law(), now=at("2026-03-05 09:00"), ids=SerialIds()).case
    assert late.due_at == DUE_AT
    assert late.current is not None
    assert late.current.opened_at == ACCEPTED_AT
    assert late.entries[0].at == ACCEPTED_AT


def test_a_dossier_that_another_system_had_before_is_counted_from_there() -> None:
    earlier = at("2026-02-27 10:00")
    receipt = replace(acceptance(due_at=at("2026-03-13 17:00")), counted_from=earlier)
    change = open_case(receipt, law(), now=ACCEPTED_AT, ids=SerialIds())
    assert change.facts == ()
    assert (change.case.clock_started_at, change.case.accepted_at) == (earlier, ACCEPTED_AT)
    assert change.case.due_at == at("2026-03-13 17:00")


def test_a_receipt_that_promised_another_day_is_put_right_in_public() -> None:
    change = open_case(acceptance(due_at=at("2026-03-13 17:00")), law(), now=ACCEPTED_AT, ids=SerialIds())
    (moved,) = change.facts
    assert type(moved).__name__ == "DueDateChanged"
    assert change.case.due_at == change.case.announced_due_at == DUE_AT


def test_the_whole_journey_tells_each_step_once_and_in_order() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-09 09:00"))
    journey.issue(at("2026-03-10 15:00"))
    handled = ["Assigned", "StepStarted", "StepCompleted"]
    assert journey.told == [*handled * 4, "Decided", *handled, "ResultIssued"]
    assert journey.case.state is CaseState.RESULT_ISSUED
    assert journey.case.current is None


def test_assigning_names_the_officer_and_starts_the_step() -> None:
    journey = Journey()
    when = at("2026-03-02 09:00")
    journey.take("tp.dautu", when)
    task = journey.case.tasks[-1]
    due_at = at("2026-03-02 10:00")  # a quarter of a day of eight hours, from the acceptance
    assert journey.facts == [
        Assigned(
            dossier=dossier(),
            step_key="phan-cong",
            task_id=task.id,
            officer="tp.dautu",
            department="dau-tu",
            assigned_at=when,
            due_at=due_at,
        ),
        StepStarted(
            dossier=dossier(),
            task_id=task.id,
            step_key="phan-cong",
            officer="tp.dautu",
            department="dau-tu",
            started_at=when,
            due_at=due_at,
        ),
    ]


def test_a_completed_step_says_what_working_time_it_took() -> None:
    journey = Journey()
    journey.take("tp.dautu", at("2026-03-02 09:00"))
    journey.finish(at("2026-03-03 09:00"))
    completed = journey.facts[-1]
    assert isinstance(completed, StepCompleted)
    assert completed.working_seconds == 28_800


def test_a_result_on_an_earlier_day_is_early_and_says_what_it_took() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-09 09:00"))
    journey.issue(at("2026-03-10 08:00"))
    assert journey.facts[-1] == ResultIssued(
        dossier=dossier(),
        issued_at=at("2026-03-10 08:00"),
        decided_at=at("2026-03-09 09:00"),
        outcome=Outcome.GRANTED,
        due_at=DUE_AT,
        original_due_at=DUE_AT,
        timeliness=Timeliness.EARLY,
        working_seconds=6 * 28_800,
    )


@pytest.mark.parametrize(
    ("issued_at", "timeliness"),
    [
        ("2026-03-13 17:00", Timeliness.EARLY),
        ("2026-03-16 07:30", Timeliness.ON_TIME),
        ("2026-03-16 17:00", Timeliness.ON_TIME),
        ("2026-03-16 17:01", Timeliness.LATE),
    ],
)
def test_timeliness_is_judged_by_the_due_day(issued_at: str, timeliness: Timeliness) -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-09 09:00"))
    assert journey.issue(at(issued_at)).timeliness is timeliness


def test_the_clock_runs_on_after_the_decision_until_the_result_is_at_the_counter() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-16 16:00"))
    assert journey.case.state is CaseState.DECIDED
    assert journey.issue(at("2026-03-17 08:00")).timeliness is Timeliness.LATE


def test_deciding_an_unassigned_step_takes_it() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    when = at("2026-03-06 09:00")
    before = len(journey.facts)
    journey.settle(when)
    assert [type(fact) for fact in journey.facts[before:]] == [Assigned, StepStarted, StepCompleted, Decided]
    assert journey.facts[-1] == Decided(dossier=dossier(), decided_at=when, outcome=Outcome.GRANTED, officer="ld.ban.1")


def test_where_the_counter_follows_the_decision_the_result_is_issued_with_it() -> None:
    short = (
        step("tiep-nhan", "mot-cua", Role.RECEPTIONIST, "0.5"),
        step("kiem-tra", "dau-tu", Role.SPECIALIST, "3"),
        step("ky-duyet", "dau-tu", Role.DEPARTMENT_HEAD, "1", decides=True),
        step("tra-ket-qua", "mot-cua", Role.RECEPTIONIST, "1"),
    )
    journey = Journey(law(steps=short))
    journey.take("cv.dautu.1", ACCEPTED_AT)
    journey.finish(at("2026-03-03 08:00"))
    journey.settle(at("2026-03-04 08:00"))
    assert journey.told[-2:] == ["Decided", "ResultIssued"]
    assert journey.case.state is CaseState.RESULT_ISSUED


def test_a_step_that_nobody_has_cannot_be_completed() -> None:
    case = opened().case
    with pytest.raises(Problem) as refused:
        complete(case, law(), current(case), ACCEPTED_AT, SerialIds())
    assert refused.value.slug == "task-unassigned"


def test_the_deciding_step_is_not_completed_but_decided() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.take("ld.ban.1", at("2026-03-05 09:00"))
    with pytest.raises(Problem) as refused:
        journey.finish(at("2026-03-05 10:00"))
    assert refused.value.slug == "decision-required"


def test_nothing_is_decided_before_its_turn() -> None:
    case = opened().case
    with pytest.raises(Problem) as refused:
        decide(case, law(), officer="ld.ban.1", outcome=Outcome.GRANTED, reason="", at=ACCEPTED_AT, ids=SerialIds())
    assert refused.value.slug == "not-at-decision"


def test_a_refusal_needs_a_reason() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    with pytest.raises(Problem) as refused:
        journey.settle(at("2026-03-06 09:00"), Outcome.REFUSED, "  ")
    assert refused.value.slug == "reason-required"


def test_a_completed_step_cannot_be_assigned_again() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    with pytest.raises(Problem) as refused:
        assign(journey.case, journey.case.tasks[1].id, "tp.dautu", at("2026-03-03 09:00"))
    assert refused.value.slug == "task-closed"


def test_an_officer_on_leave_is_replaced_and_the_step_keeps_its_start() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.take("cv.dautu.2", at("2026-03-04 09:00"))
    assert journey.told[-1] == "Assigned"
    assert journey.case.current is not None
    assert journey.case.current.started_at == at("2026-03-02 09:00")


def test_a_returned_step_goes_back_to_whoever_did_the_one_before() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.finish(at("2026-03-04 09:00"))
    journey.take("tp.dautu", at("2026-03-04 10:00"))
    journey.go(send_back(journey.case, journey.law, current(journey.case), at("2026-03-05 09:00"), journey.ids))
    assert [(t.step_key, t.state, t.officer) for t in journey.case.tasks][-2:] == [
        ("kiem-tra", TaskState.RETURNED, "tp.dautu"),
        ("tham-dinh", TaskState.ASSIGNED, "cv.dautu.1"),
    ]
    journey.finish(at("2026-03-06 09:00"))
    assert journey.case.current is not None
    assert journey.case.current.step_key == "kiem-tra"


def test_a_step_of_the_counter_is_not_returned_to() -> None:
    journey = Journey()
    journey.take("tp.dautu", at("2026-03-02 09:00"))
    with pytest.raises(Problem) as refused:
        send_back(journey.case, journey.law, current(journey.case), at("2026-03-02 10:00"), journey.ids)
    assert refused.value.slug == "step-not-earlier"


def test_after_the_decision_nothing_before_it_is_returned_to() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-06 09:00"))
    journey.take("cv.vanphong.1", at("2026-03-06 10:00"))
    with pytest.raises(Problem) as refused:
        send_back(journey.case, journey.law, current(journey.case), at("2026-03-06 11:00"), journey.ids)
    assert refused.value.slug == "step-not-earlier"


def test_every_fact_names_the_dossier() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    assert {fact.dossier.dossier_id for fact in journey.facts} == {DOSSIER_ID}
