"""What happens to a case by itself, and when. Timers follow from the case: a due instant that moves moves them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.timers import Timer
from chassis.kernel.worktime import ClockState, Limit, Unit, back
from processing.domain.case import Case, Change
from processing.domain.clock import count
from processing.domain.facts import DueSoon, Overdue
from processing.domain.law import Law
from processing.domain.supplements import lapse
from processing.domain.vocabulary import CaseState


class TimerKind(StrEnum):
    """What a timer is for."""

    DUE_SOON_3_DAYS = "due-soon-t3"
    DUE_SOON_1_DAY = "due-soon-t1"
    DUE_SOON_2_HOURS = "due-soon-t2h"
    OVERDUE = "overdue"
    APPLICANT_DEADLINE = "applicant-deadline"


RUNGS = {
    TimerKind.DUE_SOON_3_DAYS: "T-3",
    TimerKind.DUE_SOON_1_DAY: "T-1",
    TimerKind.DUE_SOON_2_HOURS: "T-2h",
}
_BEFORE = {
    TimerKind.DUE_SOON_3_DAYS: Limit.of(3, Unit.WORKING_DAY),
    TimerKind.DUE_SOON_1_DAY: Limit.of(1, Unit.WORKING_DAY),
    TimerKind.DUE_SOON_2_HOURS: Limit.of(2, Unit.WORKING_HOUR),
}


def timers_of(case: Case, law: Law) -> tuple[Timer, ...]:
    """Every timer the case should have now, fired or not, in the order of their instants.

    about_at: the due instant or the applicant's deadline.
    """
    return tuple(sorted(_timers(case, law), key=lambda timer: (timer.fire_at, timer.kind)))


def fire(case: Case, law: Law, timer: Timer, now: datetime) -> Change:
    """What the timer brings about. Facts carry the lawful instant, not the one at which it was noticed."""
    task = case.most_pressing
    officer, department = (task.officer, task.department) if task else ("", case.dossier.department)
    match TimerKind(timer.kind):
        case TimerKind.OVERDUE:
            overdue = Overdue(
                dossier=case.dossier,
                due_at=timer.about_at,
                overdue_since=timer.about_at,
                officer=officer,
                department=department,
            )
            return Change(case=case, facts=(overdue,))
        case TimerKind.APPLICANT_DEADLINE:
            return lapse(case, law, timer.about_at, now)
        case kind:
            soon = DueSoon(
                dossier=case.dossier,
                due_at=timer.about_at,
                rung=RUNGS[kind],
                officer=officer,
                department=department,
            )
            return Change(case=case, facts=(soon,))


def _timers(case: Case, law: Law) -> Iterator[Timer]:
    if case.state in (CaseState.RESULT_ISSUED, CaseState.STOPPED):
        return
    asked = case.open_supplement
    if asked is not None and asked.applicant_deadline_at is not None:
        deadline_at = asked.applicant_deadline_at
        yield Timer(subject=case.id, kind=TimerKind.APPLICANT_DEADLINE, about_at=deadline_at, fire_at=deadline_at)
    # An extension does not wash out lateness: the original instant has its own alarm, and so has the new appointment.
    for due_at in {at for at in (case.due_at, case.original_due_at) if at is not None}:
        yield Timer(subject=case.id, kind=TimerKind.OVERDUE, about_at=due_at, fire_at=due_at)
    yield from _warnings(case, law)


def _warnings(case: Case, law: Law) -> Iterator[Timer]:
    """Warnings before the due instant, none at or before the clock's start: short limits would only make noise."""
    clock = count(case, law)
    if clock.state is not ClockState.RUNNING or case.due_at is None or clock.started_at is None:
        return
    for kind in _kinds(case.limit):
        fire_at = back(law.calendar, case.due_at, _BEFORE[kind])
        if fire_at > clock.started_at:
            yield Timer(subject=case.id, kind=kind, about_at=case.due_at, fire_at=fire_at.astimezone(UTC))


def _kinds(limit: Limit) -> tuple[TimerKind, ...]:
    """T-3 for limits of five working days (a calendar week) or more; in office hours for what is counted in hours."""
    if limit.unit is Unit.WORKING_HOUR or (limit.unit is Unit.WORKING_DAY and limit.amount < 1):
        return (TimerKind.DUE_SOON_2_HOURS,)
    week = 7 if limit.unit is Unit.CALENDAR_DAY else 5
    return (TimerKind.DUE_SOON_1_DAY, *((TimerKind.DUE_SOON_3_DAYS,) if limit.amount >= week else ()))
