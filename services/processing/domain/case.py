"""The case: one dossier in the hands of the departments. Immutable; a transition makes the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Entry, Limit
from processing.domain.facts import DossierRef, Fact
from processing.domain.vocabulary import (
    CaseState,
    ClockEffect,
    Outcome,
    PayableKind,
    Role,
    StopCause,
    TaskState,
    Timeliness,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """From when an officer had a step, until the next one had it. named_by: account, empty if unknown."""

    officer: str
    since: datetime
    named_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One step with its one accountable officer.

    place: index of the step in the procedure version. officer: account id, empty while unassigned.
    opened_at: when it became this department's turn. due_at: by its own budget, or with the dossier if it has none.
    completed_at: when it left the officer's hands, also by a return or because a decision was undone.
    working_seconds: what it took, 0 until done. held: everybody who has had it, in order; of steps that were taken
    before this was kept, nobody.
    """

    id: str
    place: int
    step_key: str
    step_name: str
    step_name_en: str
    department: str
    role: Role
    decides: bool
    budget: Limit | None
    state: TaskState
    officer: str
    opened_at: datetime
    started_at: datetime | None
    due_at: datetime
    completed_at: datetime | None
    working_seconds: int
    held: tuple[Holding, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in (TaskState.UNASSIGNED, TaskState.ASSIGNED)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Who has had it, in order; as far as it is known."""
        if self.held or self.started_at is None or not self.officer:
            return self.held
        return (Holding(officer=self.officer, since=self.started_at),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement:
    """One request for papers after acceptance (form 02). documents and reason are for the applicant; never in an event.

    answered_at: None while open. lapsed: the applicant's deadline passed without an answer.
    """

    request_id: str
    requested_at: datetime
    requested_by: str
    documents: tuple[str, ...]
    reason: str
    clock_effect: ClockEffect
    applicant_deadline_at: datetime | None
    answered_at: datetime | None = None
    lapsed: bool = False

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and not self.lapsed


@dataclass(frozen=True, slots=True, kw_only=True)
class FinancialDuty:
    """One amount that the department found to be due in the middle (nghĩa vụ tài chính). Whole đồng.

    reason is for the applicant; never in an event. pay_by_at: a wish, nothing follows from it. settled_at: None while
    it is neither paid nor exempted.
    """

    duty_id: str
    requested_at: datetime
    requested_by: str
    kind: PayableKind
    amount_vnd: int
    reason: str
    clock_effect: ClockEffect
    pay_by_at: datetime | None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the competent person decided. reason: for the file, needed for a refusal."""

    outcome: Outcome
    officer: str
    decided_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """The one apology with a new date (form 04). promised_at: the appointment that is not kept. reason: for the
    applicant; never in an event."""

    officer: str
    apologised_at: datetime
    promised_at: datetime
    new_due_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything processing knows of one dossier.

    entries: the clock's ledger. due_at, original_due_at: exactly what replaying it gives; None while the clock stands.
    announced_due_at: the last due instant that was told to the applicant. version: counts changes, from 1.
    apology: the one that holds; None for none, or for one made before its words were kept.
    """

    dossier: DossierRef
    state: CaseState
    received_at: datetime
    accepted_at: datetime
    clock_started_at: datetime
    law_revision: str
    limit: Limit
    entries: tuple[Entry, ...]
    due_at: datetime | None
    original_due_at: datetime | None
    announced_due_at: datetime
    due_is_provisional: bool
    tasks: tuple[Task, ...]
    supplements: tuple[Supplement, ...] = ()
    decision: Decision | None = None
    issued_at: datetime | None = None
    timeliness: Timeliness | None = None
    working_seconds: int = 0
    stopped_at: datetime | None = None
    stop_cause: StopCause | None = None
    version: int = 1
    duties: tuple[FinancialDuty, ...] = ()
    apology: Apology | None = None

    @property
    def id(self) -> str:
        """The dossier's id, which is the case's."""
        return self.dossier.dossier_id

    @property
    def current(self) -> Task | None:
        """The one open step, None when the case has ended."""
        return next((task for task in reversed(self.tasks) if task.is_open), None)

    @property
    def open_supplement(self) -> Supplement | None:
        """The request that waits for the applicant; at most one."""
        return next((request for request in self.supplements if request.is_open), None)

    @property
    def open_duty(self) -> FinancialDuty | None:
        """The financial duty that waits for the applicant; at most one."""
        return next((duty for duty in self.duties if duty.settled_at is None), None)

    def task(self, task_id: str) -> Task:
        """The task with that id; raises Problem ``task-unknown``."""
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise task_unknown(task_id)

    def next(self, **changes: Any) -> Self:
        """The case with these changes, not yet a new version: the store counts versions, one a transaction."""
        return replace(self, **changes)

    def with_task(self, changed: Task) -> Self:
        """The case with one of its tasks replaced."""
        return replace(self, tasks=tuple(changed if task.id == changed.id else task for task in self.tasks))


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a transition gives: the case afterwards and the facts, in order."""

    case: Case
    facts: tuple[Fact, ...] = ()

    def then(self, following: Change) -> Change:
        """This change and one made after it."""
        return Change(case=following.case, facts=(*self.facts, *following.facts))


def case_unknown(dossier_id: str) -> Problem:
    """Also the answer to whoever may not see the case: existence is not told."""
    return Problem(
        "case-unknown",
        Kind.NOT_FOUND,
        f"No case {dossier_id[:64]} that you may see. It opens a moment after the dossier is accepted: check the id.",
    )


def task_unknown(task_id: str) -> Problem:
    """Also the answer to whoever may not see the task."""
    return Problem(
        "task-unknown",
        Kind.NOT_FOUND,
        f"No task {task_id[:64]} that you may see. Look your tasks up with GET /v1/tasks.",
    )
