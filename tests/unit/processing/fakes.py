"""A store in memory that keeps the contract of the real one: nothing counts before commit, fired timers stay fired."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.kernel.clock import Clock, FrozenClock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.timers import Timer
from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import GapAhead
from chassis.messaging.journal import Command, CommandRepeated
from chassis.timers.firing import Settlement
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations
from processing.application.ports import CaseFilter, FoundCases, FoundTasks, ListedClock, ListedTask, Place, TaskFilter
from processing.domain.absences import Absence
from processing.domain.case import Case
from processing.domain.consultation import Consultee
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.corrections import Published
from processing.domain.delegations import Delegation
from processing.domain.facts import Fact
from processing.domain.inbox import Bounds, Group, Owner, Urgency, group_of, paused_at
from processing.domain.law import Law, ProcedureVersion
from processing.domain.notes import Note
from processing.domain.recounting import OPEN
from processing.domain.results import ResultFile
from processing.domain.rights import Scope
from processing.domain.rollouts import SETTLE, Rollout
from processing.domain.staffing import RoleAssignment
from processing.events.publishing import published
from unit.processing.fake_mandates import InMemoryMandates
from unit.processing.fake_results import InMemoryNotes, InMemoryResults
from unit.processing.fake_staff import InMemoryStaff
from unit.processing.opinions import CONSULTEES, found
from unit.processing.story import ACCEPTED_AT


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


class InMemoryTransaction:
    def __init__(self, unit_of_work: InMemoryUnitOfWork) -> None:
        self._unit_of_work = unit_of_work
        self.shelf = unit_of_work.shelf.copy()
        self.cases = InMemoryCases(self.shelf)
        self.laws = InMemoryLaws(self.shelf)
        self.timers = InMemoryTimers(self.shelf)
        self.rollouts = InMemoryRollouts(self.shelf)
        self.mandates = InMemoryMandates(self.shelf)
        self.staff = InMemoryStaff(self.shelf)
        self.results = InMemoryResults(self.shelf)
        self.notes = InMemoryNotes(self.shelf)
        self.now = unit_of_work.clock.now

    async def record_all(self, records: Sequence[tuple[Command, Sequence[Fact]]]) -> None:
        self.shelf.journal += [(command, tuple(facts)) for command, facts in records]

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        if command.idempotency is not None and await self.repeated(command):
            raise CommandRepeated(command.subject)
        self.shelf.journal.append((command, tuple(facts)))

    async def repeated(self, command: Command) -> bool:
        return await self.earlier(command) is not None

    async def earlier(self, command: Command) -> str | None:
        for earlier, _ in self.shelf.journal:
            same_actor = earlier.actor.subject == command.actor.subject
            if same_actor and earlier.idempotency and command.idempotency:
                if earlier.idempotency.key != command.idempotency.key:
                    continue
                if earlier.idempotency.digest != command.idempotency.digest:
                    raise invalid("idempotency-key-reused", "This key was used for a different request.")
                return earlier.subject
        return None

    async def published(self, dossier_id: str, event: str) -> Published:
        found = [index for index, told in enumerate(self.shelf.events) if told == (dossier_id, event)]
        if not found:
            raise LookupError(f"no event {event} of {dossier_id}")
        return Published(id=f"event-{found[-1]}", type=f"motcua.{event}.v1")

    async def first_sight(self, envelope: Envelope) -> bool:
        last = self.shelf.inbox.get((envelope.source, envelope.subject), 0)
        if envelope.sequence <= last:
            return False
        if envelope.sequence > last + 1:
            raise GapAhead(last + 1, envelope.sequence)
        self.shelf.inbox[envelope.source, envelope.subject] = envelope.sequence
        return True

    async def commit(self) -> None:
        self._unit_of_work.shelf = self.shelf


class InMemoryUnitOfWork:
    """One writer at a time, as on SQLite."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.shelf = Shelf()
        self.clock = clock or FrozenClock(ACCEPTED_AT)
        self._turn = asyncio.Lock()

    def begin(self) -> AbstractAsyncContextManager[InMemoryTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[InMemoryTransaction]:
        async with self._turn:
            yield InMemoryTransaction(self)


class InMemoryReading:
    def __init__(self, unit_of_work: InMemoryUnitOfWork) -> None:
        self._unit_of_work = unit_of_work
        self.inboxes = InMemoryInboxes(self)

    @property
    def mandates(self) -> InMemoryMandates:
        return InMemoryMandates(self._unit_of_work.shelf)

    @property
    def staff(self) -> InMemoryStaff:
        return InMemoryStaff(self._unit_of_work.shelf)

    @property
    def results(self) -> InMemoryResults:
        return InMemoryResults(self._unit_of_work.shelf)

    @property
    def notes(self) -> InMemoryNotes:
        return InMemoryNotes(self._unit_of_work.shelf)

    async def law(self, key: str, version: int, revision: str) -> Law | None:
        return self._unit_of_work.shelf.law(key, version, revision)

    async def case(self, dossier_id: str) -> Case | None:
        return self._unit_of_work.shelf.cases.get(dossier_id)

    async def calendar(self, revision: str) -> WorkCalendar | None:
        return self._unit_of_work.shelf.calendars.get(revision)

    async def open_clocks(self, agency: str, *, after: str, size: int) -> list[Case]:
        found = self._unit_of_work.shelf.open_cases(agency, after)[:size]
        return [replace(case, tasks=(), supplements=()) for case in found]

    async def rollout(self, revision: str) -> Rollout | None:
        rollouts = reversed(self._unit_of_work.shelf.rollouts.values())
        return next((r for r in rollouts if r.law_revision == revision), None)

    async def has_rollout(self, now: datetime) -> bool:
        return bool(self._unit_of_work.shelf.waiting_rollouts(now))

    async def oldest_due(self, now: datetime) -> datetime | None:
        waiting = (timer.fire_at for timer, fired in self._unit_of_work.shelf.timers.items() if fired is None)
        return min((at for at in waiting if at <= now), default=None)

    async def case_of_consultation(self, consultation_id: str) -> Case | None:
        return self._unit_of_work.shelf.case_of_consultation(consultation_id)

    async def find_consultations(
        self, scope: ConsultationScope, wanted: ConsultationFilter, after: Place | None, size: int
    ) -> FoundConsultations:
        return found(self._unit_of_work.shelf.cases.values(), scope, wanted, after, size)

    async def find_cases(self, scope: Scope, wanted: CaseFilter, after: Place | None, size: int) -> FoundCases:
        matching = sorted(
            (case for case in self._unit_of_work.shelf.cases.values() if _case_matches(case, scope, wanted)),
            key=lambda case: (case.announced_due_at, case.id),
        )
        rest = [c for c in matching if after is None or (c.announced_due_at, c.id) > (after.due_at, after.id)]
        page, last = tuple(rest[:size]), rest[size - 1] if len(rest) > size else None
        following = Place(due_at=last.announced_due_at, id=last.id) if last else None
        return FoundCases(cases=page, total=len(matching), following=following)

    async def find_tasks(self, scope: Scope, wanted: TaskFilter, after: Place | None, size: int) -> FoundTasks:
        rows = self.all_tasks()
        matching = sorted(
            (row for row in rows if _task_matches(row, scope, wanted)),
            key=lambda row: (row.task.due_at, row.task.id),
        )
        rest = [r for r in matching if after is None or (r.task.due_at, r.task.id) > (after.due_at, after.id)]
        page, last = tuple(rest[:size]), rest[size - 1].task if len(rest) > size else None
        following = Place(due_at=last.due_at, id=last.id) if last else None
        return FoundTasks(tasks=page, total=len(matching), following=following)

    def all_tasks(self) -> list[ListedTask]:
        return [row for case in self._unit_of_work.shelf.cases.values() for row in self._listed(case)]

    def _listed(self, case: Case) -> list[ListedTask]:
        version = self._unit_of_work.shelf.versions[case.dossier.procedure_key, case.dossier.procedure_version]
        return [
            ListedTask(
                task=task,
                dossier=case.dossier,
                procedure_name=version.name,
                procedure_name_en=version.name_en,
                case_state=case.state,
                dossier_due_at=case.announced_due_at,
                version=case.version,
                clock=ListedClock(
                    law_revision=case.law_revision,
                    original_due_at=case.original_due_at,
                    paused_at=paused_at(case),
                    timeliness=case.timeliness,
                    stopped_at=case.stopped_at,
                ),
            )
            for task in case.tasks
        ]


class InMemoryInboxes:
    """As the domain says whose a step is."""

    def __init__(self, reading: InMemoryReading) -> None:
        self._reading = reading

    async def revision(self, owner: Owner) -> str | None:
        mine = (row for row in self._reading.all_tasks() if _group_of(owner, row) is not None)
        return next((row.clock.law_revision for row in mine), None)

    async def page(self, owner: Owner, group: Group, size: int, *, paused: bool) -> list[ListedTask]:
        rows = [row for row in self._reading.all_tasks() if _group_of(owner, row) is group]
        wanted = [row for row in rows if (row.clock.paused_at is not None) is paused]
        return sorted(wanted, key=lambda r: (r.task.due_at, r.task.id))[:size]

    async def counts(self, owner: Owner, bounds: Bounds) -> dict[tuple[Group, Urgency], int]:
        counted: Counter[tuple[Group, Urgency]] = Counter()
        for row in self._reading.all_tasks():
            if (group := _group_of(owner, row)) is not None:
                counted[group, bounds.urgency(row.task.due_at, is_paused=row.clock.paused_at is not None)] += 1
        return counted


class InMemoryCatalogue:
    """Intake's law pack; ``is_away`` as if intake did not answer. Counts how often it was asked."""

    def __init__(self, *laws: Law) -> None:
        self._laws = laws
        self.is_away = False
        self.asked = 0

    async def procedure(self, key: str, version: int) -> ProcedureVersion:
        self._answer()
        return next(law.version for law in self._laws if (law.version.key, law.version.version) == (key, version))

    async def consultees(self) -> tuple[Consultee, ...]:
        self._answer()
        return CONSULTEES

    async def calendar(self, revision: str) -> WorkCalendar:
        self._answer()
        return next(law.calendar for law in self._laws if law.revision == revision)

    def _answer(self) -> None:
        self.asked += 1
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "intake does not answer")


def _group_of(owner: Owner, row: ListedTask) -> Group | None:
    return group_of(owner, row.task, row.dossier, row.case_state)


def _key(timer: Timer) -> tuple[str, str, datetime]:
    return timer.subject, timer.kind, timer.about_at


def _case_matches(case: Case, scope: Scope, wanted: CaseFilter) -> bool:
    departments = {case.dossier.department, *(task.department for task in case.tasks)}
    return (
        scope.agency in ("", case.dossier.agency)
        and (not scope.department or scope.department in departments)
        and wanted.department in ("", case.dossier.department)
        and (not wanted.states or case.state in wanted.states)
        and (wanted.due_before is None or case.announced_due_at < wanted.due_before)
    )


def _task_matches(row: ListedTask, scope: Scope, wanted: TaskFilter) -> bool:
    return (
        scope.agency in ("", row.dossier.agency)
        and all(asked in ("", row.task.department) for asked in (scope.department, wanted.department))
        and wanted.assignee in ("", row.task.officer)
        and (not wanted.states or row.task.state in wanted.states)
        and (wanted.due_before is None or row.task.due_at < wanted.due_before)
    )
