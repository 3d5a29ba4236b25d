"""An open case under another calendar. One function moves and previews: what is shown is what will happen.

The law changed the day, not the office: unlike an extension, a change of the calendar moves ``original_due_at``, by
which lateness is judged. Three things stand still:

    a case that has ended or is decided            its time was counted by what was known then
    a case whose deadline has passed               its verdict is given (docs/adr/0011)
    a deadline that would come to lie in the past  nobody becomes late by a decision that came afterwards
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from fractions import Fraction

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import (
    NOMINAL_DAY_SECONDS,
    EntryKind,
    Limit,
    Unit,
    add,
    clock_start,
    due,
    working_seconds,
)
from processing.domain.case import Case, Change, Supplement, Task
from processing.domain.clock import recount
from processing.domain.facts import DueDateChanged
from processing.domain.law import Law
from processing.domain.vocabulary import CaseState, ClockCause

OPEN = frozenset({CaseState.RUNNING, CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_PAYMENT})


def under(case: Case, before: Law, after: Law, now: datetime) -> Change | None:
    """The case counted by the calendar of ``after``, its open steps and the applicant's deadline with it; None if it
    keeps the calendar it has."""
    change = clock_under(case, after, now)
    return None if change is None else replace(change, case=_with_parts(change.case, before, after))


def clock_under(case: Case, after: Law, now: datetime) -> Change | None:
    """The same of the clock alone: all that is needed to tell who moves. Looks at the ledger, not at tasks."""
    if case.state not in OPEN or _has_passed(case.original_due_at, now):
        return None
    try:
        started_at = clock_start(after.calendar, case.entries[0].at).astimezone(UTC)
        counted = case.next(law_revision=after.revision, clock_started_at=started_at)
        change = _told_even_if_extended(case, recount(counted, after, ClockCause.CALENDAR))
    except Problem:
        # A ledger that this calendar cannot replay (an extension that would come before the deadline) stays as it is.
        return None
    return None if _has_passed(change.case.original_due_at, now) else change


def _has_passed(due_at: datetime | None, now: datetime) -> bool:
    return due_at is not None and due_at <= now


def _told_even_if_extended(before: Case, change: Change) -> Change:
    """An extension is a fixed instant and stays; the one beneath it, by which lateness is judged, moves."""
    case = change.case
    if change.facts or case.due_at is None or case.original_due_at in (None, before.original_due_at):
        return change
    moved = DueDateChanged(
        dossier=case.dossier,
        previous_due_at=case.due_at,
        due_at=case.due_at,
        original_due_at=case.original_due_at or case.due_at,
        cause=ClockCause.CALENDAR,
        due_is_provisional=case.due_is_provisional,
    )
    return Change(case=case, facts=(moved,))


def _with_parts(case: Case, before: Law, after: Law) -> Case:
    """The open steps with what they had of their budgets, and the applicant's own deadline."""
    case = case.with_tasks(replace(task, due_at=_step_due(case, task, before, after)) for task in case.open_tasks)
    if (asked := case.open_supplement) is not None:
        later = replace(asked, applicant_deadline_at=_applicants(asked, after))
        requests = tuple(later if each.request_id == asked.request_id else each for each in case.supplements)
        case = case.next(supplements=requests)
    return case


def _step_due(case: Case, task: Task, before: Law, after: Law) -> datetime:
    """The step's working time from where it was last counted, laid out on the other calendar."""
    if task.budget is None:
        return case.announced_due_at
    counted_from = max([task.opened_at, *(e.at for e in case.entries if e.kind in _GOES_ON)])
    left = working_seconds(before.calendar, counted_from, task.due_at)
    if left <= 0:
        return task.due_at
    rest = Limit(amount=Fraction(left, NOMINAL_DAY_SECONDS), unit=Unit.WORKING_DAY)
    return add(after.calendar, counted_from, rest).astimezone(UTC)


_GOES_ON = (EntryKind.RESUMED, EntryKind.RESTARTED)


def _applicants(asked: Supplement, after: Law) -> datetime | None:
    """The applicant was told a day: it may become a later one, never an earlier one."""
    limit, told = after.version.supplement.applicant_deadline, asked.applicant_deadline_at
    if limit is None or told is None:
        return told
    return max(told, due(after.calendar, asked.requested_at, limit).at.astimezone(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """One department's open cases. moved: later or earlier. kept: they stay with the calendar they have."""

    open: int = 0
    moved: int = 0
    later: int = 0
    earlier: int = 0
    kept: int = 0

    def plus(self, other: Moves) -> Moves:
        return Moves(**{name: getattr(self, name) + getattr(other, name) for name in self.__slots__})


Shift = tuple[str, date, date]
"""Department, local due day before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What a calendar moved or would move, by department and by day."""

    departments: Mapping[str, Moves] = field(default_factory=dict)
    shifts: Mapping[Shift, int] = field(default_factory=dict)

    def plus(self, other: Tally) -> Tally:
        names = dict.fromkeys((*self.departments, *other.departments))
        return Tally(
            departments={n: self.departments.get(n, Moves()).plus(other.departments.get(n, Moves())) for n in names},
            shifts=dict(Counter(self.shifts) + Counter(other.shifts)),
        )

    @property
    def whole(self) -> Moves:
        """Of all departments."""
        total = Moves()
        for moves in self.departments.values():
            total = total.plus(moves)
        return total


class Counting:
    """Counts open cases one by one; ``tally`` is what came of it. zone: of the local days."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._counts: Counter[tuple[str, str]] = Counter()
        self._shifts: Counter[Shift] = Counter()

    def note(self, case: Case, change: Change | None) -> None:
        """One more open case, and what the calendar does to it."""
        department = case.dossier.department
        self._counts[department, "open"] += 1
        self._counts[department, "kept"] += change is None
        for fact in change.facts if change else ():
            if isinstance(fact, DueDateChanged):
                old, new = case.original_due_at or fact.previous_due_at, fact.original_due_at
                self._counts[department, "moved"] += 1
                self._counts[department, "later" if new > old else "earlier"] += 1
                days = old.astimezone(self._zone).date(), new.astimezone(self._zone).date()
                self._shifts[department, *days] += 1

    @property
    def tally(self) -> Tally:
        names = {department for department, _ in self._counts}
        return Tally(
            departments={n: Moves(**{what: self._counts[n, what] for what in Moves.__slots__}) for n in names},
            shifts=dict(self._shifts),
        )
