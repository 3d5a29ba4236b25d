"""A case as people read it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.worktime import explain
from processing.application.changing import Seen
from processing.application.views import lines, stands
from processing.domain.endings import stop, withdraw
from processing.domain.vocabulary import ClockEffect, StopCause, Timeliness
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, DUE_AT, at, law


def seen(journey: Journey, now: str) -> Seen:
    return Seen(case=journey.case, law=journey.law, now=at(now))


def test_portal_status_follows_the_case() -> None:
    journey = Journey()
    statuses = [stands(seen(journey, "2026-03-02 09:00")).portal_status]
    journey.to_specialist(at("2026-03-02 09:00"))
    statuses.append(stands(seen(journey, "2026-03-02 09:00")).portal_status)
    waiting = replace_journey(journey)
    waiting.ask(at("2026-03-03 09:00"))
    statuses.append(stands(seen(waiting, "2026-03-03 09:00")).portal_status)
    journey.finish(at("2026-03-03 09:00"))
    journey.take("tp.dautu", at("2026-03-03 09:00"))
    journey.finish(at("2026-03-03 09:00"))
    journey.settle(at("2026-03-03 10:00"))
    statuses.append(stands(seen(journey, "2026-03-03 10:00")).portal_status)
    journey.issue(at("2026-03-03 11:00"))
    statuses.append(stands(seen(journey, "2026-03-03 11:00")).portal_status)
    assert statuses == [2, 4, 5, 4, 9]


def replace_journey(journey: Journey) -> Journey:
    """The same case on another way."""
    other = Journey(journey.law)
    other.ids, other.case, other.facts = journey.ids, journey.case, list(journey.facts)
    return other


def test_a_withdrawn_case_is_7_and_a_stopped_one_8() -> None:
    withdrawn, stopped, now = Journey(), Journey(), at("2026-03-03 09:00")
    withdrawn.go(withdraw(withdrawn.case, withdrawn.law, "event-9", now, now))
    stopped.go(stop(stopped.case, stopped.law, StopCause.AUTHORITY, now, now))
    assert [stands(seen(each, "2026-03-04 09:00")).portal_status for each in (withdrawn, stopped)] == [7, 8]
    assert stands(seen(stopped, "2026-03-20 09:00")).timeliness is Timeliness.NOT_STARTED


@pytest.mark.parametrize(("now", "expected"), [("2026-03-16 17:00", "in_time"), ("2026-03-16 17:01", "overdue")])
def test_overdue_begins_after_the_due_instant(now: str, expected: str) -> None:
    assert stands(seen(Journey(), now)).timeliness.value == expected


def test_while_the_clock_stands_the_due_instant_is_told_as_if_it_ran_on_from_now() -> None:
    journey = Journey()
    journey.to_specialist(ACCEPTED_AT)
    journey.ask(at("2026-03-04 10:00"))
    first, later = stands(seen(journey, "2026-03-04 10:00")), stands(seen(journey, "2026-03-09 10:00"))
    assert (first.due_at, later.due_at) == (DUE_AT, at("2026-03-19 17:00"))
    assert first.is_paused
    assert stands(seen(journey, "2026-05-04 08:00")).timeliness is Timeliness.IN_TIME


def test_by_restart_it_is_told_as_if_it_began_again_now() -> None:
    journey = Journey(law(effect=ClockEffect.RESTART))
    journey.to_specialist(ACCEPTED_AT)
    journey.ask(at("2026-03-04 10:00"))
    assert stands(seen(journey, "2026-03-09 10:00")).due_at == at("2026-03-23 17:00")


def test_a_case_paused_when_it_was_late_already_is_paused_and_late() -> None:
    journey = Journey()
    journey.to_specialist(ACCEPTED_AT)
    journey.ask(at("2026-03-17 10:00"))
    standing = stands(seen(journey, "2026-03-18 10:00"))
    assert (standing.is_paused, standing.due_at, standing.timeliness) == (True, DUE_AT, Timeliness.OVERDUE)


def test_the_count_of_a_derivation_begins_again_with_a_restart() -> None:
    journey = Journey(law(effect=ClockEffect.RESTART))
    told = list(lines(explain(journey.case.entries, journey.case.limit, journey.law.calendar)))
    assert told[0].counted == "0"
    assert [line.counted for line in told if line.kind == "counted"] == [str(day) for day in range(1, 11)]
    assert replace(told[-1], vi="", en="").kind == "due"
