"""Cases on one open connection: read with all their parts, written only where they changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, Table, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from processing.domain.case import Case
from processing.store import rows
from processing.store.tables import cases, ledger_entries, supplements, tasks


async def whole(connection: AsyncConnection, heads: Sequence[rows.Row]) -> list[Case]:
    """The cases of these rows, in their order, each with its tasks, ledger and supplements: three queries for all."""
    ids = [head.dossier_id for head in heads]
    if not ids:
        return []
    parts = [await _parts(connection, table, ids) for table in (tasks, ledger_entries, supplements)]
    return [rows.case_of(head, *(part[head.dossier_id] for part in parts)) for head in heads]


class SqlCases:
    """Fulfils ``ports.Cases``. Remembers what it locked, so that saving writes the difference."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._locked: dict[str, Case] = {}

    async def add(self, case: Case) -> None:
        await self._connection.execute(insert(cases).values(rows.case_row(case)))
        await self._add_parts(case, tasks_from=0, entries_from=0, supplements_from=0)
        self._locked[case.id] = case

    async def locked(self, dossier_id: str) -> Case | None:
        return await self._lock(select(cases).where(cases.c.dossier_id == dossier_id))

    async def locked_by_task(self, task_id: str) -> Case | None:
        owner = select(tasks.c.dossier_id).where(tasks.c.id == task_id).scalar_subquery()
        return await self._lock(select(cases).where(cases.c.dossier_id == owner))

    async def save(self, case: Case) -> Case:
        before = self._locked[case.id]
        saved = replace(case, version=before.version + 1)
        await self._connection.execute(update(cases).where(cases.c.dossier_id == case.id).values(rows.case_row(saved)))
        for index, (old, new) in enumerate(zip(before.tasks, case.tasks, strict=False)):
            if new != old:
                await self._change(tasks, tasks.c.id == new.id, rows.task_row(case.id, index, new))
        for index, (was, asked) in enumerate(zip(before.supplements, case.supplements, strict=False)):
            if asked != was:
                row = rows.supplement_row(case.id, index, asked)
                await self._change(supplements, supplements.c.request_id == asked.request_id, row)
        await self._add_parts(
            case,
            tasks_from=len(before.tasks),
            entries_from=len(before.entries),
            supplements_from=len(before.supplements),
        )
        self._locked[case.id] = saved
        return saved

    async def _lock(self, query: Select[Any]) -> Case | None:
        """On SQLite the transaction itself is the lock: there is one writer."""
        head = (await self._connection.execute(query.with_for_update())).one_or_none()
        if head is None:
            return None
        (case,) = await whole(self._connection, [head])
        self._locked[case.id] = case
        return case

    async def _change(self, table: Table, which: Any, row: dict[str, Any]) -> None:
        await self._connection.execute(update(table).where(which).values(row))

    async def _add_parts(self, case: Case, *, tasks_from: int, entries_from: int, supplements_from: int) -> None:
        new: tuple[tuple[Table, list[dict[str, Any]]], ...] = (
            (tasks, [rows.task_row(case.id, i, t) for i, t in enumerate(case.tasks) if i >= tasks_from]),
            (ledger_entries, [rows.entry_row(case.id, i, e) for i, e in enumerate(case.entries) if i >= entries_from]),
            (
                supplements,
                [rows.supplement_row(case.id, i, s) for i, s in enumerate(case.supplements) if i >= supplements_from],
            ),
        )
        for table, values in new:
            if values:
                await self._connection.execute(insert(table), values)


async def _parts(connection: AsyncConnection, table: Table, ids: list[str]) -> dict[str, list[rows.Row]]:
    found = await connection.execute(
        select(table).where(table.c.dossier_id.in_(ids)).order_by(table.c.dossier_id, table.c.ordinal)
    )
    parts: dict[str, list[rows.Row]] = defaultdict(list)
    for row in found:
        parts[row.dossier_id].append(row)
    return parts
