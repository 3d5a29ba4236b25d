"""Mistakes undone: what happened stays in the record, a ``corrected`` fact points to what does not hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import Entry, EntryKind
from processing.domain.case import Case, Change, Task
from processing.domain.clock import recount
from processing.domain.facts import Corrected
from processing.domain.law import Law
from processing.domain.states import Action, after
from processing.domain.steps import reopened
from processing.domain.vocabulary import CaseState, ClockCause, StopCause, TaskState
from processing.domain.waiting import go_on

DECIDED, STOPPED, MOVED = (f"dossier.{name}" for name in ("decided", "stopped", "due-date-changed"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """An event of this case that does not hold. type: CloudEvents type."""

    id: str
    type: str


def mistaken(case: Case, entry: int | None) -> str:
    """The name of the event that undoing would correct: of the decision, or of the ledger entry with that index.

    Raises Problem ``entry-not-correctable``.
    """
    if entry is None:
        return DECIDED
    kind = case.entries[entry].kind if 0 <= entry < len(case.entries) else None
    match kind:
        case EntryKind.STOPPED if case.stop_cause is not StopCause.WITHDRAWN and case.state is CaseState.STOPPED:
            return STOPPED
        case EntryKind.EXTENDED:
            return MOVED
        case _:
            raise Problem(
                "entry-not-correctable",
                Kind.REFUSED,
                "Only an extension, or a stop that the applicant did not ask for, can be undone; entries count from 0.",
                fields={"entry": "not an extension or a stop"},
            )


def undo_decision(case: Case, law: Law, event: Published, at: datetime, ids: Ids) -> Change:
    """The case before its decision, the deciding step open again in the same hands. Only until the result is issued."""
    state = after(case.state, Action.UNDO_DECISION)
    deciding = max((t for t in case.tasks if t.decides and t.state is TaskState.COMPLETED), key=case.tasks.index)
    change = Change(
        case=case.next(state=state, decision=None),
        facts=(_corrected(case, event, "decision-undone", at),),
    )
    return change.then(reopened(change.case, law, deciding, at, ids))


def undo_stop(case: Case, law: Law, event: Published, *, entry: int, cause: str, at: datetime) -> Change:
    """The case as it went on before it was stopped; time has been counted all along."""
    after(case.state, Action.UNDO_STOP)
    undo = Entry(kind=EntryKind.CORRECTED, at=at, recorded_at=at, undoes=entry, reason="Huỷ việc dừng giải quyết")
    supplements = tuple(
        replace(asked, lapsed=False) if asked is case.supplements[-1] else asked for asked in case.supplements
    )
    again = case.next(
        entries=(*case.entries, undo), supplements=supplements, stopped_at=None, stop_cause=None
    ).with_tasks(_revived(case, law))
    again = again.next(state=_waiting(again))
    corrected = Change(case=again, facts=(_corrected(case, event, cause, at),))
    counted = corrected.then(recount(again, law, ClockCause.CORRECTION))
    return counted.then(go_on(counted.case, law, at))


def undo_extension(case: Case, law: Law, event: Published, entry: int, at: datetime) -> Change:
    """The appointment back where it was; another apology is possible, if there is still time for it."""
    after(case.state, Action.UNDO_EXTENSION)
    undo = Entry(kind=EntryKind.CORRECTED, at=at, recorded_at=at, undoes=entry, reason="Huỷ việc hẹn lại")
    back = case.next(entries=(*case.entries, undo), apology=None)
    corrected = Change(case=back, facts=(_corrected(case, event, "extension-undone", at),))
    return corrected.then(recount(back, law, ClockCause.CORRECTION))


def last_stop(case: Case) -> int:
    """Index of the ledger entry that stopped the case."""
    return max(index for index, entry in enumerate(case.entries) if entry.kind is EntryKind.STOPPED)


def _revived(case: Case, law: Law) -> list[Task]:
    """The tasks that the stop cancelled, open again: those whose turn it is."""
    latest = {task.place: task for task in case.tasks}
    turns = [latest[place] for place in law.version.flow.due(case.past) if place in latest]
    return [replace(t, state=TaskState.ASSIGNED if t.officer else TaskState.UNASSIGNED) for t in turns]


def _waiting(case: Case) -> CaseState:
    """Where a case that is taken up again is: what the applicant was asked for still comes first."""
    if case.open_supplement is not None:
        return after(CaseState.RUNNING, Action.REQUEST_SUPPLEMENT)
    return after(CaseState.RUNNING, Action.REQUEST_PAYMENT) if case.open_duty is not None else CaseState.RUNNING


def _corrected(case: Case, event: Published, cause: str, at: datetime) -> Corrected:
    return Corrected(
        dossier=case.dossier,
        corrected_event_id=event.id,
        corrected_type=event.type,
        cause=cause,
        corrected_at=at,
    )


def stopped_in_error(case: Case, request_id: str, supplemented_at: datetime) -> bool:
    """Whether the case was stopped for want of papers that were there in time."""
    if case.state is not CaseState.STOPPED or case.stop_cause is not StopCause.APPLICANT_DEADLINE_PASSED:
        return False
    asked = next((asked for asked in case.supplements if asked.request_id == request_id), None)
    deadline_at = asked.applicant_deadline_at if asked and asked.lapsed else None
    return deadline_at is not None and supplemented_at <= deadline_at
