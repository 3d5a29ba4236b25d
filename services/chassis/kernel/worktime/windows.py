"""Office time well away from opening and closing: when people are told something, though no clock is exactly right.

A session's window is the session without a margin at both ends; a session shorter than two margins has none. All
functions raise CalendarUnknown where no known year has a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from chassis.kernel.worktime.calendar import WorkCalendar

_MICROSECOND = timedelta(microseconds=1)


def is_within(calendar: WorkCalendar, at: datetime, margin: timedelta) -> bool:
    """Whether the instant lies in a window; both ends of the window count."""
    ordinal, offset = calendar.local(at)
    return any(opens <= offset <= closes for opens, closes in _windows(calendar, ordinal, margin))


def last_within(calendar: WorkCalendar, at: datetime, margin: timedelta) -> datetime:
    """The instant itself if it lies in a window, else the end of the window before it; in the calendar's zone."""
    ordinal, offset = calendar.local(at)
    while True:
        reached = [min(closes, offset) for opens, closes in _windows(calendar, ordinal, margin) if opens <= offset]
        if reached:
            return calendar.instant(ordinal, max(reached))
        ordinal, offset = ordinal - 1, _END_OF_DAY


def first_within(calendar: WorkCalendar, at: datetime, margin: timedelta) -> datetime:
    """The instant itself if it lies in a window, else the beginning of the next one; in the calendar's zone."""
    ordinal, offset = calendar.local(at)
    while True:
        ahead = [max(opens, offset) for opens, closes in _windows(calendar, ordinal, margin) if offset <= closes]
        if ahead:
            return calendar.instant(ordinal, min(ahead))
        ordinal, offset = ordinal + 1, 0


_END_OF_DAY = timedelta(days=1) // _MICROSECOND


def _windows(calendar: WorkCalendar, ordinal: int, margin: timedelta) -> Iterator[tuple[int, int]]:
    """(begins, ends) of the windows of a local date, microseconds after midnight; none on a day off."""
    hours, edge = calendar.hours_on(ordinal), margin // _MICROSECOND
    if hours is None:
        return
    for opens, closes in hours.spans:
        if closes - opens >= 2 * edge:
            yield opens + edge, closes - edge
