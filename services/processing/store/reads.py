"""Reading what is committed: one query for a page, one for its exact total, both on the same index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, tuple_

from chassis.data.database import Database
from chassis.kernel.worktime import WorkCalendar
from processing.application.consultation_lists import ConsultationFilter, FoundConsultations
from processing.application.ports import CaseFilter, FoundCases, FoundTasks, Place, TaskFilter
from processing.domain.case import Case
from processing.domain.consultation_rights import ConsultationScope
from processing.domain.law import Law
from processing.domain.rights import Scope
from processing.domain.rollouts import Rollout
from processing.store import consultations, rollouts
from processing.store.cases import clocks, open_heads, whole
from processing.store.file_keys import FileKeyRing
from processing.store.inbox import SqlInboxes
from processing.store.laws import LawMemory, SqlLaws
from processing.store.listing import LISTED, listed
from processing.store.mandates import SqlMandateReads
from processing.store.notes import SqlNoteReads
from processing.store.results import SqlResultReads
from processing.store.staff import SqlStaffReads
from processing.store.tables import IS_OPEN, TIMERS, calendar_rollouts, cases, tasks

_CASE = select(cases).where(cases.c.dossier_id == bindparam("wanted"))


class SqlReading:
    """Fulfils ``ports.Reading``."""

    def __init__(self, database: Database, memory: LawMemory, keys: FileKeyRing | None = None) -> None:
        self._database = database
        self._memory = memory
        self.inboxes = SqlInboxes(database)
        self.mandates = SqlMandateReads(database)
        self.staff = SqlStaffReads(database)
        self.results = SqlResultReads(database)
        self.notes = SqlNoteReads(database, keys or FileKeyRing(None))

    async def law(self, key: str, version: int, revision: str) -> Law | None:
        if (known := self._memory.law(key, version, revision)) is not None:  # no connection for each case of a list
            return known
        async with self._database.read() as connection:
            return await SqlLaws(connection, self._memory).law(key, version, revision)

    async def case(self, dossier_id: str) -> Case | None:
        async with self._database.read() as connection:
            found = await connection.execute(_CASE, {"wanted": dossier_id})
            read = await whole(connection, found.all())
        return read[0] if read else None

    async def calendar(self, revision: str) -> WorkCalendar | None:
        if (known := self._memory.calendars.get(revision)) is not None:
            return known
        async with self._database.read() as connection:
            return await SqlLaws(connection, self._memory).calendar(revision)

    async def open_clocks(self, agency: str, *, after: str, size: int) -> list[Case]:
        async with self._database.read() as connection:
            heads = (await connection.execute(open_heads(agency, after, size))).all()
            return await clocks(connection, heads)

    async def rollout(self, revision: str) -> Rollout | None:
        async with self._database.read() as connection:
            return await rollouts.rollout(connection, revision)

    async def has_rollout(self, now: datetime) -> bool:
        query = select(calendar_rollouts.c.position).where(rollouts.waiting(now)).limit(1)
        async with self._database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def oldest_due(self, now: datetime) -> datetime | None:
        async with self._database.read() as connection:
            return await TIMERS.oldest_due(connection, now)

    async def case_of_consultation(self, consultation_id: str) -> Case | None:
        async with self._database.read() as connection:
            dossier_id = await consultations.of_id(connection, consultation_id)
        return await self.case(dossier_id) if dossier_id else None

    async def find_consultations(
        self, scope: ConsultationScope, wanted: ConsultationFilter, after: Place | None, size: int
    ) -> FoundConsultations:
        async with self._database.read() as connection:
            return await consultations.find(connection, scope, wanted, after, size)

    async def find_cases(self, scope: Scope, wanted: CaseFilter, after: Place | None, size: int) -> FoundCases:
        matches = and_(*_case_conditions(scope, wanted))
        query = select(cases).where(matches).order_by(cases.c.announced_due_at, cases.c.dossier_id).limit(size + 1)
        if after is not None:
            query = query.where(_after(cases.c.announced_due_at, cases.c.dossier_id, after))
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
            total = await connection.scalar(select(func.count()).select_from(cases).where(matches))
            page = await whole(connection, found[:size])
        last = page[-1] if len(found) > size else None
        following = Place(due_at=last.announced_due_at, id=last.id) if last else None
        return FoundCases(cases=tuple(page), total=total or 0, following=following)

    async def find_tasks(self, scope: Scope, wanted: TaskFilter, after: Place | None, size: int) -> FoundTasks:
        matches = and_(*_task_conditions(scope, wanted))
        query = LISTED.where(matches).order_by(tasks.c.due_at, tasks.c.id).limit(size + 1)
        if after is not None:
            query = query.where(_after(tasks.c.due_at, tasks.c.id, after))
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
            total = await connection.scalar(select(func.count()).select_from(tasks).where(matches))
        page = tuple(listed(row) for row in found[:size])
        last = page[-1].task if len(found) > size else None
        following = Place(due_at=last.due_at, id=last.id) if last else None
        return FoundTasks(tasks=page, total=total or 0, following=following)


def _after(due_at: ColumnElement[Any], row_id: ColumnElement[Any], place: Place) -> ColumnElement[bool]:
    return tuple_(due_at, row_id) > tuple_(place.due_at, place.id, types=[due_at.type, row_id.type])


def _case_conditions(scope: Scope, wanted: CaseFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.agency:
        conditions.append(cases.c.agency == scope.agency)
    if scope.department:
        has_step = select(tasks.c.id).where(
            tasks.c.dossier_id == cases.c.dossier_id, tasks.c.department == scope.department
        )
        conditions.append(or_(cases.c.department == scope.department, has_step.exists()))
    if wanted.department:
        conditions.append(cases.c.department == wanted.department)
    if wanted.states:
        conditions.append(cases.c.state.in_(sorted(wanted.states)))
    if wanted.due_before is not None:
        conditions.append(cases.c.announced_due_at < wanted.due_before)
    return conditions


def _task_conditions(scope: Scope, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.agency:
        conditions.append(tasks.c.agency == scope.agency)
    conditions += [tasks.c.department == d for d in sorted({scope.department, wanted.department} - {""})]
    if wanted.assignee:
        conditions.append(tasks.c.officer == wanted.assignee)
    if wanted.states == TaskFilter().states:
        conditions.append(IS_OPEN)
    elif wanted.states:
        conditions.append(tasks.c.state.in_(sorted(wanted.states)))
    if wanted.due_before is not None:
        conditions.append(tasks.c.due_at < wanted.due_before)
    return conditions
