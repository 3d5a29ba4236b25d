"""The state of a clock: whether it runs, when it is due, what is left. ``replay`` makes it from a ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from chassis.kernel.worktime.arithmetic import working_seconds
from chassis.kernel.worktime.axis import position
from chassis.kernel.worktime.calendar import WorkCalendar
from chassis.kernel.worktime.ledger import EntryKind
from chassis.kernel.worktime.limits import Limit, Unit


class ClockState(StrEnum):
    """Whether time is being counted."""

    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch of running time, opened by a start, restart, resume or extension.

    opened_at: as recorded. from_at: deemed into office time. start: position on the axis of the limit's unit
    from which time is consumed (day 0 is not). left: what was left of the limit then; zero or less if it was
    late already. due_at: where the run leads. until_at: when the run ended; None while it lasts.
    """

    opened_by: EntryKind
    opened_at: datetime
    from_at: datetime
    start: Fraction
    left: Fraction
    due_at: datetime
    until_at: datetime | None = None

    def consumed(self, calendar: WorkCalendar, unit: Unit, at: datetime) -> Fraction:
        """How much of the limit the run has used up by an instant, or by its own end."""
        end = at if self.until_at is None else min(at, self.until_at)
        return max(Fraction(0), position(calendar, unit, end) - self.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What a ledger amounts to. Instants are aware, in the calendar's zone.

    started_at: when the time now counted began, deemed into office time (the latest start or restart).
    due_at, original_due_at: None before the start, and while paused with time left, for then nobody can know
    them. original_due_at is the lawful due instant: pauses and restarts move it, an extension never does.
    remaining, original_left: in the limit's unit, what was left before each at the latest entry; zero or
    less: late. provisional: the result rests on a year whose days off are not decided yet. extended: it was
    extended at some time. last_at: when the latest entry took effect.
    """

    state: ClockState
    limit: Limit
    calendar: WorkCalendar = field(repr=False)
    remaining: Fraction
    original_left: Fraction
    started_at: datetime | None = None
    due_at: datetime | None = None
    original_due_at: datetime | None = None
    provisional: bool = False
    extended: bool = False
    runs: tuple[Run, ...] = ()
    last_at: datetime | None = None

    def remaining_at(self, at: datetime) -> Fraction:
        """What is left of the limit at an instant after the latest entry, in its unit; negative when late."""
        if self.state is not ClockState.RUNNING:
            return self.remaining
        return self.runs[-1].left - self.runs[-1].consumed(self.calendar, self.limit.unit, at)

    def elapsed_working_seconds(self, at: datetime) -> int:
        """Nominal working seconds (28,800 a day) during which the clock ran since its latest start, up to
        ``at``.

        The rest of day 0 is included: it is time that passed, though not time of the limit.
        """
        fresh = (EntryKind.STARTED, EntryKind.RESTARTED)
        latest = max((index for index, run in enumerate(self.runs) if run.opened_by in fresh), default=0)
        ends = [(run, at if run.until_at is None else min(at, run.until_at)) for run in self.runs[latest:]]
        return sum(working_seconds(self.calendar, run.from_at, end) for run, end in ends if end > run.from_at)
