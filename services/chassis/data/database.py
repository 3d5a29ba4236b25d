"""Transactions on one service's database: writes that end by commit() or not at all, reads that cannot
write.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, Literal

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

from chassis.data.engines import (
    TIMEOUTS,
    WAIT_SECONDS,
    postgresql_engine,
    postgresql_readers,
    sqlite_readers,
    sqlite_writer,
)
from chassis.data.faults import busy, problem_of, unavailable
from chassis.data.sqlite_threads import SqliteThreads
from chassis.telemetry import logs

ROLLBACK_SECONDS = 2.0

_log = logs.get(__name__)


class Writing:
    """One open write transaction."""

    def __init__(self, connection: AsyncConnection, transaction: AsyncTransaction) -> None:
        self.connection = connection
        self._transaction = transaction
        self._calls: list[Callable[[], None]] = []

    async def commit(self) -> None:
        """Make it lasting, then make the after_commit calls. After it the transaction is over.

        If the connection dies during the commit it is unknown whether it happened: Problem
        ``store-unavailable``, and an idempotency key makes trying again safe.
        """
        await self._transaction.commit()
        for call in self._calls:
            call()
        self._calls.clear()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Do this once the commit has happened, not at all if it does not. Must not raise."""
        self._calls.append(call)


class Database:
    """``postgresql+asyncpg://…`` or ``sqlite+aiosqlite:///file``; opened at first use.

    Database faults leave ``write`` and ``read`` as Problems (see ``chassis.data.faults``). On SQLite there
    is one writer connection, given out in the order of asking; one process owns the file. pool_size: of
    writing and of reading connections each. pgbouncer: the server is reached through PgBouncer in
    transaction mode.
    """

    def __init__(self, url: str, *, pool_size: int = 10, pgbouncer: bool = False) -> None:
        parsed = make_url(url)
        self.url = url
        self.dialect = parsed.get_backend_name()
        self._pgbouncer = pgbouncer
        self._threads = SqliteThreads()
        self._turn: asyncio.Lock | None = None
        match parsed.drivername:
            case "postgresql+asyncpg":
                self._writers = postgresql_engine(parsed, pool_size=pool_size, pgbouncer=pgbouncer)
                # PgBouncer refuses the setting that makes a connection read-only, so there each read says so.
                self._readers = self._writers if pgbouncer else postgresql_readers(parsed, pool_size=pool_size)
            case "sqlite+aiosqlite" if parsed.database and parsed.database != ":memory:":
                self._writers = sqlite_writer(parsed, self._threads)
                self._readers = sqlite_readers(parsed, self._threads, pool_size=min(pool_size, 4))
                self._turn = asyncio.Lock()
            case _:
                raise ValueError("database url: use postgresql+asyncpg://… or sqlite+aiosqlite:///file")

    def write(self) -> AbstractAsyncContextManager[Writing]:
        """A write transaction; rolled back on leaving unless commit() was awaited.

        Waits at most 10 s for its turn. Problems: store-conflict, store-busy, store-unavailable.
        """
        return self._write()

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A consistent read (one snapshot on SQLite, per statement on PostgreSQL) that can neither write
        nor commit.
        """
        return self._read()

    async def check(self) -> None:
        """Answer whether the database answers; raises Problem ``store-unavailable``."""
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))

    def connections(self, state: Literal["in_use", "idle"]) -> int:
        """How many connections are open, of both pools together, and in use or idle."""
        pools: set[Any] = {self._writers.pool, self._readers.pool}
        counts = (pool.checkedout() if state == "in_use" else pool.checkedin() for pool in pools)
        return sum(counts)

    async def close(self) -> None:
        """Close all connections; safe to call twice."""
        await self._writers.dispose()
        if self._readers is not self._writers:
            await self._readers.dispose()
        await self._threads.ended()

    @asynccontextmanager
    async def _write(self) -> AsyncIterator[Writing]:
        async with self._queued(), faults(), _opened(self._writers) as (connection, transaction):
            if self._pgbouncer:
                await _set_timeouts(connection)
            yield Writing(connection, transaction)

    @asynccontextmanager
    async def _read(self) -> AsyncIterator[AsyncConnection]:
        async with faults(), _connected(self._readers) as connection:
            if self._pgbouncer:
                await connection.execution_options(postgresql_readonly=True)
                await _set_timeouts(connection)
            yield connection

    @asynccontextmanager
    async def _turn_taken(self, turn: asyncio.Lock) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await turn.acquire()
        except TimeoutError:
            raise busy() from None
        try:
            yield
        finally:
            turn.release()

    def _queued(self) -> AbstractAsyncContextManager[None]:
        """asyncio.Lock is fair: writers are served in order, and a waiter that is cancelled just leaves
        the queue.
        """
        return nullcontext() if self._turn is None else self._turn_taken(self._turn)


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[tuple[AsyncConnection, AsyncTransaction]]:
    async with _connected(engine) as connection:
        transaction = await connection.begin()
        try:
            yield connection, transaction
        finally:
            if transaction.is_active:
                await _rolled_back(transaction, engine.dialect.name)


async def _rolled_back(transaction: AsyncTransaction, dialect: str) -> None:
    """A server that is gone or hangs has nothing to say here: what ended the transaction, a cancellation above all, is
    what the caller must see, and the server rolls back by itself when the connection ends.
    """
    try:
        async with asyncio.timeout(None if dialect == "sqlite" else ROLLBACK_SECONDS):
            await transaction.rollback()
    except (SQLAlchemyError, OSError) as fault:
        _log.info("rollback not heard", cause=type(fault).__name__)


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that begins by itself at its first statement and is rolled back when it is given back."""
    try:
        connection = await engine.connect()
    except OSError as error:  # the driver lets a refused or timed-out connection through as it is
        raise unavailable() from error
    try:
        yield connection
    finally:
        # Also when cancelled: the connection must be back, rolled back, before the next writer's turn. On SQLite
        # nothing in it waits, so nothing can be cut short.
        closing = connection.close()
        await (closing if engine.dialect.name == "sqlite" else asyncio.shield(closing))


@asynccontextmanager
async def faults() -> AsyncIterator[None]:
    """Turn database errors into Problems; a program's own errors pass as they are."""
    try:
        yield
    except SQLAlchemyError as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise problem from error


async def _set_timeouts(connection: AsyncConnection) -> None:
    settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in TIMEOUTS.items())
    await connection.execute(text(f"SELECT {settings}"))
