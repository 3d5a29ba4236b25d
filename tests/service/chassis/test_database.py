"""Transactions on both databases: they end by commit or not at all, and faults are Problems."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from chassis.data.columns import document, instant
from chassis.data.columns import text as words
from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem
from support.databases import NewDatabase
from support.postgres import PostgresServer

METADATA = MetaData()
NOTES = Table(
    "notes",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    words("word"),
    instant("at", nullable=True),
    document("paper", nullable=True),
)


async def add(store: Database, number: int, word: str = "a") -> None:
    async with store.write() as writing:
        await writing.connection.execute(insert(NOTES).values(id=number, word=word))
        await writing.commit()


async def count(store: Database) -> int:
    async with store.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(NOTES)) or 0)


async def test_without_commit_nothing_is_kept(database: NewDatabase) -> None:
    store = await database(METADATA)
    async with store.write() as writing:
        await writing.connection.execute(insert(NOTES).values(id=1, word="a"))
    assert await count(store) == 0


async def test_calls_are_made_after_commit_only(database: NewDatabase) -> None:
    store = await database(METADATA)
    calls: list[str] = []
    for commits in (False, True):
        async with store.write() as writing:
            writing.after_commit(lambda commits=commits: calls.append(f"committed {commits}"))  # type: ignore[misc]
            await writing.connection.execute(insert(NOTES).values(id=1, word="a"))
            assert calls == []
            if commits:
                await writing.commit()
                assert calls == ["committed True"]


async def test_a_read_cannot_write(database: NewDatabase) -> None:
    store = await database(METADATA)
    with pytest.raises((DBAPIError, Problem)):
        async with store.read() as connection:
            await connection.execute(insert(NOTES).values(id=1, word="a"))
    assert await count(store) == 0
    await add(store, 1)  # and a connection that was read-only can write when it is used again
    assert await count(store) == 1


async def test_a_broken_constraint_is_the_programs_own_error(database: NewDatabase) -> None:
    store = await database(METADATA)
    await add(store, 1)
    with pytest.raises(IntegrityError):
        await add(store, 1)


async def test_instants_and_documents_come_back_as_they_went(database: NewDatabase) -> None:
    store = await database(METADATA)
    local = datetime(2026, 3, 2, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=7)))
    async with store.write() as writing:
        await writing.connection.execute(
            insert(NOTES).values(id=1, word="Tiếp nhận", at=local, paper={"tên": ["một cửa", None, 1.5]})
        )
        await writing.connection.execute(insert(NOTES).values(id=2, word="x", at=None, paper=None))
        await writing.commit()
    async with store.read() as connection:
        found = (await connection.execute(select(NOTES).order_by(NOTES.c.id))).all()
        assert await connection.scalar(select(NOTES.c.id).where(NOTES.c.paper.is_(None))) == 2
        earlier = select(NOTES.c.id).where(NOTES.c.at < local + timedelta(microseconds=1))
        assert await connection.scalar(earlier) == 1
    assert found[0] == (1, "Tiếp nhận", local, {"tên": ["một cửa", None, 1.5]})
    assert found[0].at.utcoffset() == timedelta(0)
    assert found[1] == (2, "x", None, None)


async def test_a_naive_instant_is_refused(database: NewDatabase) -> None:
    store = await database(METADATA)
    naive = insert(NOTES).values(id=1, word="a", at=datetime(2026, 3, 2))
    async with store.write() as writing:
        with pytest.raises(StatementError, match="naive"):
            await writing.connection.execute(naive)


async def test_cancelled_writers_leave_the_queue_in_order(database: NewDatabase) -> None:
    store = await database(METADATA)
    chance = random.Random(7)
    await add(store, 0)

    async def write(number: int) -> None:
        async with store.write() as writing:
            await writing.connection.execute(insert(NOTES).values(id=number, word="a"))
            await asyncio.sleep(0)
            await writing.connection.execute(update(NOTES).where(NOTES.c.id == 0).values(word=str(number)))
            await writing.commit()

    tasks = [asyncio.ensure_future(write(number)) for number in range(1, 121)]
    for _ in range(60):
        await asyncio.sleep(0.002)
        chance.choice(tasks).cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert {type(end) for end in ended} <= {type(None), asyncio.CancelledError}
    done = sum(end is None for end in ended)
    assert done >= 1
    assert await count(store) >= done + 1
    await add(store, 1_000)  # the writer is free


async def test_sqlite_is_opened_as_measured(tmp_path: object) -> None:
    store = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    names = ("journal_mode", "synchronous", "foreign_keys", "query_only", "busy_timeout")
    async with store.write() as writing:
        found = [(await writing.connection.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    assert found == ["wal", 2, 1, 0, 5_000]
    async with store.read() as connection:
        found = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in names]
    assert found == ["wal", 2, 1, 1, 5_000]
    await store.close()


async def test_sqlite_reads_go_on_while_one_writes(tmp_path: object) -> None:
    store = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with store.write() as writing:
        await writing.connection.run_sync(METADATA.create_all)
        await writing.commit()
    async with store.write() as writing:
        await writing.connection.execute(insert(NOTES).values(id=1, word="a"))
        async with asyncio.timeout(1):
            assert await count(store) == 0
        await writing.commit()
    assert await count(store) == 1
    await store.close()


async def test_sqlite_writers_queue_in_order_of_asking(tmp_path: object) -> None:
    store = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with store.write() as writing:
        await writing.connection.run_sync(METADATA.create_all)
        await writing.commit()
    order: list[int] = []

    async def write(number: int) -> None:
        async with store.write() as writing:
            order.append(number)
            held = await writing.connection.scalar(select(func.count()).select_from(NOTES))
            await writing.connection.execute(insert(NOTES).values(id=number, word=str(held)))
            await writing.commit()

    await asyncio.gather(*(write(number) for number in range(100)))
    assert order == list(range(100))
    await store.close()


async def test_a_full_disk_is_store_unavailable_and_heals(tmp_path: object) -> None:
    store = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    async with store.write() as writing:
        await writing.connection.run_sync(METADATA.create_all)
        await writing.commit()
    async with store.write() as writing:
        await writing.connection.exec_driver_sql("PRAGMA max_page_count=4")
    with pytest.raises(Problem) as refusal:
        await add(store, 1, "x" * 100_000)
    assert (refusal.value.slug, refusal.value.kind) == ("store-unavailable", Kind.UNAVAILABLE)
    async with store.write() as writing:
        await writing.connection.exec_driver_sql("PRAGMA max_page_count=100000")
    await add(store, 1, "x" * 100_000)
    assert await count(store) == 1
    await store.close()


async def test_an_unreadable_file_is_store_unavailable(tmp_path: object) -> None:
    store = Database(f"sqlite+aiosqlite:///{tmp_path}/absent/x.db")
    with pytest.raises(Problem) as refusal:
        await store.check()
    assert refusal.value.slug == "store-unavailable"
    await store.close()


async def test_a_database_in_memory_is_refused() -> None:
    with pytest.raises(ValueError, match="sqlite"):
        Database("sqlite+aiosqlite:///:memory:")


async def test_a_restarted_postgresql_is_survived(postgres_server: PostgresServer) -> None:
    store = Database(postgres_server.url(), pool_size=4)
    async with store.write() as writing:
        await writing.connection.run_sync(METADATA.create_all)
        await writing.commit()
    await asyncio.gather(*(add(store, number) for number in range(8)))
    for mode in ("fast", "immediate"):
        postgres_server.stop(mode)
        with pytest.raises(Problem) as refusal:
            await count(store)
        assert (refusal.value.slug, refusal.value.kind) == ("store-unavailable", Kind.UNAVAILABLE)
        postgres_server.start()
        async with asyncio.timeout(10):
            assert await count(store) == 8
            await asyncio.gather(*(count(store) for _ in range(8)))
    await store.close()


async def test_a_transaction_cut_off_is_store_unavailable(postgres_server: PostgresServer) -> None:
    store = Database(postgres_server.url())

    async def write() -> None:
        async with store.write() as writing:
            await writing.connection.execute(text("SELECT 1"))
            postgres_server.restart()
            await writing.connection.execute(text("SELECT 2"))

    with pytest.raises(Problem) as refusal:
        await write()
    assert refusal.value.slug == "store-unavailable"
    await store.check()
    await store.close()


async def test_who_is_cancelled_in_a_transaction_hears_that_although_the_server_is_gone(
    postgres_server: PostgresServer,
) -> None:
    store = Database(postgres_server.url())
    is_open = asyncio.Event()

    async def write() -> None:
        async with store.write() as writing:
            await writing.connection.execute(text("SELECT 1"))
            is_open.set()
            await asyncio.sleep(60)

    writer = asyncio.ensure_future(write())
    await is_open.wait()
    postgres_server.restart()
    writer.cancel()
    await asyncio.wait({writer})
    assert writer.cancelled()
    await store.close()


async def test_postgresql_has_timeouts_and_read_only_reads(postgres_url: str) -> None:
    store = Database(postgres_url)
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout", "transaction_read_only")
    async with store.write() as writing:
        found = [(await writing.connection.execute(text(f"SHOW {name}"))).scalar() for name in names]
    assert found == ["10s", "5s", "1min", "off"]
    async with store.read() as connection:
        assert await connection.scalar(text("SHOW transaction_read_only")) == "on"
    await store.close()


async def test_behind_pgbouncer_nothing_is_remembered_between_transactions(postgres_url: str) -> None:
    store = Database(postgres_url, pgbouncer=True)
    for _ in range(2):
        async with store.write() as writing:
            assert await writing.connection.scalar(text("SHOW statement_timeout")) == "10s"
            await writing.connection.execute(text("SELECT 1"))
            left = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT 1%'")
            assert await writing.connection.scalar(left) == 0
    async with store.read() as connection:
        assert await connection.scalar(text("SHOW statement_timeout")) == "10s"
    await store.close()


async def test_a_lock_not_granted_in_time_is_a_conflict(postgres_url: str) -> None:
    store = Database(postgres_url)

    async def wait_for_a_lock() -> None:
        async with store.write() as first, store.write() as second:
            await first.connection.execute(text("SELECT pg_advisory_xact_lock(1)"))
            await second.connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            await second.connection.execute(text("SELECT pg_advisory_xact_lock(1)"))

    with pytest.raises(Problem) as refusal:
        await wait_for_a_lock()
    assert (refusal.value.slug, refusal.value.kind) == ("store-conflict", Kind.CONFLICT)
    await store.close()
