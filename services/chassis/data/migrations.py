"""Schema changes, run by our own few lines instead of an ``env.py`` in each service.

A service has only ``store/migrations/versions/*.py``. Revision 0001 calls
``create_messaging_tables_v1(op)`` and then makes its own tables. All pending revisions run in one
transaction: all of them, or none.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, event, inspect, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

from chassis.data.database import faults
from chassis.data.messaging_v1 import create_messaging_tables_v1
from chassis.kernel.errors import Kind, Problem

__all__ = ["Plan", "create_messaging_tables_v1", "migrate", "pending", "plan", "schema_differences"]

#: Any number; the same in every version, so that two versions migrating at once wait for each other.
_LOCK = 7_710_000_001
#: A migration may wait for running transactions this long, then gives up rather than queue everybody
#: behind it.
_LOCK_WAIT = "10s"
_STATEMENT_WAIT = "10min"
_WAL_ATTEMPTS, _WAL_PAUSE = 100, 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What ``migrate`` would do. needs_running: the version that must have replaced all older ones; empty: any."""

    pending: tuple[str, ...]
    is_empty_database: bool
    needs_running: str


async def migrate(database_url: str, package: str) -> tuple[str, ...]:
    """Bring the schema to the newest revision of ``package`` (``intake.store.migrations``); returns what
    was run.

    Several processes may call it at once: one migrates, the others wait and find nothing to do. Problems:
    store-unavailable, store-conflict (a lock was not granted in 10 s; nothing was changed).
    """
    script = _scripts(package)
    async with _exclusive(database_url) as connection:
        return await connection.run_sync(_upgrade, script)


async def pending(database_url: str, package: str) -> tuple[str, ...]:
    """Revisions of ``package`` that the database lacks, oldest first; empty when it is up to date.

    A database that is newer than this program (a revision we do not know) has nothing pending: later versions only
    add to what this one uses. Problem ``schema-too-new`` if something was taken away since (a later generation).
    """
    script = _scripts(package)
    async with _connected(database_url) as connection:
        return await connection.run_sync(_missing, script)


async def plan(database_url: str, package: str) -> Plan:
    """What is pending, and what must be true before it may run. Raises as ``pending``."""
    script = _scripts(package)
    async with _connected(database_url) as connection:
        missing = await connection.run_sync(_missing, script)
        heads = await connection.run_sync(_heads)
    needed = (getattr(script.get_revision(each).module, "needs_running", "") for each in missing)
    return Plan(pending=missing, is_empty_database=not heads, needs_running=next((each for each in needed if each), ""))


def generation(revision: str) -> int:
    """``2_0031`` is of generation 2, ``0031`` of the first. Within one, a migration takes nothing away."""
    number, mark, _rest = revision.partition("_")
    return int(number) if mark and number.isdigit() else 1


async def schema_differences(metadata: MetaData, connection: AsyncConnection) -> list[str]:
    """How the migrated schema differs from the tables in code, one line each. For tests: must be empty."""
    return await connection.run_sync(_differences, metadata)


def _scripts(package: str) -> ScriptDirectory:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"{package} is no package of migrations")
    versions = Path(next(iter(spec.submodule_search_locations))) / "versions"
    if not versions.is_dir():
        raise ValueError(f"{package} has no folder versions")
    return ScriptDirectory(str(versions.parent), version_locations=[str(versions)])


def _upgrade(connection: Connection, script: ScriptDirectory) -> tuple[str, ...]:
    run = _missing(connection, script)
    if not run:
        return ()
    environment = EnvironmentContext(
        Config(), script, fn=lambda revision, _context: script._upgrade_revs("heads", revision)
    )
    with environment:
        # SQLite's DDL is transactional too, once we say BEGIN ourselves.
        environment.configure(connection=connection, transactional_ddl=True)
        with environment.begin_transaction():
            environment.run_migrations()
    return run


def _missing(connection: Connection, script: ScriptDirectory) -> tuple[str, ...]:
    applied = _heads(connection)
    revisions = [revision.revision for revision in script.walk_revisions()]
    if applied and not set(applied) <= set(revisions):
        _refuse_later_generation(applied, revisions)
        return ()
    known = {revision.revision for head in applied for revision in script.iterate_revisions(head, "base")}
    return tuple(revision for revision in reversed(revisions) if revision not in known)


def _heads(connection: Connection) -> tuple[str, ...]:
    return tuple(MigrationContext.configure(connection).get_current_heads())


def _refuse_later_generation(applied: Sequence[str], known: Sequence[str]) -> None:
    ours, theirs = max(map(generation, known)), max(map(generation, applied))
    if theirs > ours:
        raise Problem(
            "schema-too-new",
            Kind.UNAVAILABLE,
            f"The schema is of generation {theirs}, from which something was taken away that this version uses "
            f"(generation {ours}). Go back to the newer version, or restore a backup from before.",
        )


@asynccontextmanager
async def _exclusive(database_url: str) -> AsyncIterator[AsyncConnection]:
    """A transaction that only one migrating process can be in; commits at the end."""
    async with _connected(database_url, begin="BEGIN IMMEDIATE") as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT set_config('statement_timeout', '{_STATEMENT_WAIT}', true)"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            await connection.execute(text(f"SELECT set_config('lock_timeout', '{_LOCK_WAIT}', true)"))
        yield connection
        await connection.commit()


@asynccontextmanager
async def _connected(database_url: str, *, begin: str = "BEGIN") -> AsyncIterator[AsyncConnection]:
    """A connection of its own, outside every pool, with a transaction begun."""
    url = make_url(database_url)
    # No statement cache: migrations may run behind PgBouncer, and never run a statement twice.
    arguments: dict[str, Any] = (
        {"statement_cache_size": 0, "prepared_statement_cache_size": 0}
        if url.get_backend_name() == "postgresql"
        else {"timeout": 30}
    )
    engine = create_async_engine(url, poolclass=NullPool, connect_args=arguments)
    if url.get_backend_name() == "sqlite":
        event.listen(engine.sync_engine, "connect", _manual_transactions)
        event.listen(engine.sync_engine, "begin", lambda opened: opened.exec_driver_sql(begin))
    try:
        async with faults(), engine.connect() as connection:
            await connection.begin()
            yield connection
    finally:
        await engine.dispose()


def _manual_transactions(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for attempt in range(_WAL_ATTEMPTS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            # Two who change the mode of a new file at once would wait for each other: SQLite tells one at once.
            if attempt == _WAL_ATTEMPTS - 1:
                raise
            await_only(asyncio.sleep(_WAL_PAUSE))
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _differences(connection: Connection, metadata: MetaData) -> list[str]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    found = [str(difference) for difference in compare_metadata(context, metadata)]
    inspector = inspect(connection)
    for table in metadata.sorted_tables:
        if not inspector.has_table(table.name):
            continue  # said above already
        wanted = {str(check.name) for check in table.constraints if _is_check(check)}
        present = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        found += [f"check {name} on {table.name}" for name in sorted(wanted ^ present)]
        found += _index_conditions(connection, table.name, metadata)
    return found


def _is_check(constraint: Any) -> bool:
    """A named one; the unnamed are made by types and cannot be compared."""
    return constraint.__visit_name__ == "check_constraint" and constraint.name is not None


def _index_conditions(connection: Connection, table: str, metadata: MetaData) -> list[str]:
    """Whether an index is partial in code and in the database alike; alembic does not look."""
    dialect = connection.dialect.name
    wanted = {
        str(index.name): index.dialect_options[dialect]["where"] is not None for index in metadata.tables[table].indexes
    }
    present = {
        str(index["name"]): bool(index.get("dialect_options", {}).get(f"{dialect}_where") is not None)
        for index in inspect(connection).get_indexes(table)
    }
    return [f"condition of index {name}" for name, is_partial in wanted.items() if present.get(name) != is_partial]
