"""The migrations make the tables that the code speaks of, on both databases."""

from __future__ import annotations

from chassis.data.migrations import schema_differences
from processing.store.tables import metadata
from service.processing.stores import MIGRATIONS
from support.databases import NewDatabase


async def test_the_migrated_schema_is_the_one_in_code(database: NewDatabase) -> None:
    migrated = await database(MIGRATIONS)
    async with migrated.read() as connection:
        assert await schema_differences(metadata, connection) == []
