"""The case: one dossier in the hands of the departments. Immutable; a transition makes the next one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Entry, Limit
from processing.domain.consultation import Consultation, consultation_unknown
from processing.domain.facts import DossierRef, Fact
from processing.domain.flow import Turn
from processing.domain.guards import Circumstances, Guard
from processing.domain.vocabulary import (
    CaseState,
    ClockEffect,
    ConsultationState,
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
    before this was kept, nobody. apart_from, forms: as the step has them. unmet: of a skipped step, the guard that did
    not hold; its officer is the one whose work brought it its turn.
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
    apart_from: tuple[str, ...] | None = None
    forms: tuple[str, ...] = ()
    unmet: Guard | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (TaskState.UNASSIGNED, TaskState.ASSIGNED)

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Who has had it, in order; as far as it is known."""
        if self.held or self.started_at is None or not self.officer:
            return self.held
        return (Holding(officer=self.officer, since=self.started_at),)

    @property
    def turn(self) -> Turn:
        """What the task is on the procedure's graph."""
        if self.is_open:
            return Turn.OPEN
        return Turn.DONE if self.state in (TaskState.COMPLETED, TaskState.SKIPPED) else Turn.VOID


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
    transfer_due_at: until when a department was to have it, as intake counted; None where nothing is transferred.
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
    transfer_due_at: datetime | None = None
    consultations: tuple[Consultation, ...] = ()

    @property
    def id(self) -> str:
        """The dossier's id, which is the case's."""
        return self.dossier.dossier_id

    @property
    def open_tasks(self) -> tuple[Task, ...]:
        """The steps that are somebody's turn, in the order of the procedure; none when the case has ended."""
        return tuple(sorted((task for task in self.tasks if task.is_open), key=lambda task: task.place))

    @property
    def current(self) -> Task | None:
        """The open step that comes first in the procedure, None when the case has ended."""
        return next(iter(self.open_tasks), None)

    @property
    def deciding(self) -> Task | None:
        """The open step that decides; nothing else is open while it is."""
        return next((task for task in self.open_tasks if task.decides), None)

    @property
    def most_pressing(self) -> Task | None:
        """The open step whose own time runs out first: who holds the case up, if anybody does."""
        return min(self.open_tasks, key=lambda task: task.due_at, default=None)

    @property
    def past(self) -> tuple[tuple[int, Turn], ...]:
        """The steps so far as turns on the procedure's graph."""
        return tuple((task.place, task.turn) for task in self.tasks)

    @property
    def circumstances(self) -> Circumstances:
        """What a guard may ask about."""
        return Circumstances(
            channel=self.dossier.channel,
            outcome=self.decision.outcome if self.decision else None,
            supplemented=bool(self.supplements),
            consulted=any(asked.state is not ConsultationState.WITHDRAWN for asked in self.consultations),
        )

    @property
    def open_supplement(self) -> Supplement | None:
        """The request that waits for the applicant; at most one."""
        return next((request for request in self.supplements if request.is_open), None)

    @property
    def open_duty(self) -> FinancialDuty | None:
        """The financial duty that waits for the applicant; at most one."""
        return next((duty for duty in self.duties if duty.settled_at is None), None)

    @property
    def open_consultations(self) -> tuple[Consultation, ...]:
        """The opinions that are awaited, in the order of asking."""
        return tuple(asked for asked in self.consultations if asked.is_open)

    def consultation(self, consultation_id: str) -> Consultation:
        """The consultation with that id; raises Problem ``consultation-unknown``."""
        for asked in self.consultations:
            if asked.id == consultation_id:
                return asked
        raise consultation_unknown(consultation_id)

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
        return self.with_tasks([changed])

    def with_tasks(self, changed: Iterable[Task]) -> Self:
        """The case with some of its tasks replaced."""
        new = {task.id: task for task in changed}
        return replace(self, tasks=tuple(new.get(task.id, task) for task in self.tasks))


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
