"""Results that nobody fetches: kept, and the applicant is reminded a few times; then the archive's rules apply.

No decree fixes how often; the interval and the number are the agency's data. What is planned is instants, so that the
timer needs no calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.worktime import CalendarUnknown, WorkCalendar, add
from intake.domain.dossier import Dossier
from intake.domain.facts import ResultUncollected
from intake.domain.organisation import UncollectedPolicy
from intake.domain.states import State


class Collection(StrEnum):
    """Results at the counter: all of them, or those that the applicant was reminded of."""

    WAITING = "waiting"
    OVERDUE = "overdue"


def planned(policy: UncollectedPolicy | None, calendar: WorkCalendar, since: datetime) -> tuple[datetime, ...]:
    """When to remind of a result that is at the counter since then; as far as the calendar is known."""
    instants: list[datetime] = []
    at = since
    for _ in range(policy.at_most if policy else 0):
        try:
            at = add(calendar, at, policy.remind_every).astimezone(UTC) if policy else at
        except CalendarUnknown:
            break
        instants.append(at)
    return tuple(instants)


def awaited_until(dossier: Dossier) -> datetime | None:
    """When the next reminder goes out; null: none does, as the dossier stands now."""
    if dossier.state is not State.RESULT_READY or dossier.reminded >= len(dossier.reminders_at):
        return None
    return dossier.reminders_at[dossier.reminded]


def remind(dossier: Dossier, at: datetime) -> tuple[Dossier, ResultUncollected]:
    """The applicant is reminded once more."""
    number = dossier.reminded + 1
    reminded = dossier.next(reminded=number)
    is_last = number >= len(dossier.reminders_at)
    return reminded, ResultUncollected(dossier=reminded.ref, reminded_at=at, number=number, is_last=is_last)
