"""Dossiers counted anew beside the live ones, and the one transaction in which they become live."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import delete, func, literal, or_, select, text
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database, Writing
from chassis.data.many import Additions
from reporting.application.rebuilds.ports import Behind, Kept, Staged
from reporting.domain.board_sums import Amount, BoardKey
from reporting.domain.notices import FeedbackNote, PublishedProcedure
from reporting.domain.rebuild import Rebuild
from reporting.domain.recount import Recount
from reporting.store.board_sums import SqlBoardSums, exchange_sums
from reporting.store.evaluations import SqlEvaluationBook, mark_row
from reporting.store.evidence_rows import from_json, to_json
from reporting.store.facts_row import facts_row
from reporting.store.foresight import begin_anew
from reporting.store.rebuild_tables import REBUILT_FACTS
from reporting.store.rebuilds import note
from reporting.store.repositories import tally_row
from reporting.store.steps import held_rows
from reporting.store.tables import DOSSIER_FACTS, EVALUATION_MARKS, HELD_STEPS, REBUILT_BOARD_SUMS, TALLIES

_F, _S = DOSSIER_FACTS.c, REBUILT_FACTS.c
_FACTS = [column.name for column in DOSSIER_FACTS.columns if column.name != "revision"]
_KEPT = (_F.dossier_id, _F.evidence, _F.latest_at, _F.revision)
_AT_ONCE = 5_000
# The swap may take longer than any request: a minute or two for a million dossiers that all come out differently.
_PATIENCE = text(
    "SELECT set_config('statement_timeout', '15min', true), set_config('lock_timeout', '60s', true), "
    "set_config('idle_in_transaction_session_timeout', '15min', true)"
)
# What is staged is of no worth after a crash, so no commit of it waits for the disk.
_IN_HASTE = text("SELECT set_config('synchronous_commit', 'off', true)")
_ADD_TALLIES = Additions(TALLIES, [column.name for column in TALLIES.columns])
_ADD_HELD = Additions(HELD_STEPS, [column.name for column in HELD_STEPS.columns])
_ADD_MARKS = Additions(EVALUATION_MARKS, [column.name for column in EVALUATION_MARKS.columns])


class _SqlTable:
    """``rebuilds.ports.Table`` on one connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._is_postgresql = connection.dialect.name == "postgresql"

    async def behind(self, after: str, limit: int) -> Sequence[Behind]:
        found = await self._connection.execute(
            select(*_KEPT, _S.dossier_id.label("staged_id"), _S.evidence.label("staged"))
            .select_from(DOSSIER_FACTS.outerjoin(REBUILT_FACTS, _F.dossier_id == _S.dossier_id))
            .where(_F.dossier_id > after, or_(_S.seen.is_(None), _S.seen != _F.revision))
            .order_by(_F.dossier_id)
            .limit(limit)
        )
        return [
            Behind(kept=_kept(row), staged=None if row.staged_id is None else from_json(row.staged)) for row in found
        ]

    async def stage(self, rows: Sequence[Staged], sums: Mapping[BoardKey, Amount]) -> None:
        if rows:
            await self._connection.execute(_STAGE[self._connection.dialect.name], [_staged_row(row) for row in rows])
        await SqlBoardSums(self._connection, REBUILT_BOARD_SUMS).add(sorted(sums.items()))


class SqlSwap(_SqlTable):
    """Fulfils ``rebuilds.ports.Swap``."""

    def __init__(self, writing: Writing) -> None:
        super().__init__(writing.connection)
        self.commit = writing.commit

    async def lock(self) -> None:
        """Whoever takes events in waits from here on; readers do not. SQLite has one writer anyway."""
        if self._is_postgresql:
            await self._connection.execute(_PATIENCE)
            await self._connection.execute(text("LOCK TABLE dossier_facts IN EXCLUSIVE MODE"))

    async def exchange(self, recount: Recount) -> int:
        changed = await self._connection.execute(_EXCHANGE[self._connection.dialect.name])
        await self._connection.execute(delete(TALLIES))
        tallies = [tally_row(key, value) for key, value in sorted(recount.tallies.items()) if value]
        for start in range(0, len(tallies), _AT_ONCE):
            await _ADD_TALLIES(self._connection, tallies[start : start + _AT_ONCE])
        await self._connection.execute(delete(EVALUATION_MARKS))
        marks = [mark_row(key, value) for key, value in sorted(recount.marks.items()) if value]
        for start in range(0, len(marks), _AT_ONCE):
            await _ADD_MARKS(self._connection, marks[start : start + _AT_ONCE])
        await exchange_sums(self._connection)
        await self._connection.execute(delete(HELD_STEPS))
        held = [row for _, steps in sorted(recount.held.items()) for row in held_rows(steps)]
        for start in range(0, len(held), _AT_ONCE):
            await _ADD_HELD(self._connection, held[start : start + _AT_ONCE])
        await begin_anew(self._connection)
        return changed.rowcount

    async def apply(self, notices: Iterable[PublishedProcedure | FeedbackNote]) -> None:
        book = SqlEvaluationBook(self._connection)
        for notice in notices:
            if isinstance(notice, FeedbackNote):
                await book.note(notice)
            else:
                await book.publish(notice)

    async def close(self, rebuild: Rebuild) -> None:
        await note(self._connection, rebuild)


class SqlWorkbench:
    """Fulfils ``rebuilds.ports.Workbench``: each call a short transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def clear(self) -> None:
        async with self._database.write() as writing:
            if writing.connection.dialect.name == "postgresql":
                await writing.connection.execute(text("TRUNCATE rebuilt_facts, rebuilt_board_sums"))
            else:
                for table in (REBUILT_FACTS, REBUILT_BOARD_SUMS):
                    await writing.connection.execute(delete(table))
            await writing.commit()

    async def count(self) -> int:
        async with self._database.read() as connection:
            return int(await connection.scalar(select(func.count()).select_from(DOSSIER_FACTS)) or 0)

    async def kept(self, after: str, limit: int) -> Sequence[Kept]:
        page = select(*_KEPT).where(_F.dossier_id > after).order_by(_F.dossier_id).limit(limit)
        async with self._database.read() as connection:
            return [_kept(row) for row in await connection.execute(page)]

    async def kept_of(self, dossier_ids: Sequence[str]) -> Mapping[str, Kept]:
        async with self._database.read() as connection:
            rows = await connection.execute(select(*_KEPT).where(_F.dossier_id.in_(dossier_ids)))
            return {row.dossier_id: _kept(row) for row in rows}

    async def behind(self, after: str, limit: int) -> Sequence[Behind]:
        async with self._database.read() as connection:
            return await _SqlTable(connection).behind(after, limit)

    async def stage(self, rows: Sequence[Staged], sums: Mapping[BoardKey, Amount]) -> None:
        async with self._database.write() as writing:
            if writing.connection.dialect.name == "postgresql":
                await writing.connection.execute(_IN_HASTE)
            await _SqlTable(writing.connection).stage(rows, sums)
            await writing.commit()

    def swap(self) -> AbstractAsyncContextManager[SqlSwap]:
        return self._swap()

    @asynccontextmanager
    async def _swap(self) -> AsyncIterator[SqlSwap]:
        async with self._database.write() as writing:
            swap = SqlSwap(writing)
            await swap.lock()
            yield swap


def _kept(row: Any) -> Kept:
    return Kept(
        dossier_id=row.dossier_id, evidence=from_json(row.evidence), latest_at=row.latest_at, revision=row.revision
    )


def _staged_row(row: Staged) -> dict[str, Any]:
    rest = {"evidence": to_json(row.evidence), "latest_at": row.latest_at, "seen": row.seen}
    return facts_row(row.facts, row.verdict) | rest


def _stage(dialect: str) -> Any:
    statement = postgresql_insert(REBUILT_FACTS) if dialect == "postgresql" else sqlite_insert(REBUILT_FACTS)
    replaced = {column.name: statement.excluded[column.name] for column in _S if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=["dossier_id"], set_=replaced)


def _exchange(dialect: str) -> Any:
    """Only what came out differently is written."""
    statement: Any = postgresql_insert(DOSSIER_FACTS) if dialect == "postgresql" else sqlite_insert(DOSSIER_FACTS)
    # SQLite wants a WHERE before ON CONFLICT, or it would read a join.
    anew = select(*(_S[name] for name in _FACTS)).where(literal(value=True))
    replaced = {name: statement.excluded[name] for name in _FACTS if name != "dossier_id"}
    differs = or_(*(_F[name].is_distinct_from(value) for name, value in replaced.items()))
    return statement.from_select(_FACTS, anew).on_conflict_do_update(
        index_elements=["dossier_id"], set_=replaced | {"revision": _F.revision + 1}, where=differs
    )


_STAGE = {dialect: _stage(dialect) for dialect in ("postgresql", "sqlite")}
_EXCHANGE = {dialect: _exchange(dialect) for dialect in ("postgresql", "sqlite")}
