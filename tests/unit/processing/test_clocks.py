"""Every clock of a case in one shape."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.kernel.worktime import ClockState
from processing.domain.clocks import CaseClock, ClockKind, clocks
from processing.domain.duties import receive as settle
from processing.domain.endings import stop
from processing.domain.supplements import receive
from processing.domain.vocabulary import StopCause, Timeliness
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, DOSSIER_ID, DUE_AT, at, law

HOUR, DAY = 3_600, 28_800
RUNNING, PAUSED, STOPPED = ClockState.RUNNING, ClockState.PAUSED, ClockState.STOPPED


def of(journey: Journey, now: datetime, kind: ClockKind, key: str = "") -> CaseClock:
    """The one clock of the kind, or with the key."""
    (found,) = [c for c in clocks(journey.case, journey.law, now) if c.kind is kind and key in ("", c.key)]
    return found


def test_a_case_that_has_just_opened_has_the_dossiers_clock_and_its_first_steps() -> None:
    journey = Journey()
    found = clocks(journey.case, journey.law, ACCEPTED_AT)
    assert [(clock.kind, clock.key) for clock in found] == [
        (ClockKind.DOSSIER, DOSSIER_ID),
        (ClockKind.STEP, "tiep-nhan"),
        (ClockKind.STEP, "phan-cong"),
        (ClockKind.DEPARTMENT, "dau-tu"),
    ]


def test_the_dossiers_clock_tells_what_is_used_and_left() -> None:
    journey = Journey()
    assert of(journey, at("2026-03-03 08:00"), ClockKind.DOSSIER) == CaseClock(
        kind=ClockKind.DOSSIER,
        key=DOSSIER_ID,
        department="dau-tu",
        officer="",
        started_at=ACCEPTED_AT,
        due_at=DUE_AT,
        stopped_at=None,
        used_seconds=DAY,
        left_seconds=10 * DAY - HOUR // 2,  # ten days until the 16th, of which half an hour is gone
        state=RUNNING,
        standing=Timeliness.IN_TIME,
    )


def test_a_step_is_timed_from_when_it_became_the_departments_turn() -> None:
    journey = Journey()
    journey.take("tp.dautu", at("2026-03-02 09:00"))
    clock = of(journey, at("2026-03-02 10:00"), ClockKind.STEP, "phan-cong")
    assert (clock.started_at, clock.due_at, clock.officer) == (ACCEPTED_AT, at("2026-03-02 10:00"), "tp.dautu")
    assert (clock.used_seconds, clock.left_seconds, clock.standing) == (2 * HOUR, 0, Timeliness.IN_TIME)
    late = of(journey, at("2026-03-02 11:00"), ClockKind.STEP, "phan-cong")
    assert (late.left_seconds, late.standing) == (-HOUR, Timeliness.OVERDUE)
    journey.finish(at("2026-03-02 11:00"))
    done = of(journey, at("2026-04-02 11:00"), ClockKind.STEP, "phan-cong")
    assert (done.stopped_at, done.state, done.standing) == (at("2026-03-02 11:00"), STOPPED, Timeliness.LATE)
    assert (done.used_seconds, done.left_seconds) == (3 * HOUR, -HOUR)


def test_while_the_applicant_is_waited_for_what_is_left_is_kept() -> None:
    journey = Journey(law(deadline="5"))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 10:00"))
    now = at("2026-03-05 10:00")
    step, dossier = of(journey, now, ClockKind.STEP, "tham-dinh"), of(journey, now, ClockKind.DOSSIER)
    department, applicant = of(journey, now, ClockKind.DEPARTMENT, "dau-tu"), of(journey, now, ClockKind.APPLICANT)
    assert [clock.state for clock in (step, dossier, department, applicant)] == [PAUSED, PAUSED, PAUSED, RUNNING]
    assert [clock.due_at for clock in (step, dossier, department)] == [None, None, None]
    assert (step.used_seconds, step.left_seconds) == (2 * HOUR, 58 * HOUR - 2 * HOUR)
    assert (department.used_seconds, department.left_seconds) == (2 * HOUR, 62 * HOUR)
    assert (applicant.due_at, applicant.used_seconds) == (at("2026-03-09 17:00"), 3 * DAY)


def test_an_answer_stops_the_applicants_clock_and_the_others_go_on() -> None:
    journey = Journey(law(deadline="5"))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 10:00"))
    request_id, when = journey.case.supplements[0].request_id, at("2026-03-04 10:00")
    journey.go(receive(journey.case, journey.law, request_id, when, when))
    applicant = of(journey, at("2026-03-05 10:00"), ClockKind.APPLICANT, request_id)
    assert (applicant.state, applicant.standing, applicant.stopped_at) == (STOPPED, Timeliness.EARLY, when)
    step = of(journey, at("2026-03-05 10:00"), ClockKind.STEP, "tham-dinh")
    assert (step.state, step.used_seconds, step.left_seconds) == (RUNNING, 2 * HOUR + DAY, 58 * HOUR - 2 * HOUR - DAY)


def test_a_payment_without_a_wish_has_no_end() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.demand(at("2026-03-02 10:00"))
    duty = of(journey, at("2026-03-02 11:00"), ClockKind.APPLICANT)
    assert (duty.due_at, duty.left_seconds, duty.used_seconds) == (None, None, HOUR)
    journey.go(settle(journey.case, journey.law, duty.key, at("2026-03-02 11:00"), at("2026-03-02 11:00")))
    assert of(journey, at("2026-03-03 11:00"), ClockKind.APPLICANT).state is STOPPED


def test_the_transfer_is_in_time_if_somebody_in_the_department_has_it_by_then() -> None:
    journey = Journey()
    journey.case = replace(journey.case, transfer_due_at=at("2026-03-02 17:00"))
    waiting = of(journey, at("2026-03-02 16:00"), ClockKind.TRANSFER)
    assert (waiting.state, waiting.left_seconds, waiting.standing) == (RUNNING, HOUR, Timeliness.IN_TIME)
    journey.take("tp.dautu", at("2026-03-03 08:00"))
    taken = of(journey, at("2026-03-04 08:00"), ClockKind.TRANSFER)
    assert (taken.stopped_at, taken.standing) == (at("2026-03-03 08:00"), Timeliness.LATE)


def test_a_department_is_due_when_its_own_budgets_are_used_up() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    clock = of(journey, at("2026-03-03 08:00"), ClockKind.DEPARTMENT, "dau-tu")
    assert (clock.left_seconds, clock.due_at) == (7 * DAY, at("2026-03-12 08:00"))
    assert of(journey, clock.due_at or ACCEPTED_AT, ClockKind.DEPARTMENT, "dau-tu").left_seconds == 0


def test_when_the_result_is_there_every_clock_has_stopped_and_been_judged() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-03 08:00"))
    journey.settle(at("2026-03-04 10:00"))
    journey.issue(at("2026-03-04 15:00"))
    found = clocks(journey.case, journey.law, at("2026-05-04 08:00"))
    assert {clock.state for clock in found} == {STOPPED}
    own = {clock.key: clock.standing for clock in found if clock.kind is ClockKind.DEPARTMENT}
    assert own == {"dau-tu": Timeliness.EARLY, "lanh-dao": Timeliness.LATE, "van-phong": Timeliness.EARLY}


def test_a_stopped_case_has_no_clock_that_runs() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, at("2026-03-02 10:00"), at("2026-03-02 10:00")))
    found = clocks(journey.case, journey.law, at("2026-05-04 08:00"))
    assert {clock.state for clock in found} == {STOPPED}
