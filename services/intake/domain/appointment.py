"""The appointment on the receipt (hẹn trả kết quả): when the clock starts and when the result is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from chassis.kernel.worktime import Limit, WorkCalendar
from chassis.kernel.worktime.arithmetic import clock_start, due
from intake.domain.procedures import Channel, ProcedureVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """clock_started_at: acceptance, or the next session when that was outside office hours. Instants in UTC."""

    clock_started_at: datetime
    due_at: datetime
    is_provisional: bool
    limit: Limit


def appointment(
    version: ProcedureVersion, channel: Channel, accepted_at: datetime, calendar: WorkCalendar
) -> Appointment:
    """The appointment of a dossier accepted at an instant; raises CalendarUnknown beyond the years entered."""
    limit = version.limit_for(channel)
    end = due(calendar, accepted_at, limit)
    return Appointment(
        clock_started_at=clock_start(calendar, accepted_at).astimezone(UTC),
        due_at=end.at.astimezone(UTC),
        is_provisional=end.provisional,
        limit=limit,
    )
