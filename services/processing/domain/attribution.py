"""Whose time it was: the elapsed working time of a case, cut into slices that have exactly one owner each.

Elapsed is the working time from reception (or from an earlier start of the clock) to the result, the stop or ``until``.
Slices follow one another without a gap, and their seconds add up to it exactly: every edge is rounded down once, and
neighbours share their edge. At any instant the owner is the first of these that applies (docs/adr/0022):

    before the acceptance                    the counter
    the clock stands                         the applicant, unless it stands for a consulted unit alone
    a step is open that nothing holds up     its officer; its department while nobody is named. Of several: the one that
                                             was opened first, then the one that comes first in the procedure
    every open step waits for an answer      the unit that has to answer; of several the one whose deadline comes first
    no step is open                          the department that answers for the dossier

An answer holds a step up while it is late, and before that if the step has nothing to do without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise

from chassis.kernel.worktime import Clock, EntryKind, Run, working_seconds
from processing.domain.case import Case, Task
from processing.domain.clock import count
from processing.domain.consultation import Consultee
from processing.domain.law import Law
from processing.domain.owners import Owner, OwnerKind
from processing.domain.vocabulary import ClockEffect, Role

_FRESH = (EntryKind.STARTED, EntryKind.RESTARTED)


APPLICANT = Owner(kind=OwnerKind.APPLICANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """An answer that one step waits for. answered_at: None while open; also when it was given up.

    holds_step: the step has nothing to do without it. pauses: the clock stands for it.
    """

    owner: Owner
    task_id: str
    asked_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    holds_step: bool
    pauses: bool

    def is_open(self, at: datetime) -> bool:
        return self.asked_at <= at and (self.answered_at is None or at < self.answered_at)

    def holds_up(self, at: datetime) -> bool:
        """Whether the step can blame it for this instant."""
        is_late = self.due_at is not None and at >= self.due_at
        return self.is_open(at) and (self.holds_step or is_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """Nominal working seconds (28,800 a day) between two instants (UTC), and who had the dossier.

    counts: the clock ran, and no restart has wiped it out: these add up to the clock's elapsed working seconds.
    task_id, step_key: empty where no step was the reason.
    """

    owner: Owner
    started_at: datetime
    ended_at: datetime
    working_seconds: int
    counts: bool
    task_id: str = ""
    step_key: str = ""


def slices(case: Case, law: Law, until: datetime) -> tuple[Slice, ...]:
    """The slices of a case in order of time. until: for a case that has not ended; UTC."""
    return cut(case, law, until, awaited_by(case))


def awaited_by(case: Case) -> tuple[Awaited, ...]:
    """The answers that steps of the case have waited for: the opinions asked for from them."""
    return tuple(
        Awaited(
            owner=consulted(asked.consultee),
            task_id=asked.task_id,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
            answered_at=asked.closed_at,
            holds_step=False,  # the step goes on beside it; what is late holds it up
            pauses=asked.clock_effect is not ClockEffect.NONE,
        )
        for asked in case.consultations
    )


def consulted(consultee: Consultee) -> Owner:
    """A body that was asked, as the owner of time and of a dossier."""
    kind = OwnerKind.CONSULTED_UNIT if consultee.department else OwnerKind.OTHER_AGENCY
    return Owner(kind=kind, department=consultee.department, unit=consultee.key)


def cut(case: Case, law: Law, until: datetime, awaited: Sequence[Awaited]) -> tuple[Slice, ...]:
    """The same, with the answers that were waited for."""
    clock = count(case, law)
    begins, ends = _bounds(case, until)
    edges = sorted({begins, ends, *(at for at in _edges(case, clock, awaited) if begins < at < ends)})
    seconds = [working_seconds(law.calendar, begins, at) for at in edges]
    running = _Running(clock)
    found = (
        replace(
            _owned(case, law, running, awaited, at),
            started_at=at,
            ended_at=end,
            working_seconds=after - before,
            counts=running.counts(at),
        )
        for (at, end), (before, after) in zip(pairwise(edges), pairwise(seconds), strict=True)
    )
    return tuple(_joined(found))


def elapsed_seconds(case: Case, law: Law, until: datetime) -> int:
    """What the slices add up to."""
    return working_seconds(law.calendar, *_bounds(case, until))


def holder(task: Task, at: datetime) -> str:
    """The account of who had the step at an instant, empty for nobody."""
    named = [holding.officer for holding in task.holdings if holding.since <= at]
    return named[-1] if named else ""


def _bounds(case: Case, until: datetime) -> tuple[datetime, datetime]:
    begins = min(case.received_at, case.accepted_at, case.entries[0].at)
    return begins, max(begins, case.issued_at or case.stopped_at or until)


class _Running:
    """When the clock ran, and since when that counts."""

    def __init__(self, clock: Clock) -> None:
        self._runs = clock.runs
        self._from = max((i for i, run in enumerate(self._runs) if run.opened_by in _FRESH), default=0)

    def counts(self, at: datetime) -> bool:
        return any(_covers(run, at) for run in self._runs[self._from :])

    def stands(self, at: datetime) -> bool:
        """Started, and neither running nor ended."""
        return bool(self._runs) and self._runs[0].opened_at <= at and not any(_covers(run, at) for run in self._runs)


def _covers(run: Run, at: datetime) -> bool:
    return run.opened_at <= at and (run.until_at is None or at < run.until_at)


def _edges(case: Case, clock: Clock, awaited: Iterable[Awaited]) -> Iterator[datetime]:
    """Every instant at which the owner may change."""
    yield case.accepted_at
    for run in clock.runs:
        yield from (run.opened_at.astimezone(UTC), *((run.until_at.astimezone(UTC),) if run.until_at else ()))
    for task in case.tasks:
        yield from (task.opened_at, *(holding.since for holding in task.holdings))
        yield from filter(None, (task.completed_at,))
    for answer in awaited:
        yield from filter(None, (answer.asked_at, answer.due_at, answer.answered_at))
    for begins, ends in _waits(case):
        yield from filter(None, (begins, ends))


def _owned(case: Case, law: Law, running: _Running, awaited: Sequence[Awaited], at: datetime) -> Slice:
    """A slice without extent that says whose time begins at an instant."""
    if at < case.accepted_at:
        return _reception(case, law)
    if running.stands(at):
        asked = next((answer for answer in awaited if answer.pauses and answer.is_open(at)), None)
        return _bare(APPLICANT if asked is None or _applicant_is_asked(case, at) else asked.owner)
    open_tasks = sorted(_open(case, at), key=lambda task: (task.opened_at, task.place))
    held_up: list[Awaited] = []
    for task in open_tasks:
        holding = [answer for answer in awaited if answer.task_id == task.id and answer.holds_up(at)]
        if not holding:
            return _bare(_working(task, at), task)
        held_up += holding
    if held_up:
        first = min(held_up, key=lambda answer: (answer.due_at is None, answer.due_at or answer.asked_at))
        return _bare(first.owner, case.task(first.task_id))
    return _bare(Owner(kind=OwnerKind.DEPARTMENT, department=case.dossier.department))


def _waits(case: Case) -> Iterator[tuple[datetime, datetime | None]]:
    """When the clock had a reason to stand for the applicant."""
    for asked in case.supplements:
        if asked.clock_effect is not ClockEffect.NONE:
            yield asked.requested_at, asked.answered_at or (asked.applicant_deadline_at if asked.lapsed else None)
    for duty in case.duties:
        if duty.clock_effect is not ClockEffect.NONE:
            yield duty.requested_at, duty.settled_at


def _applicant_is_asked(case: Case, at: datetime) -> bool:
    return any(begins <= at and (ends is None or at < ends) for begins, ends in _waits(case))


def _reception(case: Case, law: Law) -> Slice:
    step = law.version.received
    task = next((task for task in case.tasks if step is not None and task.step_key == step.key), None)
    department, officer = (task.department, task.officer) if task else (step.department if step else "", "")
    return _bare(Owner(kind=OwnerKind.RECEPTION, department=department, officer=officer), task)


def _working(task: Task, at: datetime) -> Owner:
    kind = OwnerKind.RECEPTION if task.role is Role.RECEPTIONIST else OwnerKind.DEPARTMENT
    return Owner(kind=kind, department=task.department, officer=holder(task, at))


def _open(case: Case, at: datetime) -> Iterator[Task]:
    return (t for t in case.tasks if t.opened_at <= at and (t.completed_at is None or at < t.completed_at))


def _bare(owner: Owner, task: Task | None = None) -> Slice:
    never = datetime.min.replace(tzinfo=UTC)
    return Slice(
        owner=owner,
        started_at=never,
        ended_at=never,
        working_seconds=0,
        counts=False,
        task_id=task.id if task else "",
        step_key=task.step_key if task else "",
    )


def _joined(found: Iterable[Slice]) -> Iterator[Slice]:
    """Neighbours that differ in nothing but their time are one."""
    last: Slice | None = None
    for each in found:
        if last is None:
            last = each
        elif _alike(last, each):
            last = replace(last, ended_at=each.ended_at, working_seconds=last.working_seconds + each.working_seconds)
        else:
            yield last
            last = each
    if last is not None:
        yield last


def _alike(one: Slice, other: Slice) -> bool:
    return (one.owner, one.counts, one.task_id) == (other.owner, other.counts, other.task_id)
