"""A slow second opinion: walks the calendar minute by minute. Shares nothing with the library but the table of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from unit.worktime.vietnam import WORKING_SATURDAYS, ZONE, days_off

OFF = days_off()
MINUTE = timedelta(minutes=1)


def works(on: date) -> bool:
    return on in WORKING_SATURDAYS or (on.weekday() < 5 and on not in OFF)


def office_minutes(start: datetime, spans: Sequence[tuple[str, str]]) -> Iterator[datetime]:
    """The start of every office minute from an instant on; spans such as ("07:30", "11:30")."""
    on = start.date()
    while True:
        for opens, closes in spans if works(on) else ():
            minute = datetime.fromisoformat(f"{on} {opens}").replace(tzinfo=ZONE)
            end = datetime.fromisoformat(f"{on} {closes}").replace(tzinfo=ZONE)
            while minute < end:
                if minute >= start:
                    yield minute
                minute += MINUTE
        on += timedelta(days=1)


def deemed(received: datetime, spans: Sequence[tuple[str, str]]) -> datetime:
    """When something that arrives is deemed received: then, if a session is open or just closing, else next."""
    inside = any(opens <= f"{received:%H:%M}" <= closes for opens, closes in spans)
    return received if inside and works(received.date()) else next(office_minutes(received, spans))


def due_after(
    events: Sequence[datetime], minutes: int, spans: Sequence[tuple[str, str]], *, day_zero: bool
) -> datetime | None:
    """The end of the last of so many office minutes that pass while the clock runs, those of day 0 left out.

    events: receipt, pause, resume, pause, resume …; None if a last pause leaves some minutes over.
    """
    received, left = deemed(events[0], spans), minutes
    edges = [received, *events[1:], datetime.max.replace(tzinfo=ZONE)]
    running = [edge for index, edge in enumerate(pairwise(edges)) if index % 2 == 0]
    for begins, ends in running:
        for minute in office_minutes(begins, spans):
            if minute >= ends:
                break
            if minute.date() > received.date() or not day_zero:
                left -= 1
            if left == 0:
                return minute + MINUTE
    return None
