"""Handing an accepted dossier to its department (ND61 art. 18): the same working day, or first thing on the next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from chassis.kernel.worktime import WorkCalendar, clock_start, is_working_day
from intake.domain.dossier import Dossier
from intake.domain.facts import TransferLate
from intake.domain.states import State


class Transfer(StrEnum):
    """What to list: dossiers that wait for their department, or those that have waited too long."""

    DUE = "due"
    LATE = "late"


def transfer_due(calendar: WorkCalendar, accepted_at: datetime, cut_off: time | None) -> datetime:
    """Until when the department must have the dossier, UTC; raises CalendarUnknown.

    After the cut-off of a working day: the opening of the next one. Else the close of the working day on which the
    dossier counts as accepted. cut_off: local time, the minute itself is still in time; null: none.
    """
    there = accepted_at.astimezone(calendar.tz)
    if cut_off is not None and there.time() > cut_off and is_working_day(calendar, there.date()):
        midnight = datetime.combine(there.date() + timedelta(days=1), time.min, tzinfo=calendar.tz)
        return clock_start(calendar, midnight).astimezone(UTC)
    on = clock_start(calendar, accepted_at).date()
    _, closes = (calendar.sessions_on(on) or ())[-1]
    return datetime.combine(on, closes, tzinfo=calendar.tz).astimezone(UTC)


def at_hand(dossier: Dossier, accepted_at: datetime) -> datetime:
    """From when the department can be given it: acceptance, or when papers taken in elsewhere arrive or are to."""
    way = dossier.forwarding
    return max(accepted_at, way.arrived_at or way.due_at) if way else accepted_at


def awaited_until(dossier: Dossier) -> datetime | None:
    """Until when the department is to take the dossier over; null: it has, or need not any more."""
    return dossier.transfer_due_at if dossier.state is State.ACCEPTED and dossier.transferred_at is None else None


def transfer_late(dossier: Dossier, due_at: datetime) -> tuple[Dossier, TransferLate]:
    """Nobody in the department had the dossier by then."""
    return dossier, TransferLate(dossier=dossier.ref, transfer_due_at=due_at)
