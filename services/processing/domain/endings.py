"""How a case ends: the result arrives at the counter, or handling stops without one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.kernel.worktime import Entry, EntryKind
from processing.domain.case import Case, Change
from processing.domain.clock import count, judged, recount
from processing.domain.facts import Corrected, ResultIssued, Stopped
from processing.domain.law import Law
from processing.domain.shares import attribution
from processing.domain.states import Action, after
from processing.domain.vocabulary import CaseState, ClockCause, StopCause, TaskState

WITHDRAWN_TYPE = "motcua.dossier.withdrawn.v1"
_STOP_REASONS = {
    StopCause.WITHDRAWN: "Người nộp rút hồ sơ (mẫu 05)",
    StopCause.APPLICANT_DEADLINE_PASSED: "Quá thời hạn bổ sung hồ sơ",
    StopCause.AUTHORITY: "Cơ quan dừng giải quyết",
}


def issue(case: Case, law: Law, at: datetime) -> Change:
    """The result is at the counter (portal status 9): the clock stops and timeliness is judged, once.

    Judged by the due instant without extensions: an apology does not wash out lateness.
    """
    state = after(case.state, Action.ISSUE)
    stopped = Entry(kind=EntryKind.STOPPED, at=at, recorded_at=at, reason="Kết quả đã chuyển đến Bộ phận Một cửa")
    ended = recount(case.next(state=state, entries=(*case.entries, stopped)), law, ClockCause.CORRECTION).case
    if ended.decision is None or ended.due_at is None or ended.original_due_at is None:
        raise AssertionError("a case is decided and its clock runs before its result is issued")
    seconds = count(ended, law).elapsed_working_seconds(at)
    timeliness = judged(at, ended.original_due_at, law.calendar.tz)
    issued = ended.next(issued_at=at, timeliness=timeliness, working_seconds=seconds)
    owned = attribution(issued, law, at)
    fact = ResultIssued(
        dossier=case.dossier,
        issued_at=at,
        decided_at=ended.decision.decided_at,
        outcome=ended.decision.outcome,
        due_at=ended.due_at,
        original_due_at=ended.original_due_at,
        timeliness=timeliness,
        working_seconds=seconds,
        slices=owned.shares,
        departments=owned.departments,
    )
    return Change(case=issued, facts=(fact,))


def stop(case: Case, law: Law, cause: StopCause, at: datetime, now: datetime) -> Change:
    """Handling ends without a result. at: when it took effect, not before the clock's latest entry.

    Raises Problem ``stop-not-allowed`` after a decision.
    """
    state = after(case.state, Action.STOP)
    at = max(at, count(case, law).last_at or at)
    entry = Entry(kind=EntryKind.STOPPED, at=at, recorded_at=now, reason=_STOP_REASONS[cause])
    tasks = tuple(replace(task, state=TaskState.CANCELLED) if task.is_open else task for task in case.tasks)
    ended = case.next(state=state, entries=(*case.entries, entry), tasks=tasks, stopped_at=at, stop_cause=cause)
    owned = attribution(ended, law, at)
    fact = Stopped(dossier=case.dossier, stopped_at=at, cause=cause, slices=owned.shares, departments=owned.departments)
    return Change(case=recount(ended, law, ClockCause.CORRECTION).case, facts=(fact,))


def withdraw(case: Case, law: Law, event_id: str, withdrawn_at: datetime, now: datetime) -> Change:
    """The applicant took the dossier back (form 05). Decided already: the withdrawal does not hold (ND118 art. 21).

    event_id: of intake's withdrawal, which a correction points to.
    """
    match case.state:
        case CaseState.RUNNING | CaseState.AWAITING_SUPPLEMENT | CaseState.AWAITING_PAYMENT:
            return stop(case, law, StopCause.WITHDRAWN, withdrawn_at, now)
        case CaseState.DECIDED | CaseState.RESULT_ISSUED:
            undone = Corrected(
                dossier=case.dossier,
                corrected_event_id=event_id,
                corrected_type=WITHDRAWN_TYPE,
                cause="decided-before-withdrawal",
                corrected_at=now,
            )
            return Change(case=case, facts=(undone,))
        case CaseState.STOPPED:
            return Change(case=case)
