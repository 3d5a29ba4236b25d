"""The case's clock: its ledger replayed, the due instant it gives, and what a step took of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from fractions import Fraction
from functools import lru_cache

from chassis.kernel.worktime import (
    NOMINAL_DAY_SECONDS,
    Clock,
    ClockState,
    Entry,
    EntryKind,
    Limit,
    Unit,
    WorkCalendar,
    add,
    replay,
    working_seconds,
)
from processing.domain.case import Case, Change, Task
from processing.domain.facts import DueDateChanged
from processing.domain.law import Law
from processing.domain.vocabulary import ClockCause, Timeliness


def count(case: Case, law: Law) -> Clock:
    """The clock that the case's ledger describes; raises what ``replay`` raises."""
    return _counted(case.entries, case.limit, law.calendar)


@lru_cache(maxsize=1024)
def _counted(entries: tuple[Entry, ...], limit: Limit, calendar: WorkCalendar) -> Clock:
    """Remembered: a change asks for the clock of its case half a dozen times."""
    return replay(entries, limit, calendar)


def recount(case: Case, law: Law, cause: ClockCause) -> Change:
    """The case with the due instant its ledger gives now; says so if it differs from the one last announced."""
    clock = count(case, law)
    due_at, original_due_at = utc(clock.due_at), utc(clock.original_due_at)
    counted = case.next(due_at=due_at, original_due_at=original_due_at, due_is_provisional=clock.provisional)
    if due_at is None or original_due_at is None or due_at == case.announced_due_at:
        return Change(case=counted)
    moved = DueDateChanged(
        dossier=case.dossier,
        previous_due_at=case.announced_due_at,
        due_at=due_at,
        original_due_at=original_due_at,
        cause=cause,
        due_is_provisional=clock.provisional,
    )
    return Change(case=counted.next(announced_due_at=due_at), facts=(moved,))


def projected(case: Case, law: Law, now: datetime) -> Clock:
    """The clock as if it ran on from now: what a due date says to people while the clock stands."""
    clock = count(case, law)
    if clock.state is not ClockState.PAUSED:
        return clock
    at = max(now, clock.last_at or now)
    kind = EntryKind.RESTARTED if _restarts(case) else EntryKind.RESUMED
    entry = Entry(kind=kind, at=at, recorded_at=at, reason="Dự kiến nếu tiếp tục từ lúc này")
    return replay((*case.entries, entry), case.limit, law.calendar)


def _restarts(case: Case) -> bool:
    request = case.open_supplement
    return request is not None and request.clock_effect.value == "restart"


def task_seconds(case: Case, law: Law, task: Task, until: datetime) -> int:
    """Nominal working seconds of the step from its start to ``until``, while the case's clock ran."""
    return 0 if task.started_at is None else run_seconds(count(case, law), law, task.started_at, until)


def run_seconds(clock: Clock, law: Law, since: datetime, until: datetime) -> int:
    """Nominal working seconds between two instants while the clock ran, before restarts too."""
    total = 0
    for run in clock.runs:
        start, end = max(run.from_at, since), min(run.until_at or until, until)
        if end > start:
            total += working_seconds(law.calendar, start, end)
    return total


def step_due(law: Law, budget: Limit | None, opened_at: datetime, dossier_due_at: datetime) -> datetime:
    """When a step should be done: its budget from the moment it opened; with the dossier if it has none."""
    return dossier_due_at if budget is None else add(law.calendar, opened_at, budget).astimezone(UTC)


def after_wait(case: Case, law: Law, paused_at: datetime, resumed_at: datetime, *, restarted: bool) -> Case:
    """The case whose open steps keep what they had left of their budgets, or all of them after a restart."""

    def later(task: Task) -> datetime:
        if restarted or task.budget is None:
            return step_due(law, task.budget, resumed_at, case.announced_due_at)
        left = working_seconds(law.calendar, max(paused_at, task.opened_at), task.due_at)
        if left <= 0:
            return task.due_at
        rest = Limit(amount=Fraction(left, NOMINAL_DAY_SECONDS), unit=Unit.WORKING_DAY)
        return add(law.calendar, resumed_at, rest).astimezone(UTC)

    return case.with_tasks(replace(task, due_at=later(task)) for task in case.open_tasks)


def judged(issued_at: datetime, due_at: datetime, zone: tzinfo) -> Timeliness:
    """II.06a: early on a day before the due day; on time on it, up to the due instant; late after that."""
    if issued_at > due_at:
        return Timeliness.LATE
    same_day = issued_at.astimezone(zone).date() == due_at.astimezone(zone).date()
    return Timeliness.ON_TIME if same_day else Timeliness.EARLY


def standing(case: Case, now: datetime) -> Timeliness:
    """How the case stands now, by the due instant without extensions. A clock that stands cannot become late."""
    return stood(now, judged_as=case.timeliness, stopped_at=case.stopped_at, original_due_at=case.original_due_at)


def stood(
    now: datetime, *, judged_as: Timeliness | None, stopped_at: datetime | None, original_due_at: datetime | None
) -> Timeliness:
    """The same, of a row of a list."""
    if judged_as is not None:
        return judged_as
    if original_due_at is not None and (stopped_at or now) > original_due_at:
        return Timeliness.OVERDUE
    return Timeliness.NOT_STARTED if stopped_at is not None else Timeliness.IN_TIME


def utc(at: datetime | None) -> datetime | None:
    """The same instant in UTC."""
    return None if at is None else at.astimezone(UTC)
