"""A listed task with how much time it has left, as of now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.worktime import WorkCalendar
from processing.application.changing import Seen
from processing.application.ports import ListedClock, ListedTask, Place, Reading
from processing.domain.case import Task
from processing.domain.clock import stood
from processing.domain.facts import DossierRef
from processing.domain.inbox import paused_at, seconds_left
from processing.domain.vocabulary import Timeliness


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """seconds_left: nominal working seconds until the step is due, negative when late; while the clock stands what is
    left of its budget; None for a step that is not open. timeliness: the dossier's."""

    listed: ListedTask
    seconds_left: int | None
    timeliness: Timeliness

    @property
    def task(self) -> Task:
        return self.listed.task

    @property
    def dossier(self) -> DossierRef:
        return self.listed.dossier

    @property
    def is_paused(self) -> bool:
        return self.listed.clock.paused_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundWork:
    """One page, as FoundTasks."""

    tasks: tuple[Work, ...]
    total: int
    following: Place | None


def work_of(listed: ListedTask, calendar: WorkCalendar, now: datetime) -> Work:
    """As of now."""
    clock = listed.clock
    return Work(
        listed=listed,
        seconds_left=seconds_left(calendar, listed.task, now, clock.paused_at),
        timeliness=stood(
            now, judged_as=clock.timeliness, stopped_at=clock.stopped_at, original_due_at=clock.original_due_at
        ),
    )


def work_in(seen: Seen, task: Task) -> Work:
    """A task of a case that was just read or changed."""
    case, version = seen.case, seen.law.version
    clock = ListedClock(
        law_revision=case.law_revision,
        original_due_at=case.original_due_at,
        paused_at=paused_at(case),
        timeliness=case.timeliness,
        stopped_at=case.stopped_at,
    )
    listed = ListedTask(
        task=task,
        dossier=case.dossier,
        procedure_name=version.name,
        procedure_name_en=version.name_en,
        case_state=case.state,
        dossier_due_at=case.announced_due_at,
        version=case.version,
        clock=clock,
    )
    return work_of(listed, seen.law.calendar, seen.now)


async def works(reading: Reading, listed: Sequence[ListedTask], now: datetime) -> tuple[Work, ...]:
    """A page of them."""
    return tuple([work_of(each, await kept_calendar(reading, each.clock.law_revision), now) for each in listed])


async def kept_calendar(reading: Reading, revision: str) -> WorkCalendar:
    """The calendar that cases are counted by; kept in memory once read."""
    calendar = await reading.calendar(revision)
    if calendar is None:
        raise LookupError(f"calendar of {revision[:12]} is missing")
    return calendar
