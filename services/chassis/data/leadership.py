"""One of several replicas does a job: an advisory lock held by an open transaction of its own.

A transaction lock, not a session lock: it also works behind PgBouncer, and it ends with its connection.
Between its statements such a transaction holds no snapshot (READ COMMITTED) and no lock on a table, so it
keeps neither vacuum nor a migration from its work.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Executable, Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database

AnyRow = Row[*tuple[Any, ...]]
_BEGIN, _ROLLBACK, _FORGET = text("SAVEPOINT look"), text("ROLLBACK TO SAVEPOINT look"), text("RELEASE SAVEPOINT look")


class Lead:
    """Held leadership. Reading through it proves at no cost that it is still held."""

    def __init__(self, database: Database, connection: AsyncConnection | None) -> None:
        self._database = database
        self._connection = connection

    async def rows(self, statement: Executable) -> Sequence[AnyRow]:
        """Run a query; raises Problem when the connection, and with it the leadership, is lost."""
        if self._connection is not None:
            return await self._looked(self._connection, statement)
        async with self._database.read() as connection:
            return (await connection.execute(statement)).all()

    @staticmethod
    async def _looked(connection: AsyncConnection, statement: Executable) -> Sequence[AnyRow]:
        """In a savepoint that is rolled back: else the transaction would hold its lock on the table as long as we lead,
        and a migration of the next release would wait for it, with everybody else behind.
        """
        await connection.execute(_BEGIN)
        rows = (await connection.execute(statement)).all()
        await connection.execute(_ROLLBACK)
        await connection.execute(_FORGET)
        return rows


@asynccontextmanager
async def leadership(database: Database, job: str) -> AsyncIterator[Lead | None]:
    """Lead the job while inside; None if another replica does. On SQLite the one process always leads."""
    if database.dialect == "sqlite":
        yield Lead(database, None)
        return
    async with database.write() as writing:
        await writing.connection.execute(text("SELECT set_config('idle_in_transaction_session_timeout', '0', true)"))
        lock = text("SELECT pg_try_advisory_xact_lock(:key)").bindparams(key=zlib.crc32(job.encode()))
        is_held = await writing.connection.scalar(lock)
        yield Lead(database, writing.connection) if is_held else None
