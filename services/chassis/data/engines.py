"""How each database is opened: the settings that measurements asked for.

PostgreSQL: statement and lock timeouts; with PgBouncer in transaction mode no statement cache and unique
names. SQLite: WAL, synchronous FULL, foreign keys, one writer, readers that cannot write.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import orjson
from sqlalchemy import URL, AsyncAdaptedQueuePool, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from chassis.data.columns import json_text
from chassis.data.sqlite_driver import QuickSqlite
from chassis.data.sqlite_threads import SqliteThreads
from chassis.ids import UuidIds

CONNECT_SECONDS = 5.0
WAIT_SECONDS = 10.0
STATEMENT_MILLISECONDS = 10_000
LOCK_MILLISECONDS = 5_000
IDLE_IN_TRANSACTION_MILLISECONDS = 60_000
_SQLITE_BUSY_MILLISECONDS = 5_000

TIMEOUTS = {
    "statement_timeout": str(STATEMENT_MILLISECONDS),
    "lock_timeout": str(LOCK_MILLISECONDS),
    "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_MILLISECONDS),
}
#: A machine that vanished must not hold the relay's lock for the two hours of the system's default.
_KEEPALIVES = {
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
_SERVER_SETTINGS = TIMEOUTS | _KEEPALIVES | {"application_name": "motcua", "jit": "off"}


def postgresql_engine(url: URL, *, pool_size: int, pgbouncer: bool) -> AsyncEngine:
    """An engine on asyncpg. Behind PgBouncer the timeouts are set by each transaction, not at the start."""
    connect: dict[str, Any] = {"timeout": CONNECT_SECONDS}
    if pgbouncer:
        # PgBouncer hands each transaction another server connection: a prepared statement of one is
        # unknown or, worse, somebody else's on the next. It also refuses unknown start-up parameters.
        connect |= {
            "statement_cache_size": 0,
            "prepared_statement_cache_size": 0,
            "prepared_statement_name_func": _unique_statement_name,
        }
    else:
        connect["server_settings"] = _SERVER_SETTINGS
    return _postgresql_engine(url, connect, pool_size=pool_size)


def postgresql_readers(url: URL, *, pool_size: int) -> AsyncEngine:
    """Connections that cannot write. Each statement is its own transaction: beginning and ending one by
    itself would be two more round trips for the one that most reads need.
    """
    settings = _SERVER_SETTINGS | {"default_transaction_read_only": "on"}
    connect = {"timeout": CONNECT_SECONDS, "server_settings": settings}
    return _postgresql_engine(url, connect, pool_size=pool_size, isolation_level="AUTOCOMMIT")


def _postgresql_engine(url: URL, connect: dict[str, Any], *, pool_size: int, **options: Any) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args=connect,
        pool_size=pool_size,
        max_overflow=1,  # the relay's leadership holds one connection for as long as it leads
        pool_timeout=WAIT_SECONDS,
        pool_recycle=1800,
        json_serializer=json_text,
        json_deserializer=orjson.loads,
        **options,
    )
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    return engine


def sqlite_writer(url: URL, threads: SqliteThreads) -> AsyncEngine:
    """One connection; each transaction takes the write lock at its beginning, never in its middle."""
    return _sqlite_engine(url, threads, pool_size=1, writes=True)


def sqlite_readers(url: URL, threads: SqliteThreads, *, pool_size: int) -> AsyncEngine:
    """Snapshots beside the writer; any attempt to write is an error."""
    return _sqlite_engine(url, threads, pool_size=pool_size, writes=False)


def _sqlite_engine(url: URL, threads: SqliteThreads, *, pool_size: int, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        module=QuickSqlite(writes=writes),
        async_creator=partial(threads.open, url.database, check_same_thread=False),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
        json_serializer=json_text,
        json_deserializer=orjson.loads,
    )

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves; the driver would say it too late
        cursor = connection.cursor()
        for pragma in _pragmas(query_only=not writes):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)
    engine.dialect.do_begin = _begin  # type: ignore[assignment, method-assign]
    return engine


def _begin(connection: Any) -> None:
    connection.begin()


def _pragmas(*, query_only: bool) -> tuple[str, ...]:
    return (
        f"busy_timeout={_SQLITE_BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"query_only={'ON' if query_only else 'OFF'}",
    )


def _refuse_dead(connection: Any, _record: Any, _proxy: Any) -> None:
    """A restarted server closes its sockets: seen here without a round trip, and the whole pool is
    renewed.
    """
    if connection.driver_connection.is_closed():
        raise InvalidatePoolError


def _unique_statement_name() -> str:
    return f"motcua_{_STATEMENT_IDS.new()}"


_STATEMENT_IDS = UuidIds()
