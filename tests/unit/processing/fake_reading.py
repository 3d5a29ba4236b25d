"""What is read of cases, in memory."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

from chassis.kernel.worktime import WorkCalendar
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations
from processing.application.ports import CaseFilter, FoundCases, FoundTasks, ListedClock, ListedTask, Place, TaskFilter
from processing.domain.case import Case
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.inbox import Bounds, Group, Owner, Urgency, group_of, paused_at
from processing.domain.law import Law
from processing.domain.rights import Scope
from processing.domain.rollouts import Rollout
from unit.processing.fake_mandates import InMemoryMandates
from unit.processing.fake_results import InMemoryNotes, InMemoryResults
from unit.processing.fake_staff import InMemoryStaff
from unit.processing.fakes import InMemoryUnitOfWork
from unit.processing.opinions import found


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


def _group_of(owner: Owner, row: ListedTask) -> Group | None:
    return group_of(owner, row.task, row.dossier, row.case_state)


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
