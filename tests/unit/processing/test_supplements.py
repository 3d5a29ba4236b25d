"""Papers asked for after acceptance, and what they do to the clock."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from processing.domain.facts import DueDateChanged, Paused, Resumed, Stopped, SupplementRequested
from processing.domain.supplements import lapse, receive
from processing.domain.vocabulary import (
    CaseState,
    ClockCause,
    ClockEffect,
    OnTimeout,
    StopCause,
    SupplementStage,
    TaskState,
)
from unit.processing.journeys import Journey
from unit.processing.story import DUE_AT, at, dossier, law

ASKED_AT = at("2026-03-04 10:00")  # day 2


def waiting(effect: ClockEffect = ClockEffect.PAUSE, **policy: object) -> Journey:
    journey = Journey(law(effect=effect, **policy))  # type: ignore[arg-type]
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.facts.clear()
    journey.ask(ASKED_AT)
    return journey


def answer(journey: Journey, when: str) -> None:
    request_id = journey.case.supplements[-1].request_id
    journey.go(receive(journey.case, journey.law, request_id, at(when), at(when)))


def test_asking_pauses_the_clock() -> None:
    journey = waiting()
    asked = journey.case.supplements[0]
    assert journey.facts == [
        SupplementRequested(
            dossier=dossier(),
            request_id=asked.request_id,
            requested_at=ASKED_AT,
            applicant_deadline_at=None,
            clock_effect=ClockEffect.PAUSE,
        ),
        Paused(dossier=dossier(), paused_at=ASKED_AT, cause=ClockCause.SUPPLEMENT),
    ]
    assert (journey.case.state, journey.case.due_at) == (CaseState.AWAITING_SUPPLEMENT, None)
    assert journey.case.announced_due_at == DUE_AT


def test_by_pause_the_rest_of_the_limit_is_counted_from_the_answer() -> None:
    journey = waiting()
    journey.facts.clear()
    answer(journey, "2026-03-09 10:00")  # three working days later
    due_at = at("2026-03-19 17:00")
    assert journey.facts == [
        Resumed(dossier=dossier(), resumed_at=at("2026-03-09 10:00"), cause=ClockCause.SUPPLEMENT, restarted=False),
        DueDateChanged(
            dossier=dossier(),
            previous_due_at=DUE_AT,
            due_at=due_at,
            original_due_at=due_at,
            cause=ClockCause.SUPPLEMENT,
            due_is_provisional=False,
        ),
    ]
    assert (journey.case.state, journey.case.due_at) == (CaseState.RUNNING, due_at)


def test_by_restart_the_whole_limit_is_counted_from_the_answer() -> None:
    journey = waiting(ClockEffect.RESTART)
    journey.facts.clear()
    answer(journey, "2026-03-09 10:00")
    assert journey.facts[0] == Resumed(
        dossier=dossier(), resumed_at=at("2026-03-09 10:00"), cause=ClockCause.SUPPLEMENT, restarted=True
    )
    assert journey.case.due_at == at("2026-03-23 17:00")


def test_without_effect_the_clock_runs_on() -> None:
    journey = waiting(ClockEffect.NONE)
    assert [type(fact) for fact in journey.facts] == [SupplementRequested]
    answer(journey, "2026-03-09 10:00")
    assert journey.case.due_at == DUE_AT
    assert journey.case.state is CaseState.RUNNING


def test_the_officer_keeps_what_was_left_of_the_step() -> None:
    journey = waiting()
    task = journey.case.current
    answer(journey, "2026-03-09 10:00")
    after = journey.case.current
    assert task is not None
    assert after is not None
    assert task.due_at == at("2026-03-11 11:00")
    assert after.due_at == at("2026-03-16 11:00")


def test_the_officer_has_the_whole_step_again_after_a_restart() -> None:
    journey = waiting(ClockEffect.RESTART)
    answer(journey, "2026-03-09 10:00")
    assert journey.case.current is not None
    assert journey.case.current.due_at == at("2026-03-18 13:30")


def test_time_waited_is_not_counted_to_the_step() -> None:
    journey = waiting()
    answer(journey, "2026-03-09 10:00")
    journey.finish(at("2026-03-09 11:00"))
    task = next(task for task in journey.case.tasks if task.step_key == "tham-dinh")
    assert task.working_seconds == 2 * 28_800 + 3_600 + 3_600


def test_papers_are_asked_for_once() -> None:
    journey = waiting()
    answer(journey, "2026-03-09 10:00")
    with pytest.raises(Problem) as refused:
        journey.ask(at("2026-03-10 10:00"))
    assert refused.value.slug == "supplement-limit-reached"


def test_twice_where_the_law_allows_it() -> None:
    journey = waiting(most=2)
    answer(journey, "2026-03-09 10:00")
    assert journey.ask(at("2026-03-10 10:00")).state is CaseState.AWAITING_SUPPLEMENT


def test_only_at_intake_where_the_law_says_so() -> None:
    journey = Journey(law(stage=SupplementStage.INTAKE))
    journey.to_specialist(at("2026-03-02 09:00"))
    with pytest.raises(Problem) as refused:
        journey.ask(ASKED_AT)
    assert refused.value.slug == "supplement-only-at-intake"


def test_while_papers_are_awaited_no_step_is_completed_and_no_second_request_made() -> None:
    journey = waiting(most=2)
    with pytest.raises(Problem) as refused:
        journey.finish(at("2026-03-05 10:00"))
    assert refused.value.slug == "complete-not-allowed"
    with pytest.raises(Problem) as again:
        journey.ask(at("2026-03-05 10:00"))
    assert again.value.slug == "request-supplement-not-allowed"


def test_an_answer_to_another_request_changes_nothing() -> None:
    journey = waiting()
    change = receive(journey.case, journey.law, "another", at("2026-03-09 10:00"), at("2026-03-09 10:00"))
    assert (change.case, change.facts) == (journey.case, ())


def test_the_passing_of_the_applicants_deadline_stops_the_case() -> None:
    journey = waiting(deadline="5")
    deadline_at = at("2026-03-11 17:00")
    assert journey.case.supplements[0].applicant_deadline_at == deadline_at
    journey.facts.clear()
    journey.go(lapse(journey.case, journey.law, deadline_at, at("2026-03-20 08:00")))
    assert journey.facts == [
        Stopped(dossier=dossier(), stopped_at=deadline_at, cause=StopCause.APPLICANT_DEADLINE_PASSED)
    ]
    assert journey.case.state is CaseState.STOPPED
    assert [task.state for task in journey.case.tasks][-1] is TaskState.CANCELLED


def test_where_the_law_wants_a_refusal_the_case_goes_back_to_the_officer() -> None:
    journey = waiting(deadline="2", on_timeout=OnTimeout.REFUSE)
    deadline_at = at("2026-03-06 17:00")
    journey.go(lapse(journey.case, journey.law, deadline_at, deadline_at))
    assert journey.case.state is CaseState.RUNNING
    assert journey.told[-2:] == ["Resumed", "DueDateChanged"]


def test_papers_after_the_deadline_come_too_late_whenever_they_are_heard_of() -> None:
    journey = waiting(deadline="5")
    answer(journey, "2026-03-12 08:00")
    assert (journey.case.state, journey.case.stopped_at) == (CaseState.STOPPED, at("2026-03-11 17:00"))
