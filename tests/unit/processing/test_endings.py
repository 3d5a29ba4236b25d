"""How a case ends without a result, is extended, and how mistakes are undone."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from processing.domain.corrections import (
    Published,
    last_stop,
    mistaken,
    stopped_in_error,
    undo_decision,
    undo_extension,
    undo_stop,
)
from processing.domain.endings import stop, withdraw
from processing.domain.extension import extend
from processing.domain.facts import Corrected, DueDateChanged, Stopped
from processing.domain.supplements import lapse, receive
from processing.domain.vocabulary import CaseState, ClockCause, StopCause, TaskState, Timeliness
from unit.processing.journeys import Journey
from unit.processing.story import DUE_AT, at, dossier, law

NOW = at("2026-03-06 09:00")
LATER = at("2026-03-20 10:00")
EVENT = Published(id="event-1", type="motcua.dossier.decided.v1")


def test_a_withdrawal_stops_the_case_at_the_instant_of_the_withdrawal() -> None:
    journey = Journey()
    journey.go(withdraw(journey.case, journey.law, "event-9", at("2026-03-03 09:00"), NOW))
    assert journey.facts == [Stopped(dossier=dossier(), stopped_at=at("2026-03-03 09:00"), cause=StopCause.WITHDRAWN)]
    assert (journey.case.state, journey.case.current) == (CaseState.STOPPED, None)


def test_a_withdrawal_after_the_decision_does_not_hold() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(NOW)
    change = withdraw(journey.case, journey.law, "event-9", at("2026-03-05 10:00"), NOW)
    assert change.case == journey.case
    assert change.facts == (
        Corrected(
            dossier=dossier(),
            corrected_event_id="event-9",
            corrected_type="motcua.dossier.withdrawn.v1",
            cause="decided-before-withdrawal",
            corrected_at=NOW,
        ),
    )


def test_a_decided_case_is_not_stopped() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(NOW)
    with pytest.raises(Problem) as refused:
        stop(journey.case, journey.law, StopCause.AUTHORITY, NOW, NOW)
    assert refused.value.slug == "stop-not-allowed"


def test_an_apology_moves_the_appointment_and_not_what_lateness_is_judged_by() -> None:
    journey = Journey()
    journey.go(extend(journey.case, journey.law, LATER, NOW))
    assert journey.facts == [
        DueDateChanged(
            dossier=dossier(),
            previous_due_at=DUE_AT,
            due_at=LATER,
            original_due_at=DUE_AT,
            cause=ClockCause.APOLOGY,
            due_is_provisional=False,
        )
    ]
    journey.to_decision(at("2026-03-17 09:00"))
    journey.settle(at("2026-03-18 09:00"))
    assert journey.issue(at("2026-03-19 09:00")).timeliness is Timeliness.LATE


def test_there_is_one_apology() -> None:
    journey = Journey()
    journey.go(extend(journey.case, journey.law, LATER, NOW))
    with pytest.raises(Problem) as refused:
        extend(journey.case, journey.law, at("2026-03-25 10:00"), NOW)
    assert refused.value.slug == "already-extended"


def test_an_apology_goes_out_one_working_day_before_at_the_latest() -> None:
    journey = Journey()
    assert extend(journey.case, journey.law, LATER, at("2026-03-13 17:00")).case.due_at == LATER
    with pytest.raises(Problem) as refused:
        extend(journey.case, journey.law, LATER, at("2026-03-16 07:31"))
    assert refused.value.slug == "extension-too-late"


@pytest.mark.parametrize(
    ("new_due_at", "slug"),
    [("2026-03-12 10:00", "extension-not-later"), ("2026-03-21 10:00", "extension-outside-office-hours")],
)
def test_a_new_appointment_is_later_and_in_office_hours(new_due_at: str, slug: str) -> None:
    journey = Journey()
    with pytest.raises(Problem) as refused:
        extend(journey.case, journey.law, at(new_due_at), NOW)
    assert refused.value.slug == slug


def test_undoing_a_decision_opens_the_deciding_step_in_the_same_hands() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(NOW)
    journey.facts.clear()
    journey.go(undo_decision(journey.case, journey.law, EVENT, at("2026-03-06 10:00"), journey.ids))
    assert journey.told == ["Corrected", "Assigned", "StepStarted"]
    assert (journey.case.state, journey.case.decision) == (CaseState.RUNNING, None)
    assert [(t.step_key, t.state, t.officer) for t in journey.case.tasks][-2:] == [
        ("phat-hanh", TaskState.CANCELLED, ""),
        ("ky-duyet", TaskState.ASSIGNED, "ld.ban.1"),
    ]


def test_an_issued_result_is_not_undone() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-05 09:00"))
    journey.settle(NOW)
    journey.issue(at("2026-03-06 10:00"))
    with pytest.raises(Problem) as refused:
        undo_decision(journey.case, journey.law, EVENT, at("2026-03-06 11:00"), journey.ids)
    assert refused.value.slug == "undo-decision-not-allowed"


def test_an_undone_stop_counts_all_the_time_between() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, NOW, NOW))
    entry = last_stop(journey.case)
    assert mistaken(journey.case, entry) == "dossier.stopped"
    journey.go(undo_stop(journey.case, journey.law, EVENT, entry=entry, cause="stop-undone", at=LATER))
    assert (journey.case.state, journey.case.due_at) == (CaseState.RUNNING, DUE_AT)
    assert journey.case.current is not None
    assert journey.case.current.officer == "cv.dautu.1"


def test_a_stop_that_the_applicant_asked_for_is_not_ours_to_undo() -> None:
    journey = Journey()
    journey.go(withdraw(journey.case, journey.law, "event-9", NOW, NOW))
    with pytest.raises(Problem) as refused:
        mistaken(journey.case, last_stop(journey.case))
    assert refused.value.slug == "entry-not-correctable"


def test_an_undone_extension_brings_the_first_appointment_back_and_allows_another() -> None:
    journey = Journey()
    journey.go(extend(journey.case, journey.law, LATER, NOW))
    journey.go(undo_extension(journey.case, journey.law, EVENT, 1, at("2026-03-09 10:00")))
    assert journey.case.due_at == journey.case.announced_due_at == DUE_AT
    assert extend(journey.case, journey.law, LATER, at("2026-03-09 11:00")).case.due_at == LATER


def test_papers_in_time_that_are_heard_of_late_undo_the_stop() -> None:
    journey = Journey(law(deadline="5"))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-04 10:00"))
    request_id = journey.case.supplements[0].request_id
    journey.go(lapse(journey.case, journey.law, at("2026-03-11 17:00"), at("2026-03-12 09:00")))
    supplemented_at, heard_at = at("2026-03-10 09:00"), at("2026-03-12 10:00")
    assert stopped_in_error(journey.case, request_id, supplemented_at)
    assert not stopped_in_error(journey.case, request_id, at("2026-03-11 17:01"))
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, EVENT, entry=entry, cause="supplemented-in-time", at=heard_at))
    assert journey.case.state is CaseState.AWAITING_SUPPLEMENT
    journey.go(receive(journey.case, journey.law, request_id, supplemented_at, heard_at))
    assert (journey.case.state, journey.case.due_at) == (CaseState.RUNNING, at("2026-03-20 16:00"))
