"""What happens to a case by itself, and when."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.timers import Timer
from processing.domain.extension import extend
from processing.domain.facts import DueSoon, Overdue
from processing.domain.opening import open_case
from processing.domain.supplements import receive
from processing.domain.timers import TimerKind, fire, timers_of
from processing.domain.vocabulary import ClockEffect
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, DOSSIER_ID, DUE_AT, acceptance, at, dossier, law

T3 = (TimerKind.DUE_SOON_3_DAYS, at("2026-03-11 17:00"))
T1 = (TimerKind.DUE_SOON_1_DAY, at("2026-03-13 17:00"))
LATE = (TimerKind.OVERDUE, DUE_AT)


def waiting(journey: Journey) -> list[tuple[str, datetime]]:
    return [(timer.kind, timer.fire_at) for timer in timers_of(journey.case, journey.law)]


def test_a_case_is_warned_of_three_days_and_one_day_before_it_is_due() -> None:
    assert waiting(Journey()) == [T3, T1, LATE]


def test_a_short_limit_is_warned_of_once() -> None:
    journey = Journey(law(limit=("3", "working_day")))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-04 17:00")),
        (TimerKind.OVERDUE, at("2026-03-05 17:00")),
    ]


def test_a_calendar_week_counts_as_five_working_days() -> None:
    assert [kind for kind, _ in waiting(Journey(law(limit=("7", "calendar_day"))))] == [
        TimerKind.DUE_SOON_3_DAYS,
        TimerKind.DUE_SOON_1_DAY,
        TimerKind.OVERDUE,
    ]


def test_what_is_counted_in_hours_is_warned_of_two_office_hours_before() -> None:
    journey = Journey(law(limit=("8", "working_hour")))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_2_HOURS, at("2026-03-02 15:30")),
        (TimerKind.OVERDUE, at("2026-03-03 08:00")),
    ]


def test_no_warning_comes_before_the_clock_has_started() -> None:
    assert waiting(Journey(law(limit=("2", "working_hour")))) == [(TimerKind.OVERDUE, at("2026-03-02 10:00"))]


def test_a_clock_that_stands_has_no_alarms_but_the_applicants_deadline() -> None:
    journey = Journey(law(deadline="5"))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    assert waiting(journey) == [(TimerKind.APPLICANT_DEADLINE, at("2026-03-11 17:00"))]


def test_alarms_follow_the_due_instant() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    request_id = journey.case.supplements[0].request_id
    answered_at = at("2026-03-09 10:00")
    journey.go(receive(journey.case, journey.law, request_id, answered_at, answered_at))
    assert waiting(journey) == [
        (TimerKind.DUE_SOON_3_DAYS, at("2026-03-16 17:00")),
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-18 17:00")),
        (TimerKind.OVERDUE, at("2026-03-19 17:00")),
    ]


def test_a_request_that_leaves_the_clock_alone_leaves_its_alarms_alone() -> None:
    journey = Journey(law(effect=ClockEffect.NONE))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    assert waiting(journey) == [T3, T1, LATE]


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
        (TimerKind.DUE_SOON_1_DAY, at("2026-03-19 10:00")),
        (TimerKind.OVERDUE, later),
    ]


def test_a_case_with_its_result_has_none() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(at("2026-03-06 09:00"))
    assert waiting(journey) == [T3, T1, LATE]
    journey.issue(at("2026-03-06 10:00"))
    assert waiting(journey) == []


def test_a_late_alarm_tells_the_lawful_instant_and_who_has_the_case() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    timer = Timer(subject=DOSSIER_ID, kind=TimerKind.OVERDUE, about_at=DUE_AT, fire_at=DUE_AT)
    change = fire(journey.case, journey.law, timer, at("2026-04-01 08:00"))
    assert change.case == journey.case
    assert change.facts == (
        Overdue(dossier=dossier(), due_at=DUE_AT, overdue_since=DUE_AT, officer="cv.dautu.1", department="dau-tu"),
    )


def test_a_warning_names_its_rung() -> None:
    journey = Journey()
    timer = timers_of(journey.case, journey.law)[0]
    change = fire(journey.case, journey.law, timer, timer.fire_at)
    assert change.facts == (DueSoon(dossier=dossier(), due_at=DUE_AT, rung="T-3", officer="", department="dau-tu"),)


def test_a_case_that_opens_after_it_was_due_has_its_alarms_all_the_same() -> None:
    the_law = law()
    case = open_case(acceptance(), the_law, now=at("2026-05-04 08:00"), ids=Journey().ids).case
    assert [timer.fire_at for timer in timers_of(case, the_law)] == [T3[1], T1[1], LATE[1]]
    assert case.accepted_at == ACCEPTED_AT
