"""Who leads keeps nobody from changing the tables: a release beside the old one migrates while that one leads."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from chassis.data.database import Database
from chassis.data.leadership import leadership
from chassis.kernel.errors import Problem
from support.databases import NewDatabase
from support.messaging import MIGRATIONS, TABLES, commit


@pytest.fixture
def dialect() -> str:
    return "postgresql"


async def test_a_leader_at_rest_holds_its_lead_and_no_table(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    await commit(store, "d-1")
    async with leadership(store, "relay") as lead:
        assert lead is not None
        assert len(await lead.rows(select(TABLES.outbox.c.id))) == 1
        async with store.write() as migration:
            await migration.connection.execute(text("SET LOCAL lock_timeout = '500ms'"))
            await migration.connection.execute(text("ALTER TABLE outbox ADD COLUMN later integer"))
            await migration.commit()
        assert len(await lead.rows(select(TABLES.outbox.c.id))) == 1
        async with leadership(store, "relay") as second:
            assert second is None


async def test_a_leader_learns_at_its_next_look_that_it_no_longer_leads(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    with pytest.raises(Problem):
        await _lead_until_killed(store)
    async with leadership(store, "relay") as lead:
        assert lead is not None


async def _lead_until_killed(store: Database) -> None:
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    async with leadership(store, "relay") as lead:
        assert lead is not None
        async with store.read() as connection:
            await connection.execute(text(kill))
        await lead.rows(select(TABLES.outbox.c.id))
        pytest.fail("still believes that it leads")
