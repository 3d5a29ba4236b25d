"""Cases on one open connection: read with all their parts, written only where they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Executable, Select, Table, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.many import Changes
from chassis.history.covered import Written
from processing.domain.case import Case
from processing.domain.recounting import OPEN
from processing.store import rows
from processing.store.consultations import of_cases, save_consultations
from processing.store.history import LEDGER
from processing.store.tables import IS_OPEN, cases, consultations, ledger_entries, supplements, tasks


def _changing(table: Table, key: str, *names: str) -> Executable:
    """The row with this key gets these columns anew, or all of them."""
    named = names or [column.name for column in table.c if column.name != key]
    values: dict[str, Any] = {name: bindparam(name) for name in named}
    return update(table).where(table.c[key] == bindparam("wanted")).values(values)


# Built once: to make a statement costs more than to execute it.
_PARTS = (tasks, ledger_entries, supplements)
# A list of one has a statement of its own: lists are written out anew for each length, at each execution.
_READ_PARTS_OF_ONE = {
    table.name: select(table).where(table.c.dossier_id == bindparam("dossier")).order_by(table.c.ordinal)
    for table in _PARTS
}
_READ_PARTS = {
    table.name: select(table)
    .where(table.c.dossier_id.in_(bindparam("dossiers", expanding=True)))
    .order_by(table.c.dossier_id, table.c.ordinal)
    for table in _PARTS
}
_INSERT = {table.name: insert(table) for table in (cases, *_PARTS)}
_CHANGE_CASE = _changing(cases, "dossier_id")
_CHANGE_TASK = _changing(tasks, "id")
_CHANGE_SUPPLEMENT = _changing(supplements, "request_id")
_RECOUNT_CASE = Changes(
    cases,
    ("dossier_id",),
    (
        *("clock_started_at", "due_at", "original_due_at", "announced_due_at"),
        *("law_revision", "is_due_provisional", "version"),
    ),
)
_RECOUNT_TASK = Changes(tasks, ("id",), ("due_at",))
_RECOUNT_ASKED = Changes(supplements, ("request_id",), ("applicant_deadline_at",))
# A calendar moves open steps alone; a case has four times as many that are done.
_READ_MOVABLE = _READ_PARTS | {tasks.name: _READ_PARTS[tasks.name].where(IS_OPEN)}
_READ_MANY = select(cases).where(cases.c.dossier_id.in_(bindparam("dossiers", expanding=True)))
# On SQLite the transaction itself is the lock: there is one writer.
_LOCK = select(cases).where(cases.c.dossier_id == bindparam("wanted")).with_for_update()
_LOCK_BY_TASK = (
    select(cases)
    .where(cases.c.dossier_id == select(tasks.c.dossier_id).where(tasks.c.id == bindparam("wanted")).scalar_subquery())
    .with_for_update()
)

_LOCK_BY_CONSULTATION = (
    select(cases)
    .where(
        cases.c.dossier_id
        == select(consultations.c.dossier_id).where(consultations.c.id == bindparam("wanted")).scalar_subquery()
    )
    .with_for_update()
)


async def whole(
    connection: AsyncConnection, heads: Sequence[rows.Row], queries: Mapping[str, Executable] = _READ_PARTS
) -> list[Case]:
    """The cases of these rows, in their order, each with its tasks, ledger and supplements: three queries for all.

    A fourth if some of them have consultations; most have none.
    """
    ids = [head.dossier_id for head in heads]
    if not ids:
        return []
    if len(ids) == 1:
        queries = _READ_PARTS_OF_ONE
    parts = [await _parts(connection, queries[table.name], ids) for table in _PARTS]
    asked = await of_cases(connection, heads)
    return [
        rows.case_of(head, *(part[head.dossier_id] for part in parts), consultations=asked.get(head.dossier_id, ()))
        for head in heads
    ]


async def clocks(connection: AsyncConnection, heads: Sequence[rows.Row]) -> list[Case]:
    """The cases of these rows with their ledgers alone: one query for all."""
    entries = (
        await _parts(connection, _READ_PARTS[ledger_entries.name], [head.dossier_id for head in heads]) if heads else {}
    )
    return [rows.case_of(head, (), entries.get(head.dossier_id, ()), ()) for head in heads]


def open_heads(agency: str, after: str, size: int) -> Select[Any]:
    """The next open cases of an agency by id."""
    c = cases.c
    return (
        select(cases)
        .where(c.agency == agency, c.state.in_(sorted(OPEN)), c.dossier_id > after)
        .order_by(c.dossier_id)
        .limit(size)
    )


class SqlCases:
    """Fulfils ``ports.Cases``. Remembers what it locked, so that saving writes the difference.

    written: learns of every line of a ledger."""

    def __init__(self, connection: AsyncConnection, written: Written) -> None:
        self._connection = connection
        self._written = written
        self._locked: dict[str, Case] = {}

    async def add(self, case: Case) -> None:
        await self._connection.execute(_INSERT[cases.name], rows.case_row(case))
        await self._add_parts(case, tasks_from=0, entries_from=0, supplements_from=0)
        self._locked[case.id] = case

    async def locked(self, dossier_id: str) -> Case | None:
        return await self._lock(_LOCK, dossier_id)

    async def locked_by_task(self, task_id: str) -> Case | None:
        return await self._lock(_LOCK_BY_TASK, task_id)

    async def locked_by_consultation(self, consultation_id: str) -> Case | None:
        return await self._lock(_LOCK_BY_CONSULTATION, consultation_id)

    async def save(self, case: Case) -> Case:
        before = self._locked[case.id]
        saved = replace(case, version=before.version + 1)
        await self._change(_CHANGE_CASE, "dossier_id", rows.case_row(saved))
        for index, (old, new) in enumerate(zip(before.tasks, case.tasks, strict=False)):
            if new != old:
                await self._change(_CHANGE_TASK, "id", rows.task_row(case.dossier, index, new))
        for index, (was, asked) in enumerate(zip(before.supplements, case.supplements, strict=False)):
            if asked != was:
                await self._change(_CHANGE_SUPPLEMENT, "request_id", rows.supplement_row(case.id, index, asked))
        await self._add_parts(
            case,
            tasks_from=len(before.tasks),
            entries_from=len(before.entries),
            supplements_from=len(before.supplements),
        )
        await save_consultations(self._connection, case.id, before.consultations, case.consultations)
        self._locked[case.id] = saved
        return saved

    async def locked_open(self, agency: str, *, beside: str, after: str, size: int) -> list[Case]:
        query = open_heads(agency, after, size).where(cases.c.law_revision != beside).with_for_update()
        return await whole(self._connection, (await self._connection.execute(query)).all(), _READ_MOVABLE)

    async def recounted(self, pairs: Sequence[tuple[Case, Case]]) -> None:
        for change, table in ((_RECOUNT_CASE, _case_dates), (_RECOUNT_TASK, _task_dates), (_RECOUNT_ASKED, _deadlines)):
            await change(self._connection, [row for before, case in pairs for row in table(before, case)])

    async def locked_many(self, dossier_ids: Sequence[str]) -> dict[str, Case]:
        heads = (await self._connection.execute(_READ_MANY, {"dossiers": list(dict.fromkeys(dossier_ids))})).all()
        found = {case.id: case for case in await whole(self._connection, heads)}
        self._locked |= found
        return found

    async def _lock(self, query: Executable, wanted: str) -> Case | None:
        head = (await self._connection.execute(query, {"wanted": wanted})).one_or_none()
        if head is None:
            return None
        (case,) = await whole(self._connection, [head])
        self._locked[case.id] = case
        return case

    async def _change(self, changing: Executable, key: str, row: dict[str, Any]) -> None:
        await self._connection.execute(changing, row | {"wanted": row.pop(key)})

    async def _add_parts(self, case: Case, *, tasks_from: int, entries_from: int, supplements_from: int) -> None:
        lines = [rows.entry_row(case.id, i, e) for i, e in enumerate(case.entries) if i >= entries_from]
        self._written.note(LEDGER, lines)
        new: tuple[tuple[Table, list[dict[str, Any]]], ...] = (
            (tasks, [rows.task_row(case.dossier, i, t) for i, t in enumerate(case.tasks) if i >= tasks_from]),
            (ledger_entries, lines),
            (
                supplements,
                [rows.supplement_row(case.id, i, s) for i, s in enumerate(case.supplements) if i >= supplements_from],
            ),
        )
        for table, values in new:
            if values:
                await self._connection.execute(_INSERT[table.name], values)


def _case_dates(before: Case, case: Case) -> list[dict[str, Any]]:
    """Every case is counted by another revision from now on; one whose dates stay is no new version to anybody."""
    dates = {
        name: getattr(case, name) for name in ("clock_started_at", "due_at", "original_due_at", "announced_due_at")
    }
    moved = case.next(law_revision=before.law_revision) != before
    row = dates | {"law_revision": case.law_revision, "is_due_provisional": case.due_is_provisional}
    return [row | {"version": before.version + moved, "dossier_id": case.id}]


def _task_dates(before: Case, case: Case) -> list[dict[str, Any]]:
    pairs = zip(before.tasks, case.tasks, strict=True)
    return [{"due_at": new.due_at, "id": new.id} for old, new in pairs if old != new]


def _deadlines(before: Case, case: Case) -> list[dict[str, Any]]:
    return [
        {"applicant_deadline_at": new.applicant_deadline_at, "request_id": new.request_id}
        for old, new in zip(before.supplements, case.supplements, strict=True)
        if old != new
    ]


async def _parts(connection: AsyncConnection, query: Executable, ids: list[str]) -> dict[str, list[rows.Row]]:
    found = await connection.execute(query, {"dossiers": ids, "dossier": ids[0]})
    parts: dict[str, list[rows.Row]] = defaultdict(list)
    for row in found:
        parts[row.dossier_id].append(row)
    return parts
