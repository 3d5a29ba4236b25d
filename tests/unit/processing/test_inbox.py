"""Whose a step is, how much working time it has left, and how urgent that makes it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import NOMINAL_DAY_SECONDS
from processing.domain.inbox import Bounds, Group, Urgency, group_of, owner_of, paused_at, seconds_left
from unit.processing.journeys import Journey
from unit.processing.story import APPLICANT, CLERK, COLLEAGUE, HEAD, LEADER, SPECIALIST, STRANGER, at, law

WHEN = at("2026-03-05 09:00")
EVERYBODY = (HEAD, SPECIALIST, COLLEAGUE, LEADER, CLERK, STRANGER)


def groups(journey: Journey) -> dict[str, Group]:
    """Who has the open step in the inbox, and why."""
    case, task = journey.case, journey.case.current
    assert task is not None
    found = {actor.subject: group_of(owner_of(actor), task, case.dossier, case.state) for actor in EVERYBODY}
    return {subject: group for subject, group in found.items() if group is not None}


def test_a_new_case_waits_for_the_head_and_an_assigned_one_is_its_officers() -> None:
    journey = Journey()
    assert groups(journey) == {"tp.dautu": Group.TO_ASSIGN}
    journey.take("tp.dautu", WHEN)
    assert groups(journey) == {"tp.dautu": Group.HELD}
    journey.finish(WHEN)
    assert groups(journey) == {"tp.dautu": Group.TO_ASSIGN}
    journey.take("cv.dautu.1", WHEN)
    assert groups(journey) == {"cv.dautu.1": Group.HELD}


def test_what_waits_for_the_applicant_is_apart() -> None:
    journey = Journey()
    journey.to_specialist(WHEN)
    journey.ask(WHEN)
    assert groups(journey) == {"cv.dautu.1": Group.WAITING}


def test_a_decision_waits_for_those_who_may_decide_and_then_for_who_took_it() -> None:
    journey = Journey()
    journey.to_decision(WHEN)
    assert groups(journey) == {"ld.ban.1": Group.TO_DECIDE}
    journey.take("ld.ban.2", WHEN)
    assert groups(journey) == {}


def test_a_clerk_takes_the_step_of_another_departments_dossier() -> None:
    journey = Journey()
    journey.to_decision(WHEN)
    journey.settle(WHEN)
    assert groups(journey) == {"cv.vanphong.1": Group.TO_ASSIGN}


def test_another_agencys_department_of_the_same_name_is_not_ours() -> None:
    case = Journey().case
    assert case.current is not None
    elsewhere = owner_of(replace(HEAD, agency="haiduong"))
    assert group_of(elsewhere, case.current, case.dossier, case.state) is None


def test_who_handles_no_cases_has_no_inbox() -> None:
    for actor in (APPLICANT, Actor(subject="nobody", roles=frozenset())):
        with pytest.raises(Problem) as refused:
            owner_of(actor)
        assert refused.value.slug == "role-not-allowed"


def test_the_time_left_is_nominal_working_time_and_negative_when_late() -> None:
    journey, calendar = Journey(), law().calendar
    task = journey.to_specialist(at("2026-03-02 08:00")).current
    assert task is not None
    assert seconds_left(calendar, task, at("2026-03-02 08:00"), None) == NOMINAL_DAY_SECONDS * 29 // 4
    monday, saturday, sunday = (
        seconds_left(calendar, task, at(f"2026-03-{day}"), None) for day in ("09 07:30", "07 12:00", "08 09:00")
    )
    assert saturday == sunday == monday == NOMINAL_DAY_SECONDS * 37 // 16  # begun half an hour after the opening
    assert seconds_left(calendar, task, task.due_at, None) == 0
    late = seconds_left(calendar, task, at("2026-03-31 08:00"), None)
    assert late is not None
    assert late < 0


def test_while_the_clock_stands_the_time_left_stands_too() -> None:
    journey, calendar = Journey(), law().calendar
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-04 08:00"))
    task, since = journey.case.current, paused_at(journey.case)
    assert task is not None
    assert since == at("2026-03-04 08:00")
    left = [seconds_left(calendar, task, at(f"2026-03-{day} 08:00"), since) for day in ("04", "09", "31")]
    assert left == [NOMINAL_DAY_SECONDS * 21 // 4] * 3


def test_a_step_that_is_done_has_no_time_left_and_a_running_clock_no_pause() -> None:
    journey = Journey()
    journey.to_specialist(WHEN)
    assert seconds_left(law().calendar, journey.case.tasks[0], WHEN, None) is None
    assert paused_at(journey.case) is None


def test_urgency_changes_at_the_due_instant_and_one_and_three_working_days_before() -> None:
    bounds = Bounds.at(law().calendar, at("2026-03-06 10:00"))  # a Friday
    told = {
        instant: bounds.urgency(at(instant), is_paused=False)
        for instant in ("2026-03-06 09:59", "2026-03-06 10:00", "2026-03-09 10:00", "2026-03-09 10:01")
    }
    assert list(told.values()) == [Urgency.LATE, Urgency.ONE_DAY, Urgency.ONE_DAY, Urgency.THREE_DAYS]
    assert bounds.urgency(at("2026-03-11 10:00"), is_paused=False) is Urgency.THREE_DAYS
    assert bounds.urgency(at("2026-03-11 10:01"), is_paused=False) is Urgency.LATER
    assert bounds.urgency(at("2026-03-01 10:00"), is_paused=True) is Urgency.PAUSED
