"""What happens to a case by itself, and when. Timers follow from the case: a due instant that moves moves them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from chassis.kernel.timers import Timer
from chassis.kernel.worktime import ClockState, Limit, WorkCalendar, back, first_within, is_within, last_within
from processing.domain.case import Case, Change
from processing.domain.clock import count
from processing.domain.consultation_timers import consultation_timers, fire_consultation
from processing.domain.facts import DueSoon, Overdue, StepDueSoon
from processing.domain.ladder import GUARD, LADDER, MARGIN, STEP_LADDER, Rung, TimerKind
from processing.domain.law import Law
from processing.domain.supplements import lapse
from processing.domain.vocabulary import CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Not now, but at this instant, in UTC."""

    fire_at: datetime


def timers_of(case: Case, law: Law) -> tuple[Timer, ...]:
    """Every timer the case should have now, fired or not, in the order of their instants.

    about_at: the due instant of case or step, or the applicant's deadline. The kind of a step's timer ends in ``/`` and
    the id of the task: two steps may be due at the same instant.
    """
    found = [*_facts_of_the_clock(case), *(timer for _, timer in _warnings(case, law))]
    found += consultation_timers(case, law)
    return tuple(sorted(found, key=lambda timer: (timer.fire_at, timer.kind)))


def kind_of(timer: Timer) -> TimerKind:
    return TimerKind(timer.kind.partition("/")[0])


def fire(case: Case, law: Law, timer: Timer, now: datetime) -> Change | Later | None:
    """What the timer brings about. None: nothing, for what it was to say is not true any more, or is said by one that
    came after it. Facts carry the lawful instant, not the one at which it was noticed."""
    match kind_of(timer):
        case TimerKind.OVERDUE | TimerKind.APPLICANT_DEADLINE as kind:
            is_wanted = any((t.kind, t.about_at) == (timer.kind, timer.about_at) for t in _facts_of_the_clock(case))
            if not is_wanted:
                return None
            return (
                lapse(case, law, timer.about_at, now) if kind is TimerKind.APPLICANT_DEADLINE else _overdue(case, timer)
            )
        case TimerKind.CONSULTATION_DUE_SOON | TimerKind.CONSULTATION_PASSED:
            return _consultation(case, law, timer, now)
        case _:
            return _warn(case, law, timer, now)


def _consultation(case: Case, law: Law, timer: Timer, now: datetime) -> Change | Later | None:
    """A consulted body is reminded in office hours, and not after its deadline."""
    if kind_of(timer) is TimerKind.CONSULTATION_DUE_SOON and not is_within(law.calendar, now, GUARD):
        return Later(fire_at=first_within(law.calendar, now, MARGIN).astimezone(UTC))
    return fire_consultation(case, law, timer, now)


def _facts_of_the_clock(case: Case) -> Iterator[Timer]:
    """Each at its lawful instant, whatever the hour."""
    if case.state in (CaseState.RESULT_ISSUED, CaseState.STOPPED):
        return
    asked = case.open_supplement
    if asked is not None and asked.applicant_deadline_at is not None:
        deadline_at = asked.applicant_deadline_at
        yield Timer(subject=case.id, kind=TimerKind.APPLICANT_DEADLINE, about_at=deadline_at, fire_at=deadline_at)
    # An extension does not wash out lateness: the original instant has its own alarm, and so has the new appointment.
    for due_at in {at for at in (case.due_at, case.original_due_at) if at is not None}:
        yield Timer(subject=case.id, kind=TimerKind.OVERDUE, about_at=due_at, fire_at=due_at)


def _warnings(case: Case, law: Law) -> Iterator[tuple[Rung, Timer]]:
    """None while the clock stands: then nobody can know the due instants."""
    if case.state in (CaseState.RESULT_ISSUED, CaseState.STOPPED):
        return
    clock = count(case, law)
    if clock.state is not ClockState.RUNNING or case.due_at is None or clock.started_at is None:
        return
    yield from _rungs(case, law, LADDER, limit=case.limit, since=clock.started_at, due_at=case.due_at)
    for task in case.open_tasks:
        if task.budget is not None:
            suffix = f"/{task.id}"
            yield from _rungs(
                case, law, STEP_LADDER, limit=task.budget, since=task.opened_at, due_at=task.due_at, suffix=suffix
            )


def _rungs(
    case: Case, law: Law, ladder: Sequence[Rung], *, limit: Limit, since: datetime, due_at: datetime, suffix: str = ""
) -> Iterator[tuple[Rung, Timer]]:
    """Warnings before a due instant, in its order; none at or before the beginning. People are told in office hours,
    well away from both ends of a session, and never later than the rung says."""
    for rung in ladder:
        if rung.fits(limit):
            at = _place(law.calendar, due_at, rung.before, MARGIN if not rung.at_once else None)
            if at > since:
                yield rung, Timer(subject=case.id, kind=rung.kind + suffix, about_at=due_at, fire_at=at)


@lru_cache(maxsize=16_384)
def _place(calendar: WorkCalendar, due_at: datetime, before: Limit, margin: timedelta | None) -> datetime:
    """Remembered: hundreds of cases are due at the close of the same day."""
    at = back(calendar, due_at, before)
    return (at if margin is None else last_within(calendar, at, margin)).astimezone(UTC)


def _warn(case: Case, law: Law, timer: Timer, now: datetime) -> Change | Later | None:
    """A warning whose time passed while nobody looked is given in the next office minute, if it still says something:
    not when the due instant has passed, nor when the time of a nearer rung has come."""
    ladder = [(rung, own) for rung, own in _warnings(case, law) if _target(own) == _target(timer)]
    place = next((place for place, (_, own) in enumerate(ladder) if own.kind == timer.kind), None)
    if place is None or timer.about_at <= now:
        return None
    rung, own = ladder[place]
    if any(nearer.fire_at <= now for _, nearer in ladder[place + 1 :]):
        return None
    if own.fire_at > now:  # the office's hours have changed since the timer was set
        return Later(fire_at=own.fire_at)
    if not rung.at_once and not is_within(law.calendar, now, GUARD):
        return Later(fire_at=first_within(law.calendar, now, MARGIN).astimezone(UTC))
    return _due_soon(case, timer, rung)


def _target(timer: Timer) -> tuple[str, datetime]:
    return timer.kind.partition("/")[2], timer.about_at


def _overdue(case: Case, timer: Timer) -> Change:
    task = case.most_pressing
    officer, department = (task.officer, task.department) if task else ("", case.dossier.department)
    overdue = Overdue(
        dossier=case.dossier,
        due_at=timer.about_at,
        overdue_since=timer.about_at,
        officer=officer,
        department=department,
    )
    return Change(case=case, facts=(overdue,))


def _due_soon(case: Case, timer: Timer, rung: Rung) -> Change:
    task_id, due_at = _target(timer)
    if task_id:
        step = case.task(task_id)
        own = StepDueSoon(
            dossier=case.dossier,
            task_id=task_id,
            step_key=step.step_key,
            due_at=due_at,
            rung=rung.name,
            officer=step.officer,
            department=step.department,
        )
        return Change(case=case, facts=(own,))
    task = case.most_pressing
    officer, department = (task.officer, task.department) if task else ("", case.dossier.department)
    soon = DueSoon(dossier=case.dossier, due_at=due_at, rung=rung.name, officer=officer, department=department)
    return Change(case=case, facts=(soon,))
