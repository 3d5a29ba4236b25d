"""The working days of a calendar laid out as prefix sums, so that counting is a look-up and not a walk.

Inside this package an instant is a pair (ordinal of the local date, microseconds after local midnight).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Self

Sessions = tuple[tuple[time, time], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The sessions of one working day. Offsets are microseconds after local midnight; both ends belong."""

    spans: tuple[tuple[int, int], ...]
    total: int

    @classmethod
    def of(cls, sessions: Sessions) -> Self:
        """Sessions in order, not overlapping (``WorkCalendar`` has checked)."""
        spans = tuple((microseconds(opens), microseconds(closes)) for opens, closes in sessions)
        return cls(spans=spans, total=sum(closes - opens for opens, closes in spans))

    @property
    def opening(self) -> int:
        return self.spans[0][0]

    @property
    def closing(self) -> int:
        return self.spans[-1][1]

    def elapsed(self, offset: int) -> int:
        """Office microseconds from opening until the offset; 0 before opening, ``total`` after closing."""
        return sum(min(offset, closes) - opens for opens, closes in self.spans if offset > opens)

    def offset(self, elapsed: int) -> int:
        """The first offset by which so many office microseconds have passed: the end of a morning, not the
        start of the afternoon."""
        left = elapsed
        for opens, closes in self.spans:
            if left <= closes - opens:
                return opens + left
            left -= closes - opens
        return self.closing

    def office_from(self, offset: int) -> int | None:
        """The offset itself if it is office time, else the next opening of a session; None after closing."""
        return next((max(offset, opens) for opens, closes in self.spans if offset <= closes), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All days from the ordinal ``first`` to ``last``.

    before[i]: working days earlier than the date ``first + i`` (one entry more than there are days).
    ordinals, hours: the working days, in order. office[k]: office microseconds of the first k working days.
    """

    first: int
    last: int
    before: tuple[int, ...]
    ordinals: tuple[int, ...]
    hours: tuple[DayHours, ...]
    office: tuple[int, ...]

    @classmethod
    def of(cls, first: date, last: date, sessions_on: Callable[[date], Sessions | None]) -> Self:
        """``sessions_on`` answers None for a day off."""
        known: dict[Sessions, DayHours] = {}
        before, office = [0], [0]
        ordinals: list[int] = []
        hours: list[DayHours] = []
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            sessions = sessions_on(date.fromordinal(ordinal))
            if sessions is not None:
                day = known.setdefault(sessions, DayHours.of(sessions))
                ordinals.append(ordinal)
                hours.append(day)
                office.append(office[-1] + day.total)
            before.append(len(ordinals))
        return cls(
            first=first.toordinal(),
            last=last.toordinal(),
            before=tuple(before),
            ordinals=tuple(ordinals),
            hours=tuple(hours),
            office=tuple(office),
        )

    def rank(self, ordinal: int) -> int:
        """How many working days lie before this date; the date must be inside the table."""
        return self.before[ordinal - self.first]

    def hours_on(self, ordinal: int) -> DayHours | None:
        """The hours of this date, None for a day off."""
        rank = self.rank(ordinal)
        return self.hours[rank] if self.before[ordinal - self.first + 1] > rank else None

    def day_reaching(self, office: int) -> int:
        """Index of the working day on which this many office microseconds since ``first`` are reached."""
        return max(bisect_left(self.office, office) - 1, 0)


def microseconds(moment: time) -> int:
    """Microseconds after midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond
