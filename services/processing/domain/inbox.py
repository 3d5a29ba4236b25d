"""An inbox: what is whose to do, in which of four groups, and how much working time is left for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.worktime import EntryKind, Limit, Unit, WorkCalendar, add, working_seconds
from processing.domain import rights
from processing.domain.case import Case, Task
from processing.domain.facts import DossierRef
from processing.domain.vocabulary import CaseState, Role, TaskState

WAITING = frozenset({CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT})
"""The applicant's turn."""


class Group(StrEnum):
    """Why a step is in somebody's inbox. An open step is in at most one group of a person."""

    HELD = "held"  # đang xử lý
    TO_ASSIGN = "to_assign"  # chờ phân công
    TO_DECIDE = "to_decide"  # chờ quyết định
    WAITING = "waiting"  # chờ người nộp


class Urgency(StrEnum):
    """How much working time is left; PAUSED: the dossier's clock stands, so nothing is used up."""

    LATE = "late"
    ONE_DAY = "one_day"
    THREE_DAYS = "three_days"
    LATER = "later"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose inbox. assigns: roles of the department's steps that this person assigns or takes."""

    officer: str
    agency: str
    department: str
    decides_as: frozenset[Role]
    assigns: frozenset[Role]
    takes_for_others: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Where urgency changes: due instants up to ``one_day_at`` have at most one working day left."""

    now: datetime
    one_day_at: datetime
    three_days_at: datetime

    @classmethod
    def at(cls, calendar: WorkCalendar, now: datetime) -> Bounds:
        """Raises CalendarUnknown for a year without a decision."""
        one, three = (add(calendar, now, Limit.of(days, Unit.WORKING_DAY)).astimezone(UTC) for days in (1, 3))
        return cls(now=now, one_day_at=one, three_days_at=three)

    def urgency(self, due_at: datetime, *, is_paused: bool) -> Urgency:
        """Of a step that is due at an instant."""
        if is_paused:
            return Urgency.PAUSED
        if due_at < self.now:
            return Urgency.LATE
        if due_at <= self.one_day_at:
            return Urgency.ONE_DAY
        return Urgency.THREE_DAYS if due_at <= self.three_days_at else Urgency.LATER


def owner_of(actor: Actor) -> Owner:
    """Whose inbox the actor's own is; raises Problem ``role-not-allowed`` for who handles no cases."""
    rights.scope(actor)
    held = frozenset(role for role in Role if actor.has(role))
    assigns = held - {Role.SPECIALIST}
    if Role.DEPARTMENT_HEAD in held:
        assigns |= {Role.SPECIALIST}
    return Owner(
        officer=actor.subject,
        agency=actor.agency,
        department=actor.department,
        decides_as=held,
        assigns=assigns,
        takes_for_others=Role.SPECIALIST in held,
    )


def group_of(owner: Owner, task: Task, dossier: DossierRef, state: CaseState) -> Group | None:
    """In which group of somebody's inbox an open step is; None if it is not theirs to do."""
    if not task.is_open:
        return None
    is_here = (dossier.agency, task.department) == (owner.agency, owner.department)
    if task.decides:
        mine = task.officer == owner.officer or (not task.officer and is_here and task.role in owner.decides_as)
        return Group.TO_DECIDE if mine else None
    if task.officer == owner.officer:
        return Group.WAITING if state in WAITING else Group.HELD
    takes = task.role is Role.SPECIALIST and owner.takes_for_others and dossier.department != task.department
    if task.state is TaskState.UNASSIGNED and is_here and (task.role in owner.assigns or takes):
        return Group.TO_ASSIGN
    return None


def seconds_left(calendar: WorkCalendar, task: Task, now: datetime, paused_at: datetime | None) -> int | None:
    """Nominal working seconds (28,800 a day) until the step is due, negative when it is late, what was left when the
    clock was stopped while it stands; None for a step that is not open any more."""
    return working_seconds(calendar, paused_at or now, task.due_at) if task.is_open else None


def paused_at(case: Case) -> datetime | None:
    """Since when the case's clock stands; None while it runs and after it has ended."""
    return max(_pauses(case), default=None) if case.due_at is None else None


def _pauses(case: Case) -> Iterator[datetime]:
    return (entry.at for entry in case.entries if entry.kind is EntryKind.PAUSED)
