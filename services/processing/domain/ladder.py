"""When people are warned that something falls due: the whole ladder as data.

Source: practice [I]; no law names the rungs. What the law does fix is that an apology with a new date (form 04) goes
out one day before at the latest (ND61 art. 19(9)): T-2 is the last warning that leaves a day for it. An office that
wants other rungs changes the two tables below and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chassis.kernel.worktime import Limit, Unit

MARGIN = timedelta(minutes=15)
"""A warning is placed at least so far from the opening and from the closing of a session."""

GUARD = timedelta(minutes=5)
"""Nearer than that to either end nobody is told anything: the rest of the margin is for a scan that comes late. More
than a clock may be wrong by without being told so (``chassis.timers.store_time``)."""


class TimerKind(StrEnum):
    """What a timer is for."""

    DUE_SOON_3_DAYS = "due-soon-t3"
    DUE_SOON_2_DAYS = "due-soon-t2"
    DUE_SOON_1_DAY = "due-soon-t1"
    DUE_SOON_2_HOURS = "due-soon-t2h"
    STEP_SOON_1_DAY = "step-due-soon-t1"
    STEP_SOON_2_HOURS = "step-due-soon-t2h"
    OVERDUE = "overdue"
    APPLICANT_DEADLINE = "applicant-deadline"
    CONSULTATION_DUE_SOON = "consultation-due-soon"
    CONSULTATION_PASSED = "consultation-passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One warning. name: in the event. before: office time before the due instant.

    least: how much of a unit something may take at least, to be warned of; below: less than so many working days.
    at_once: told at its very instant, even outside office hours.
    """

    kind: TimerKind
    name: str
    before: Limit
    least: Mapping[Unit, int]
    below: int | None = None
    at_once: bool = False

    def fits(self, limit: Limit) -> bool:
        """Whether something with this limit has the rung."""
        least = self.least.get(limit.unit)
        is_longer = self.below is not None and limit.unit is Unit.WORKING_DAY and limit.amount >= self.below
        return least is not None and limit.amount >= least and not is_longer


_THREE_DAYS, _TWO_DAYS, _ONE_DAY = (Limit.of(days, Unit.WORKING_DAY) for days in (3, 2, 1))
_TWO_HOURS = Limit.of(2, Unit.WORKING_HOUR)
_WEEK = {Unit.WORKING_DAY: 5, Unit.CALENDAR_DAY: 7}

#: Of a dossier, by the limit fixed in law. Short limits have few rungs: more would only make noise.
LADDER = (
    Rung(kind=TimerKind.DUE_SOON_3_DAYS, name="T-3", before=_THREE_DAYS, least=_WEEK),
    Rung(kind=TimerKind.DUE_SOON_2_DAYS, name="T-2", before=_TWO_DAYS, least=_WEEK),
    Rung(
        kind=TimerKind.DUE_SOON_1_DAY,
        name="T-1",
        before=_ONE_DAY,
        least={Unit.WORKING_DAY: 1, Unit.CALENDAR_DAY: 1},
    ),
    Rung(
        kind=TimerKind.DUE_SOON_2_HOURS,
        name="T-2h",
        before=_TWO_HOURS,
        least={Unit.WORKING_HOUR: 0, Unit.WORKING_DAY: 0},
        below=1,
    ),
)

#: Of a step, by its own budget. One of less than a day has none: whoever has it has just got it.
STEP_LADDER = (
    Rung(kind=TimerKind.STEP_SOON_1_DAY, name="T-1", before=_ONE_DAY, least={Unit.WORKING_DAY: 3}),
    Rung(
        kind=TimerKind.STEP_SOON_2_HOURS,
        name="T-2h",
        before=_TWO_HOURS,
        least={Unit.WORKING_HOUR: 4, Unit.WORKING_DAY: 1},
        below=3,
    ),
)
