"""Schema changes: once, whoever asks, and equal to the tables in code on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from chassis.data.migrations import migrate, pending, schema_differences
from support.databases import NewDatabase, NewDatabaseUrl
from support.messaging import METADATA, MIGRATIONS


async def test_the_migrated_schema_is_the_tables_in_code(database: NewDatabase) -> None:
    migrated = await database(MIGRATIONS)
    async with migrated.read() as connection:
        assert await schema_differences(METADATA, connection) == []


async def test_a_forgotten_index_condition_is_named(database: NewDatabase) -> None:
    migrated = await database(MIGRATIONS)
    async with migrated.write() as writing:
        await writing.connection.execute(text("DROP INDEX ix_outbox_unpublished"))
        await writing.connection.execute(text("CREATE INDEX ix_outbox_unpublished ON outbox (position)"))
        await writing.commit()
    async with migrated.read() as connection:
        differences = await schema_differences(METADATA, connection)
    assert differences == ["condition of index ix_outbox_unpublished"]


async def test_pending_names_what_a_database_lacks(database_url: NewDatabaseUrl) -> None:
    url = await database_url(None)
    assert await pending(url, MIGRATIONS) == ("0001", "0002")
    assert await migrate(url, MIGRATIONS) == ("0001", "0002")
    assert await pending(url, MIGRATIONS) == ()


async def test_several_processes_migrate_at_once_and_one_does_it(database_url: NewDatabaseUrl) -> None:
    url = await database_url(None)
    done = await asyncio.gather(*(migrate(url, MIGRATIONS) for _ in range(5)))
    assert sorted(done) == [(), (), (), (), ("0001", "0002")]
