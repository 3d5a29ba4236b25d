"""What happens to a case by itself, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from chassis.kernel.timers import Timer
from processing.domain.case import Change
from processing.domain.extension import extend
from processing.domain.facts import DueSoon, Overdue, StepDueSoon
from processing.domain.ladder import TimerKind
from processing.domain.opening import open_case
from processing.domain.supplements import receive
from processing.domain.timers import Later, fire, timers_of
from processing.domain.vocabulary import ClockEffect
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, DOSSIER_ID, DUE_AT, acceptance, at, dossier, law

# Each 15 minutes before the close of office: nobody is told anything at the very end of a day.
T3 = (TimerKind.DUE_SOON_3_DAYS, at("2026-03-11 16:45"))
T2 = (TimerKind.DUE_SOON_2_DAYS, at("2026-03-12 16:45"))
T1 = (TimerKind.DUE_SOON_1_DAY, at("2026-03-13 16:45"))
LATE = (TimerKind.OVERDUE, DUE_AT)


def waiting(journey: Journey) -> list[tuple[str, datetime]]:
    """Those of the dossier."""
    timers = timers_of(journey.case, journey.law)
    return [(timer.kind, timer.fire_at) for timer in timers if "/" not in timer.kind]


def of_steps(journey: Journey) -> list[tuple[str, datetime, datetime]]:
    timers = timers_of(journey.case, journey.law)
    return [(timer.kind, timer.fire_at, timer.about_at) for timer in timers if "/" in timer.kind]


def rung(journey: Journey, kind: TimerKind) -> Timer:
    return next(timer for timer in timers_of(journey.case, journey.law) if timer.kind == kind)


def test_a_case_is_warned_of_three_two_and_one_working_days_before_it_is_due() -> None:
    assert waiting(Journey()) == [T3, T2, T1, LATE]


def test_a_short_limit_is_warned_of_once() -> None:
    journey = Journey(law(limit=("3", "working_day")))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-04 16:45")),
        (TimerKind.OVERDUE, at("2026-03-05 17:00")),
    ]


def test_a_calendar_week_counts_as_five_working_days() -> None:
    assert [kind for kind, _ in waiting(Journey(law(limit=("7", "calendar_day"))))] == [
        TimerKind.DUE_SOON_3_DAYS,
        TimerKind.DUE_SOON_2_DAYS,
        TimerKind.DUE_SOON_1_DAY,
        TimerKind.OVERDUE,
    ]


def test_what_is_counted_in_hours_is_warned_of_two_office_hours_before() -> None:
    journey = Journey(law(limit=("8", "working_hour")))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_2_HOURS, at("2026-03-02 15:30")),
        (TimerKind.OVERDUE, at("2026-03-03 08:00")),
    ]


def test_a_warning_that_would_come_at_the_opening_comes_before_it() -> None:
    """5.6 hours from 8:00 end at 15:06; two hours before that is six minutes after the opening at 13:00."""
    journey = Journey(law(limit=("5.6", "working_hour")))
    assert waiting(journey)[0] == (TimerKind.DUE_SOON_2_HOURS, at("2026-03-02 11:15"))


def test_no_warning_comes_before_the_clock_has_started() -> None:
    assert waiting(Journey(law(limit=("2", "working_hour")))) == [(TimerKind.OVERDUE, at("2026-03-02 10:00"))]


def test_a_clock_that_stands_has_no_alarms_but_the_applicants_deadline() -> None:
    journey = Journey(law(deadline="5"))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    assert waiting(journey) == [(TimerKind.APPLICANT_DEADLINE, at("2026-03-11 17:00"))]
    assert of_steps(journey) == []


def test_alarms_follow_the_due_instant() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    request_id = journey.case.supplements[0].request_id
    answered_at = at("2026-03-09 10:00")
    journey.go(receive(journey.case, journey.law, request_id, answered_at, answered_at))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_3_DAYS, at("2026-03-16 16:45")),
        (TimerKind.DUE_SOON_2_DAYS, at("2026-03-17 16:45")),
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-18 16:45")),
        (TimerKind.OVERDUE, at("2026-03-19 17:00")),
    ]


def test_a_request_that_leaves_the_clock_alone_leaves_its_alarms_alone() -> None:
    journey = Journey(law(effect=ClockEffect.NONE))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    assert waiting(journey) == [T3, T2, T1, LATE]


def test_a_pause_after_the_due_instant_does_not_silence_the_alarm() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-17 10:00"))
    assert waiting(journey) == [LATE]


def test_after_an_apology_the_original_instant_still_has_its_alarm() -> None:
    journey = Journey()
    later = at("2026-03-20 10:00")
    journey.go(extend(journey.case, journey.law, later, at("2026-03-06 09:00")))
    assert waiting(journey) == [
        LATE,
        (TimerKind.DUE_SOON_3_DAYS, at("2026-03-17 10:00")),
        (TimerKind.DUE_SOON_2_DAYS, at("2026-03-18 10:00")),
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-19 10:00")),
        (TimerKind.OVERDUE, later),
    ]


def test_a_case_with_its_result_has_none() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-06 09:00"))
    assert waiting(journey) == [T3, T2, T1, LATE]
    journey.issue(at("2026-03-06 10:00"))
    assert timers_of(journey.case, journey.law) == ()


def test_a_long_step_is_warned_of_by_its_own_budget_and_a_short_one_is_not() -> None:
    journey = Journey()
    assert of_steps(journey) == []
    journey.to_specialist(at("2026-03-02 09:00"))
    task = journey.case.current
    assert task is not None
    assert of_steps(journey) == [
        (f"{TimerKind.STEP_SOON_1_DAY}/{task.id}", at("2026-03-10 11:00"), at("2026-03-11 11:00")),
    ]
    timer = next(timer for timer in timers_of(journey.case, journey.law) if "/" in timer.kind)
    assert fire(journey.case, journey.law, timer, timer.fire_at) == Change(
        case=journey.case,
        facts=(
            StepDueSoon(
                dossier=dossier(),
                task_id=task.id,
                step_key="tham-dinh",
                due_at=at("2026-03-11 11:00"),
                rung="T-1",
                officer="cv.dautu.1",
                department="dau-tu",
            ),
        ),
    )


def test_a_step_that_is_done_is_not_warned_of() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    timer = next(timer for timer in timers_of(journey.case, journey.law) if "/" in timer.kind)
    journey.finish(at("2026-03-05 09:00"))
    assert fire(journey.case, journey.law, timer, timer.fire_at) is None


def test_a_late_alarm_tells_the_lawful_instant_and_who_has_the_case() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    timer = Timer(subject=DOSSIER_ID, kind=TimerKind.OVERDUE, about_at=DUE_AT, fire_at=DUE_AT)
    assert fire(journey.case, journey.law, timer, at("2026-04-01 08:00")) == Change(
        case=journey.case,
        facts=(
            Overdue(dossier=dossier(), due_at=DUE_AT, overdue_since=DUE_AT, officer="cv.dautu.1", department="dau-tu"),
        ),
    )


def test_late_is_a_fact_of_the_clock_whatever_the_hour() -> None:
    journey = Journey()
    timer = rung(journey, TimerKind.OVERDUE)
    assert isinstance(fire(journey.case, journey.law, timer, at("2026-03-21 23:00")), Change)


def test_an_alarm_about_an_instant_that_does_not_hold_any_more_is_not_told() -> None:
    journey = Journey()
    timer = replace(rung(journey, TimerKind.OVERDUE), about_at=at("2026-03-10 17:00"))
    assert fire(journey.case, journey.law, timer, at("2026-03-10 17:00")) is None


def test_a_warning_names_its_rung() -> None:
    journey = Journey()
    timer = timers_of(journey.case, journey.law)[0]
    soon = DueSoon(dossier=dossier(), due_at=DUE_AT, rung="T-3", officer="", department="dau-tu")
    assert fire(journey.case, journey.law, timer, timer.fire_at) == Change(case=journey.case, facts=(soon,))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-03-11 16:56", "2026-03-12 07:45"),  # the office is about to close
        ("2026-03-11 22:00", "2026-03-12 07:45"),
        ("2026-03-12 07:33", "2026-03-12 07:45"),  # it has just opened
        ("2026-03-12 12:10", "2026-03-12 13:15"),  # noon
    ],
)
def test_a_warning_that_was_missed_waits_until_people_are_at_work_again(now: str, then: str) -> None:
    journey = Journey()
    timer = rung(journey, TimerKind.DUE_SOON_3_DAYS)
    assert fire(journey.case, journey.law, timer, at(now)) == Later(fire_at=at(then))


@pytest.mark.parametrize("now", ["2026-03-11 16:54", "2026-03-12 07:40", "2026-03-12 09:00", "2026-03-12 16:44"])
def test_a_warning_that_was_missed_is_told_in_the_next_office_minute(now: str) -> None:
    journey = Journey()
    timer = rung(journey, TimerKind.DUE_SOON_3_DAYS)
    assert isinstance(fire(journey.case, journey.law, timer, at(now)), Change)


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        (TimerKind.DUE_SOON_3_DAYS, "2026-03-12 16:45"),  # T-2 is told
        (TimerKind.DUE_SOON_2_DAYS, "2026-03-14 10:00"),  # T-1 is to be told on Monday
        (TimerKind.DUE_SOON_1_DAY, "2026-03-16 17:00"),  # overdue
        (TimerKind.DUE_SOON_3_DAYS, "2026-06-01 08:00"),
    ],
)
def test_a_warning_that_a_nearer_one_has_overtaken_is_not_told(kind: TimerKind, now: str) -> None:
    journey = Journey()
    assert fire(journey.case, journey.law, rung(journey, kind), at(now)) is None


def test_a_warning_set_by_other_office_hours_waits_for_its_own_time() -> None:
    journey = Journey()
    timer = replace(rung(journey, TimerKind.DUE_SOON_3_DAYS), fire_at=at("2026-03-11 08:00"))
    assert fire(journey.case, journey.law, timer, at("2026-03-11 08:00")) == Later(fire_at=at("2026-03-11 16:45"))


def test_a_case_that_opens_after_it_was_due_has_its_alarms_all_the_same() -> None:
    the_law = law()
    case = open_case(acceptance(), the_law, now=at("2026-05-04 08:00"), ids=Journey().ids).case
    assert [timer.fire_at for timer in timers_of(case, the_law)] == [T3[1], T2[1], T1[1], LATE[1]]
    assert case.accepted_at == ACCEPTED_AT
