"""What comes online is accepted or refused within the working day (BGDĐT QĐ 3142/2025 art. 11, practice)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum

from chassis.kernel.worktime import WorkCalendar, clock_start
from intake.domain.procedures import Channel


class Reception(StrEnum):
    """What to list: dossiers that wait for the counter's outcome, or those that have waited too long."""

    DUE = "due"
    LATE = "late"


def reception_due(calendar: WorkCalendar, channel: Channel, received_at: datetime) -> datetime | None:
    """The close of the working day on which it counts as received, UTC; null for what is not online.

    After hours that is the day of the next session. Null also beyond the years of the calendar: filing goes on.
    """
    if channel is not Channel.ONLINE or received_at.astimezone(calendar.tz).year + 1 not in calendar.known_years:
        return None
    on = clock_start(calendar, received_at).date()
    _, closes = (calendar.sessions_on(on) or ())[-1]
    return datetime.combine(on, closes, tzinfo=calendar.tz).astimezone(UTC)
