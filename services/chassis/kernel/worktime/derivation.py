"""The explanation of a due instant: lines for people, which lead to the same instant when counted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from chassis.kernel.worktime.axis import DAY, HOUR
from chassis.kernel.worktime.clock import ClockState
from chassis.kernel.worktime.limits import Limit, Unit, written
from chassis.kernel.worktime.timetable import DayHours, Sessions


class LineKind(StrEnum):
    """What a line tells. The first six stand for entries of the ledger."""

    STARTED = "started"
    RESTARTED = "restarted"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    STOPPED = "stopped"
    CORRECTED = "corrected"
    DEEMED = "deemed"
    DAY_ZERO = "day_zero"
    COUNTED = "counted"
    SKIPPED = "skipped"
    MOVED = "moved"
    DUE = "due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step of a derivation, said in Vietnamese and in English. Dates are local, instants aware in local
    time.

    on, until: the day, or the first and last day of a weekend. legal_ref: of the day off or working Saturday.
    at: of a ledger entry, its instant; of a counted day, from when it counts; ``until_at`` is until when.
    amount: of a start, the limit; of a pause or an extension, what is left then; of a counted day, what it
    used. sessions: the office hours of a counted working day. new_due_at: of an extension.
    """

    kind: LineKind
    on: date
    vi: str
    en: str
    until: date | None = None
    at: datetime | None = None
    until_at: datetime | None = None
    amount: Fraction | None = None
    sessions: Sessions = ()
    new_due_at: datetime | None = None
    legal_ref: str = ""

    def to_dict(self) -> dict[str, object]:
        """JSON-able: amounts as text, instants in ISO 8601; what does not apply is left out."""
        data: dict[str, object] = {
            "kind": self.kind.value,
            "on": self.on.isoformat(),
            "vi": self.vi,
            "en": self.en,
        }
        if self.until is not None:
            data["until"] = self.until.isoformat()
        for name, at in (("at", self.at), ("until_at", self.until_at), ("new_due_at", self.new_due_at)):
            if at is not None:
                data[name] = at.isoformat()
        if self.amount is not None:
            data["amount"] = written(self.amount)
        if self.sessions:
            data["sessions"] = [
                [opens.isoformat("minutes"), closes.isoformat("minutes")] for opens, closes in self.sessions
            ]
        if self.legal_ref:
            data["legal_ref"] = self.legal_ref
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """How a due instant comes about. due_at is None before the start, and while paused with time left."""

    limit: Limit
    state: ClockState
    due_at: datetime | None
    original_due_at: datetime | None
    provisional: bool
    lines: tuple[Line, ...]

    def replay(self) -> datetime | None:
        """The due instant counted again from the lines alone: no ``due_at``, no line due, no calendar."""
        left, due_at, chosen = Fraction(0), None, None
        for line in self.lines:
            match line.kind:
                case LineKind.STARTED | LineKind.RESTARTED | LineKind.EXTENDED:
                    left, due_at, chosen = line.amount or left, None, line.new_due_at
                case LineKind.PAUSED if due_at is None:
                    # Nothing left, yet not due: calendar days ran out on a day off; the pause keeps the rest.
                    left, chosen = left or line.amount or left, None
                case LineKind.COUNTED | LineKind.MOVED if due_at is None:
                    left, reached = _count(line, left, self.limit.unit)
                    due_at = chosen if reached and chosen else reached
        return due_at

    def to_dict(self) -> dict[str, object]:
        """JSON-able, with every line in order."""
        return {
            "limit": self.limit.to_dict(),
            "state": self.state.value,
            "due_at": None if self.due_at is None else self.due_at.isoformat(),
            "original_due_at": None if self.original_due_at is None else self.original_due_at.isoformat(),
            "provisional": self.provisional,
            "lines": [line.to_dict() for line in self.lines],
        }


def _count(line: Line, left: Fraction, unit: Unit) -> tuple[Fraction, datetime | None]:
    """What is left after a counted line, and the due instant if the line reaches it."""
    if line.at is None or line.until_at is None:
        return left, None
    midnight = datetime.combine(line.on, time.min, tzinfo=line.at.tzinfo)
    begins, ends = (round((at - midnight) / timedelta(microseconds=1)) for at in (line.at, line.until_at))
    if unit is Unit.CALENDAR_DAY:
        left = max(Fraction(0), left - Fraction(ends - begins, DAY))
        closing = DayHours.of(line.sessions).closing if line.sessions else DAY
        is_due = left == 0 and closing <= ends and bool(line.sessions)
        return left, midnight + timedelta(microseconds=closing) if is_due else None
    hours = DayHours.of(line.sessions)
    whole = hours.total if unit is Unit.WORKING_DAY else HOUR
    before, available = hours.elapsed(begins), hours.elapsed(ends) - hours.elapsed(begins)
    if left * whole > available:
        return left - Fraction(available, whole), None
    return Fraction(0), midnight + timedelta(microseconds=hours.offset(before + ceil(left * whole)))
