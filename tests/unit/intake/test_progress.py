"""What the department reports, and how a dossier stands against its due instant."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake.domain import progress
from intake.domain.dossier import Dossier, Timeliness, judged
from intake.domain.progress import Report, progressed
from intake.domain.reception import supplement, withdraw
from intake.domain.states import State
from unit.intake.test_documents import document
from unit.intake.world import VIETNAM, accepted, local, registered

ASSIGNED = progress.Assigned(officer="cv.laodong.1", step="tham-dinh", at=local("2026-04-20 14:00"))
ASKED = progress.SupplementAsked(request_id="r-1", requested_at=local("2026-04-22 10:00"), applicant_deadline_at=None)
DUE = local("2026-05-06 17:00")
DECIDED = progress.Decided(decided_at=local("2026-04-24 10:00"), outcome="granted")
ISSUED = progress.ResultIssued(
    issued_at=local("2026-04-24 15:00"),
    decided_at=local("2026-04-24 10:00"),
    outcome="granted",
    due_at=DUE,
    original_due_at=DUE,
)
STOPPED = progress.Stopped(stopped_at=local("2026-04-24 15:00"), cause="authority")


def after(dossier: Dossier, *reports: Report) -> Dossier:
    for report in reports:
        dossier = progressed(dossier, report)
    return dossier


def test_an_assigned_dossier_is_in_progress_with_its_officer() -> None:
    dossier = after(accepted(), ASSIGNED)
    assert (dossier.state, dossier.officer, dossier.step) == (State.IN_PROGRESS, "cv.laodong.1", "tham-dinh")
    assert dossier.version == accepted().version + 1


def test_a_supplement_asked_by_the_department_waits_and_resumes() -> None:
    waiting = after(accepted(), ASSIGNED, ASKED)
    assert waiting.state is State.AWAITING_SUPPLEMENT
    assert waiting.open_supplement is not None
    assert waiting.paused_at == ASKED.requested_at
    answered, fact = supplement(waiting, [document("ho-chieu")], local("2026-04-27 09:00"))
    assert (answered.state, answered.open_supplement) == (State.IN_PROGRESS, None)
    assert (fact.request_id, fact.stage.value) == ("r-1", "appraisal")
    resumed = after(answered, progress.Resumed(resumed_at=local("2026-04-27 09:00")))
    assert (resumed.state, resumed.paused_at) == (State.IN_PROGRESS, None)


def test_a_moved_due_instant_leaves_what_lateness_is_judged_by() -> None:
    moved = progress.DueMoved(due_at=local("2026-05-20 17:00"), original_due_at=DUE, is_provisional=True)
    dossier = after(accepted(), moved)
    assert (dossier.due_at, dossier.original_due_at, dossier.due_is_provisional) == (moved.due_at, DUE, True)
    assert dossier.timeliness(local("2026-05-07 08:00"), VIETNAM) is Timeliness.OVERDUE


def test_a_result_makes_the_dossier_ready() -> None:
    dossier = after(accepted(), ASSIGNED, DECIDED, ISSUED)
    assert (dossier.state, dossier.outcome, dossier.result_issued_at) == (
        State.RESULT_READY,
        "granted",
        ISSUED.issued_at,
    )
    assert dossier.timeliness(local("2027-01-01 00:00"), VIETNAM) is Timeliness.EARLY


def test_a_withdrawal_that_came_after_the_decision_is_undone_and_the_work_behind_it_shows() -> None:
    withdrawn, _ = withdraw(after(accepted(), ASSIGNED), local("2026-04-24 11:00"))
    assert withdrawn.state is State.WITHDRAWN
    behind = after(withdrawn, DECIDED, ISSUED)
    assert behind.state is State.WITHDRAWN
    restored = after(behind, progress.Corrected(event="dossier.withdrawn"))
    assert (restored.state, restored.withdrawn_at, restored.behind_withdrawal) == (State.RESULT_READY, None, None)


def test_the_stop_that_answers_a_withdrawal_leaves_it_withdrawn() -> None:
    withdrawn, _ = withdraw(accepted(), local("2026-04-21 11:00"))
    stopped = after(withdrawn, progress.Stopped(stopped_at=local("2026-04-21 11:01"), cause="withdrawn"))
    assert (stopped.state, stopped.stop_cause) == (State.WITHDRAWN, "withdrawn")


@pytest.mark.parametrize(("report", "event"), [(ISSUED, "dossier.result-issued"), (STOPPED, "dossier.stopped")])
def test_a_corrected_end_brings_the_dossier_back_to_work(report: Report, event: str) -> None:
    ended = after(accepted(), ASSIGNED, report)
    back = after(ended, progress.Corrected(event=event))
    assert (back.state, back.result_issued_at, back.stopped_at) == (State.IN_PROGRESS, None, None)


def test_a_correction_of_something_else_changes_nothing() -> None:
    dossier = after(accepted(), ASSIGNED)
    assert progressed(dossier, progress.Corrected(event="dossier.assigned")) is dossier


def test_a_result_is_early_on_time_or_late_by_the_local_day() -> None:
    assert judged(local("2026-05-05 23:59"), DUE, VIETNAM) is Timeliness.EARLY
    assert judged(local("2026-05-06 00:01"), DUE, VIETNAM) is Timeliness.ON_TIME
    assert judged(DUE, DUE, VIETNAM) is Timeliness.ON_TIME
    assert judged(DUE + timedelta(microseconds=1), DUE, VIETNAM) is Timeliness.LATE


def test_a_dossier_that_waits_for_the_applicant_does_not_run_into_lateness() -> None:
    waiting = after(accepted(), ASSIGNED, ASKED)
    assert waiting.timeliness(local("2026-09-01 09:00"), VIETNAM) is Timeliness.IN_TIME


def test_without_a_clock_or_ended_in_time_there_is_nothing_to_judge() -> None:
    assert registered().timeliness(local("2027-01-01 00:00"), VIETNAM) is Timeliness.NOT_STARTED
    stopped = after(accepted(), STOPPED)
    assert stopped.timeliness(local("2027-01-01 00:00"), VIETNAM) is Timeliness.NOT_STARTED
