"""Every clock of a case in one shape: dossier, transfer, steps, the applicant, consultations, departments.

Each is a stretch of working time with an end, counted by ``chassis.kernel.worktime`` on the case's own calendar. While
the case's clock stands, so do those of its steps and departments: ``due_at`` is unknown then, what is left is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from chassis.kernel.worktime import NOMINAL_DAY_SECONDS, Clock, ClockState, Limit, Unit, add, working_seconds
from processing.domain.case import Case, Task
from processing.domain.clock import count, judged, projected, run_seconds, standing, utc
from processing.domain.law import Law
from processing.domain.owners import DepartmentShare, OwnVerdict
from processing.domain.shares import attribution
from processing.domain.vocabulary import TaskState, Timeliness


class ClockKind(StrEnum):
    """What is timed."""

    DOSSIER = "dossier"  # the limit fixed in law
    TRANSFER = "transfer"  # until a department has it (ND61 art. 18)
    STEP = "step"
    APPLICANT = "applicant"  # papers or a payment
    CONSULTATION = "consultation"
    DEPARTMENT = "department"  # its own time against the budgets of its steps


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """One clock at an instant. Instants UTC, None: not yet, or unknown.

    key: of the step, request, duty, consulted unit or department; the dossier's id. department, officer: who answers
    for it, empty for nobody. used_seconds, left_seconds: nominal working seconds; left is negative when late, None
    without an end.
    """

    kind: ClockKind
    key: str
    department: str
    officer: str
    started_at: datetime | None
    due_at: datetime | None
    stopped_at: datetime | None
    used_seconds: int
    left_seconds: int | None
    state: ClockState
    standing: Timeliness


def clocks(case: Case, law: Law, now: datetime) -> tuple[CaseClock, ...]:
    """All clocks that have been started, in the order of the class ``ClockKind`` and of their start."""
    at = case.issued_at or case.stopped_at or now
    clock = count(case, law)
    return (
        _dossier(case, law, clock, now),
        *_transfer(case, law, at),
        *(_step(case, law, clock, task, at) for task in case.tasks if task.state is not TaskState.SKIPPED),
        *_applicant(case, law, at),
        *_consultations(case, law, at),
        *_departments(case, law, clock, now),
    )


def _dossier(case: Case, law: Law, clock: Clock, now: datetime) -> CaseClock:
    at = case.issued_at or case.stopped_at or now
    due_at = projected(case, law, now).due_at
    return CaseClock(
        kind=ClockKind.DOSSIER,
        key=case.id,
        department=case.dossier.department,
        officer=case.current.officer if case.current else "",
        started_at=utc(clock.started_at),
        due_at=case.due_at,
        stopped_at=case.issued_at or case.stopped_at,
        used_seconds=clock.elapsed_working_seconds(at),
        left_seconds=None if due_at is None else _left(law, at, due_at),
        state=clock.state,
        standing=standing(case, now),
    )


def _transfer(case: Case, law: Law, at: datetime) -> Iterator[CaseClock]:
    """Intake counted its end, by its own cut-off; it stops when the first officer of a department is named."""
    due_at = case.transfer_due_at
    if due_at is None:
        return
    taken = min((task.started_at for task in _handled(case, law) if task.started_at), default=None)
    yield _plain(
        law,
        kind=ClockKind.TRANSFER,
        key="transfer",
        department=case.dossier.department,
        span=(case.accepted_at, due_at, taken or case.stopped_at),
        at=at,
    )


def _step(case: Case, law: Law, clock: Clock, task: Task, at: datetime) -> CaseClock:
    ended_at = task.completed_at or (at if not task.is_open else None)
    stands = ended_at is None and clock.state is ClockState.PAUSED
    last = ended_at or ((clock.last_at or at) if stands else at)
    return CaseClock(
        kind=ClockKind.STEP,
        key=task.step_key,
        department=task.department,
        officer=task.officer,
        started_at=task.opened_at,
        due_at=None if stands else task.due_at,
        stopped_at=ended_at,
        used_seconds=run_seconds(clock, law, task.opened_at, ended_at or at),
        left_seconds=_left(law, last, task.due_at),
        state=_state(ended_at, stands=stands),
        standing=_standing(law, task.due_at, last, _verdict_at(task)),
    )


def _applicant(case: Case, law: Law, at: datetime) -> Iterator[CaseClock]:
    """The applicant's own deadlines; a payment's is a wish, from which nothing follows."""
    for asked in case.supplements:
        ended_at = asked.answered_at or (asked.applicant_deadline_at if asked.lapsed else None)
        span = (asked.requested_at, asked.applicant_deadline_at, ended_at or case.stopped_at)
        yield _plain(law, kind=ClockKind.APPLICANT, key=asked.request_id, span=span, at=at)
    for duty in case.duties:
        span = (duty.requested_at, duty.pay_by_at, duty.settled_at or case.stopped_at)
        yield _plain(law, kind=ClockKind.APPLICANT, key=duty.duty_id, span=span, at=at)


def _consultations(case: Case, law: Law, at: datetime) -> Iterator[CaseClock]:
    """Each body's own time to answer."""
    for asked in case.consultations:
        yield _plain(
            law,
            kind=ClockKind.CONSULTATION,
            key=asked.consultee.key,
            department=asked.consultee.department,
            span=(asked.asked_at, asked.due_at, asked.closed_at or case.stopped_at),
            at=at,
        )


def _departments(case: Case, law: Law, clock: Clock, now: datetime) -> Iterator[CaseClock]:
    at = case.issued_at or case.stopped_at or now
    for share in attribution(case, law, now).departments:
        if mine := [task for task in _handled(case, law) if task.department == share.department]:
            yield _department(law, clock, share, mine, at)


def _department(law: Law, clock: Clock, share: DepartmentShare, mine: list[Task], at: datetime) -> CaseClock:
    is_open = any(task.is_open for task in mine)
    left = None if share.budget_seconds is None else share.budget_seconds - share.own_seconds
    runs = is_open and clock.state is ClockState.RUNNING
    ended_at = None if is_open else max((task.completed_at or at for task in mine), default=at)
    return CaseClock(
        kind=ClockKind.DEPARTMENT,
        key=share.department,
        department=share.department,
        officer=next((task.officer for task in mine if task.is_open), ""),
        started_at=min(task.opened_at for task in mine),
        due_at=_laid_out(law, at, left) if runs and left is not None and left > 0 else None,
        stopped_at=ended_at,
        used_seconds=share.own_seconds,
        left_seconds=left,
        state=_state(ended_at, stands=not runs),
        standing=_own_standing(share),
    )


def _handled(case: Case, law: Law) -> Iterator[Task]:
    """The steps that are a department's, those left out that the case did not need."""
    handling = law.version.handling
    return (t for t in case.tasks if t.state is not TaskState.SKIPPED and law.version.steps[t.place] in handling)


def _own_standing(share: DepartmentShare) -> Timeliness:
    """Shorter than its budgets, equal, longer (ND61 art. 32, TT01/18 art. 15); before the answer in time or not."""
    match share.verdict:
        case OwnVerdict.MISSED:
            return Timeliness.LATE
        case OwnVerdict.MET:
            return Timeliness.ON_TIME if share.own_seconds == share.budget_seconds else Timeliness.EARLY
        case None:
            return Timeliness.IN_TIME


_Span = tuple[datetime, datetime | None, datetime | None]
"""Started, due, stopped."""


def _plain(
    law: Law, *, kind: ClockKind, key: str, span: _Span, at: datetime, department: str = "", officer: str = ""
) -> CaseClock:
    """A clock that nothing pauses."""
    started_at, due_at, stopped_at = span
    last = stopped_at or at
    return CaseClock(
        kind=kind,
        key=key,
        department=department,
        officer=officer,
        started_at=started_at,
        due_at=due_at,
        stopped_at=stopped_at,
        used_seconds=max(0, working_seconds(law.calendar, started_at, last)),
        left_seconds=None if due_at is None else _left(law, last, due_at),
        state=_state(stopped_at, stands=False),
        standing=_standing(law, due_at, last, stopped_at),
    )


def _standing(law: Law, due_at: datetime | None, last: datetime, done_at: datetime | None) -> Timeliness:
    if due_at is None:
        return Timeliness.IN_TIME
    if done_at is not None:
        return judged(done_at, due_at, law.calendar.tz)
    return Timeliness.OVERDUE if last > due_at else Timeliness.IN_TIME


def _verdict_at(task: Task) -> datetime | None:
    """Only what was done is early or late; a step sent back or given up was not."""
    return task.completed_at if task.state is TaskState.COMPLETED else None


def _state(ended_at: datetime | None, *, stands: bool) -> ClockState:
    if ended_at is not None:
        return ClockState.STOPPED
    return ClockState.PAUSED if stands else ClockState.RUNNING


def _left(law: Law, at: datetime, due_at: datetime) -> int:
    return working_seconds(law.calendar, at, due_at)


def _laid_out(law: Law, at: datetime, seconds: int) -> datetime | None:
    """When so many working seconds from an instant are used up."""
    rest = Limit(amount=Fraction(seconds, NOMINAL_DAY_SECONDS), unit=Unit.WORKING_DAY)
    return utc(add(law.calendar, at, rest))
