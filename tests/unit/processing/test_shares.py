"""A department's own time against the budgets of its own steps."""

from __future__ import annotations

from chassis.kernel.worktime import Limit
from processing.domain.endings import stop, withdraw
from processing.domain.owners import DepartmentShare, OwnVerdict
from processing.domain.shares import attribution, budget_seconds
from processing.domain.supplements import receive
from processing.domain.vocabulary import ClockEffect, StopCause, Timeliness
from unit.processing.journeys import Journey
from unit.processing.story import at, law
from unit.processing.workflows import CONSULTED

DAY = 28_800


def own(journey: Journey, when: str) -> dict[str, tuple[float, OwnVerdict | None]]:
    """department → (own working days, verdict)."""
    found = attribution(journey.case, journey.law, at(when)).departments
    return {share.department: (share.own_seconds / DAY, share.verdict) for share in found}


def test_the_budget_of_a_department_is_that_of_all_its_steps() -> None:
    journey = Journey()
    found = attribution(journey.case, journey.law, at("2026-03-02 09:00")).departments
    assert found == (
        DepartmentShare(department="dau-tu", own_seconds=3_600, budget_seconds=8 * DAY, verdict=None),
        DepartmentShare(department="lanh-dao", own_seconds=0, budget_seconds=DAY, verdict=None),
        DepartmentShare(department="van-phong", own_seconds=0, budget_seconds=DAY // 2, verdict=None),
    )


def test_a_dossier_can_be_late_by_one_department_and_in_time_by_the_others() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-04 08:00"))  # two days
    journey.settle(at("2026-03-17 08:00"))  # nine days for a signature that has one
    journey.issue(at("2026-03-17 10:00"))
    assert journey.case.timeliness is Timeliness.LATE
    assert own(journey, "2026-04-01 08:00") == {
        "dau-tu": (2, OwnVerdict.MET),
        "lanh-dao": (9, OwnVerdict.MISSED),
        "van-phong": (0.25, OwnVerdict.MET),
    }


def test_a_department_that_has_used_up_its_budgets_has_missed_before_the_case_ends() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-02 08:00"))
    assert own(journey, "2026-03-03 08:00")["lanh-dao"] == (1, None)
    assert own(journey, "2026-03-03 08:01")["lanh-dao"][1] is OwnVerdict.MISSED


def test_a_restart_begins_the_departments_time_anew() -> None:
    journey = Journey(law(effect=ClockEffect.RESTART))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-06 08:00"))
    request_id = journey.case.supplements[0].request_id
    journey.go(receive(journey.case, journey.law, request_id, at("2026-03-10 08:00"), at("2026-03-10 08:00")))
    assert own(journey, "2026-03-11 08:00")["dau-tu"] == (1, None)


def test_of_a_case_withdrawn_in_time_nothing_is_said_and_a_stop_by_the_authority_is_an_answer() -> None:
    withdrawn, stopped = Journey(), Journey()
    when = at("2026-03-03 08:00")
    withdrawn.go(withdraw(withdrawn.case, withdrawn.law, "event-9", when, when))
    stopped.go(stop(stopped.case, stopped.law, StopCause.AUTHORITY, when, when))
    assert own(withdrawn, "2026-04-01 08:00")["dau-tu"] == (1, None)
    assert own(stopped, "2026-04-01 08:00")["dau-tu"] == (1, OwnVerdict.MET)


def test_an_officer_has_the_budgets_of_the_steps_they_have_finished() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.take("cv.dautu.2", at("2026-03-03 09:00"))
    journey.finish(at("2026-03-04 09:00"))
    found = attribution(journey.case, journey.law, at("2026-03-04 09:00")).shares
    assert {share.owner.officer: (share.counted_seconds / DAY, share.budget_seconds) for share in found} == {
        "": (0.125, None),
        "cv.dautu.1": (1, None),  # somebody else has finished it
        "cv.dautu.2": (1, 29 * DAY // 4),
    }


def test_a_budget_in_hours_is_an_eighth_of_a_day_each() -> None:
    assert budget_seconds(Limit.of("0.25", "working_day")) == budget_seconds(Limit.of(2, "working_hour")) == 7_200


def test_a_step_that_the_case_did_not_need_brings_no_budget() -> None:
    journey = Journey(law(steps=CONSULTED))
    journey.take("tp.dautu", at("2026-03-02 08:00"))
    journey.finish(at("2026-03-02 08:00"))
    for officer in ("cv.dautu.1", "cv.laodong.1", "tp.dautu"):
        journey.take(officer, at("2026-03-02 09:00"))
        journey.finish(at("2026-03-02 09:00"))
    journey.settle(at("2026-03-02 10:00"))
    journey.issue(at("2026-03-02 11:00"))
    journey.issue(at("2026-03-02 11:00"))
    found = attribution(journey.case, journey.law, at("2026-03-02 11:00")).departments
    assert {share.department: (share.budget_seconds or 0) / DAY for share in found} == {
        "dau-tu": 8,  # the notice of a refusal (half a day) was not written
        "lao-dong": 3,
        "lanh-dao": 1,
        "van-phong": 0.75,
    }
