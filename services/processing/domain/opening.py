"""Opening a case: the dossier was accepted at the counter, its clock runs, the first department has it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from chassis.kernel.errors import invalid
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import Entry, EntryKind, replay
from processing.domain.case import Case, Change, Task
from processing.domain.clock import recount, step_due
from processing.domain.facts import DossierRef
from processing.domain.guards import Guard
from processing.domain.law import Law, Step
from processing.domain.vocabulary import CaseState, ClockCause, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """What intake said when it issued the receipt (form 01). due_at: the appointment. accepted_by: account id.

    counted_from: when another system had received the dossier, earlier than the acceptance; null: counted from that.
    is_immediate: the counter answered and handed over in the same moment. transfer_due_at: until when a department is
    to have it (ND61 art. 18); null: not transferred, or not told.
    """

    dossier: DossierRef
    received_at: datetime
    accepted_at: datetime
    accepted_by: str
    due_at: datetime
    counted_from: datetime | None = None
    is_immediate: bool = False
    transfer_due_at: datetime | None = None


def open_case(acceptance: Acceptance, law: Law, *, now: datetime, ids: Ids) -> Change:
    """The case from the instants of the acceptance itself: late consumption changes nothing.

    Says ``DueDateChanged`` where this calendar counts to another instant than the receipt does. Raises Problem
    ``procedure-without-handling`` for a procedure that has no step between the two counters.
    """
    accepted_at, limit = acceptance.accepted_at, law.version.limit_for(acceptance.dossier.channel)
    started = Entry(
        kind=EntryKind.STARTED,
        at=acceptance.counted_from or accepted_at,
        recorded_at=now,
        reason="Tiếp nhận hồ sơ (mẫu 01)",
    )
    clock = replay((started,), limit, law.calendar)
    if not law.version.handling or clock.started_at is None:
        raise invalid("procedure-without-handling", f"Procedure {law.version.key} has no step for a department.")
    case = Case(
        dossier=acceptance.dossier,
        state=CaseState.RUNNING,
        received_at=acceptance.received_at,
        accepted_at=accepted_at,
        clock_started_at=clock.started_at.astimezone(UTC),
        law_revision=law.revision,
        limit=limit,
        entries=(started,),
        due_at=acceptance.due_at,
        original_due_at=acceptance.due_at,
        announced_due_at=acceptance.due_at,
        due_is_provisional=clock.provisional,
        tasks=(),
        transfer_due_at=acceptance.transfer_due_at,
    )
    change = recount(case, law, ClockCause.CALENDAR)
    received = change.case.next(tasks=_reception(acceptance, law, ids))
    return change.then(Change(case=gone_on(received, law, acceptance.accepted_by, accepted_at, ids)))


def gone_on(case: Case, law: Law, officer: str, at: datetime, ids: Ids) -> Case:
    """The case with every step open whose turn it is by now; one whose guard does not hold is skipped, which may be
    what others waited for. officer: whose work brought them their turn."""
    while due := law.version.flow.due(case.past):
        now = case.circumstances
        turns = [opened(case, law, law.version.steps[place], at, ids) for place in due]
        guards = [law.version.steps[place].guard for place in due]
        tasks = [
            turn if guard is None or guard.holds(now) else _skipped(turn, guard, officer)
            for turn, guard in zip(turns, guards, strict=True)
        ]
        case = case.next(tasks=(*case.tasks, *tasks))
    return case


def _skipped(turn: Task, unmet: Guard, officer: str) -> Task:
    """A step that this case does not need: who brought it its turn, when, and which guard did not hold."""
    return replace(
        turn,
        state=TaskState.SKIPPED,
        officer=officer,
        started_at=turn.opened_at,
        completed_at=turn.opened_at,
        unmet=unmet,
    )


def opened(case: Case, law: Law, step: Step, at: datetime, ids: Ids) -> Task:
    """The task of a step that has just become a department's turn; nobody has it yet."""
    return Task(
        id=ids.new(),
        place=law.version.steps.index(step),
        step_key=step.key,
        step_name=step.name,
        step_name_en=step.name_en,
        department=step.department,
        role=step.role,
        decides=step.decides,
        budget=step.budget,
        state=TaskState.UNASSIGNED,
        officer="",
        opened_at=at,
        started_at=None,
        due_at=step_due(law, step.budget, at, case.announced_due_at),
        completed_at=None,
        working_seconds=0,
        apart_from=step.apart_from,
        forms=step.forms,
    )


def _reception(acceptance: Acceptance, law: Law, ids: Ids) -> tuple[Task, ...]:
    """The counter's step, which the acceptance itself completed."""
    step, at = law.version.received, acceptance.accepted_at
    if step is None:
        return ()
    done = Task(
        id=ids.new(),
        place=0,
        step_key=step.key,
        step_name=step.name,
        step_name_en=step.name_en,
        department=step.department,
        role=step.role,
        decides=False,
        budget=step.budget,
        state=TaskState.COMPLETED,
        officer=acceptance.accepted_by,
        opened_at=acceptance.received_at,
        started_at=at,
        due_at=step_due(law, step.budget, acceptance.received_at, acceptance.due_at),
        completed_at=at,
        working_seconds=0,
    )
    return (done,)
