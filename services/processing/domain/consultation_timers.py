"""The timers of consultations: a reminder before the deadline, and what follows from its passing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from chassis.kernel.timers import Timer
from chassis.kernel.worktime import Limit, Unit, back, last_within
from processing.domain.case import Case, Change
from processing.domain.consultations import pass_deadline, warn
from processing.domain.ladder import MARGIN, TimerKind
from processing.domain.law import Law
from processing.domain.states import HANDLED

_BEFORE = Limit.of(1, Unit.WORKING_DAY)  # I: no law says when a body is reminded


def consultation_timers(case: Case, law: Law) -> Iterator[Timer]:
    """One of each kind for every deadline that is awaited: bodies with the same deadline share it.

    The reminder comes a working day ahead, in office hours; none for a question that was asked later than that.
    """
    if case.state not in HANDLED:
        return
    for due_at, asked_at in _awaited(case).items():
        yield Timer(subject=case.id, kind=TimerKind.CONSULTATION_PASSED, about_at=due_at, fire_at=due_at)
        remind_at = last_within(law.calendar, back(law.calendar, due_at, _BEFORE), MARGIN).astimezone(UTC)
        if remind_at > asked_at:
            kind = TimerKind.CONSULTATION_DUE_SOON
            yield Timer(subject=case.id, kind=kind, about_at=due_at, fire_at=remind_at)


def fire_consultation(case: Case, law: Law, timer: Timer, now: datetime) -> Change | None:
    """What a timer of this module brings about; None for nothing."""
    if case.state not in HANDLED or timer.about_at not in _awaited(case):
        return None
    if timer.kind == TimerKind.CONSULTATION_PASSED:
        return pass_deadline(case, law, timer.about_at, now)
    return warn(case, timer.about_at, now) if now < timer.about_at else None


def _awaited(case: Case) -> dict[datetime, datetime]:
    """The deadlines that have not passed yet, each with when it was first set."""
    asked_at: dict[datetime, datetime] = {}
    for asked in case.open_consultations:
        if asked.escalated_at is None:
            asked_at.setdefault(asked.due_at, asked.asked_at)
    return asked_at
