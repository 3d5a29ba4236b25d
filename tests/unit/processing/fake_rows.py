"""What processing keeps, in memory: one class for each thing that a transaction offers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.kernel.timers import Timer
from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from chassis.timers.firing import Settlement
from processing.domain.absences import Absence
from processing.domain.case import Case
from processing.domain.delegations import Delegation
from processing.domain.facts import Fact
from processing.domain.law import Law, ProcedureVersion
from processing.domain.notes import Note
from processing.domain.recounting import OPEN
from processing.domain.results import ResultFile
from processing.domain.rollouts import SETTLE, Rollout
from processing.domain.staffing import RoleAssignment
from processing.events.publishing import published


@dataclass
class Shelf:
    """Everything that is stored."""

    cases: dict[str, Case] = field(default_factory=dict)
    versions: dict[tuple[str, int], ProcedureVersion] = field(default_factory=dict)
    calendars: dict[str, WorkCalendar] = field(default_factory=dict)
    timers: dict[Timer, datetime | None] = field(default_factory=dict)
    inbox: dict[tuple[str, str], int] = field(default_factory=dict)
    journal: list[tuple[Command, tuple[Fact, ...]]] = field(default_factory=list)
    rollouts: dict[str, Rollout] = field(default_factory=dict)
    absences: dict[str, Absence] = field(default_factory=dict)
    delegations: dict[str, Delegation] = field(default_factory=dict)
    roles: dict[str, RoleAssignment] = field(default_factory=dict)
    results: dict[str, ResultFile] = field(default_factory=dict)
    notes: dict[str, Note] = field(default_factory=dict)

    def copy(self) -> Shelf:
        return Shelf(
            cases=dict(self.cases),
            versions=dict(self.versions),
            calendars=dict(self.calendars),
            timers=dict(self.timers),
            inbox=dict(self.inbox),
            journal=list(self.journal),
            rollouts=dict(self.rollouts),
            absences=dict(self.absences),
            delegations=dict(self.delegations),
            roles=dict(self.roles),
            results=dict(self.results),
            notes=dict(self.notes),
        )

    def law(self, key: str, version: int, revision: str) -> Law | None:
        procedure, calendar = self.versions.get((key, version)), self.calendars.get(revision)
        return Law(version=procedure, calendar=calendar, revision=revision) if procedure and calendar else None

    def case_of_consultation(self, consultation_id: str) -> Case | None:
        owners = (c for c in self.cases.values() if any(asked.id == consultation_id for asked in c.consultations))
        return next(owners, None)

    def open_cases(self, agency: str, after: str) -> list[Case]:
        found = (c for c in self.cases.values() if c.dossier.agency == agency and c.state in OPEN and c.id > after)
        return sorted(found, key=lambda case: case.id)

    def waiting_rollouts(self, now: datetime) -> list[Rollout]:
        """The latest first."""
        unsettled = (r for r in self.rollouts.values() if r.settled_at is None)
        waiting = [r for r in unsettled if r.finished_at is None or r.finished_at <= now - SETTLE]
        return list(reversed(waiting))

    @property
    def events(self) -> list[tuple[str, str]]:
        """(dossier, type) of every event, in order."""
        return [(fact.dossier.dossier_id, published(fact).type) for _, facts in self.journal for fact in facts]


class InMemoryCases:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def add(self, case: Case) -> None:
        if case.id in self._shelf.cases:
            raise ValueError(f"case {case.id} exists")
        self._shelf.cases[case.id] = case

    async def locked(self, dossier_id: str) -> Case | None:
        return self._shelf.cases.get(dossier_id)

    async def locked_by_task(self, task_id: str) -> Case | None:
        owners = (case for case in self._shelf.cases.values() if any(task.id == task_id for task in case.tasks))
        return next(owners, None)

    async def locked_by_consultation(self, consultation_id: str) -> Case | None:
        return self._shelf.case_of_consultation(consultation_id)

    async def save(self, case: Case) -> Case:
        saved = replace(case, version=self._shelf.cases[case.id].version + 1)
        self._shelf.cases[case.id] = saved
        return saved

    async def locked_open(self, agency: str, *, beside: str, after: str, size: int) -> list[Case]:
        found = self._shelf.open_cases(agency, after)
        return [case for case in found if case.law_revision != beside][:size]

    async def locked_many(self, dossier_ids: Sequence[str]) -> dict[str, Case]:
        return {each: self._shelf.cases[each] for each in dossier_ids if each in self._shelf.cases}

    async def recounted(self, pairs: Sequence[tuple[Case, Case]]) -> None:
        for before, case in pairs:
            moved = replace(case, law_revision=before.law_revision) != before
            self._shelf.cases[case.id] = replace(case, version=before.version + moved)


class InMemoryLaws:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def law(self, key: str, version: int, revision: str) -> Law | None:
        return self._shelf.law(key, version, revision)

    async def keep(self, law: Law) -> None:
        self._shelf.versions.setdefault((law.version.key, law.version.version), law.version)
        await self.keep_calendar(law.revision, law.calendar)

    async def calendar(self, revision: str) -> WorkCalendar | None:
        return self._shelf.calendars.get(revision)

    async def keep_calendar(self, revision: str, calendar: WorkCalendar) -> None:
        self._shelf.calendars.setdefault(revision, calendar)


class InMemoryTimers:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def replace(self, dossier_id: str, timers: Sequence[Timer], *, before: Sequence[Timer] | None = None) -> None:
        kept = {t: at for t, at in self._shelf.timers.items() if t.subject != dossier_id or at is not None}
        fired = {_key(timer) for timer, at in kept.items() if at is not None}
        new = (timer for timer in timers if _key(timer) not in fired)
        self._shelf.timers = kept | dict.fromkeys(new)

    async def replace_all(self, wanted: Mapping[str, Sequence[Timer]]) -> None:
        for dossier_id, timers in wanted.items():
            await self.replace(dossier_id, timers)

    async def claim(self, now: datetime, *, beside: frozenset[str], most: int) -> list[Timer]:
        waiting = (t for t, fired in self._shelf.timers.items() if fired is None and t.fire_at <= now)
        able = (timer for timer in waiting if timer.subject not in beside)
        return sorted(able, key=lambda timer: (timer.fire_at, timer.subject, timer.kind))[:most]

    async def settle(self, settlement: Settlement, at: datetime) -> None:
        self._shelf.timers |= dict.fromkeys((*settlement.fired, *settlement.superseded), at)
        for timer in settlement.later:
            self._shelf.timers = {
                replace(t, fire_at=timer.fire_at) if _key(t) == _key(timer) else t: fired
                for t, fired in self._shelf.timers.items()
            }


class InMemoryRollouts:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    async def add(self, rollout: Rollout) -> None:
        for earlier in self._shelf.rollouts.values():
            if earlier.agency == rollout.agency and earlier.settled_at is None:
                self._shelf.rollouts[earlier.id] = replace(earlier, settled_at=rollout.heard_at)
        self._shelf.rollouts[rollout.id] = rollout

    async def latest(self, agency: str) -> Rollout | None:
        return next((r for r in reversed(self._shelf.rollouts.values()) if r.agency == agency), None)

    async def claim(self, now: datetime) -> Rollout | None:
        return next(iter(self._shelf.waiting_rollouts(now)), None)

    async def save(self, rollout: Rollout) -> None:
        self._shelf.rollouts[rollout.id] = rollout


def _key(timer: Timer) -> tuple[str, str, datetime]:
    return timer.subject, timer.kind, timer.about_at
