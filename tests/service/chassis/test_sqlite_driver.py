"""The SQLite driver: in which thread what runs, and that nothing is lost by it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database


@pytest.fixture
async def notes(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'notes.db'}")
    async with database.write() as writing:
        await writing.connection.execute(text("CREATE TABLE notes (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
        await writing.commit()
    yield database
    await database.close()


async def test_a_statement_of_a_write_transaction_runs_where_it_stands(notes: Database) -> None:
    async with notes.write() as writing:
        assert await _thread_of_a_statement(writing.connection) == threading.get_ident()


async def test_a_query_runs_beside_the_event_loop(notes: Database) -> None:
    async with notes.read() as connection:
        assert await _thread_of_a_statement(connection) != threading.get_ident()


async def test_many_rows_are_written_at_once_and_counted(notes: Database) -> None:
    rows = [{"id": number, "words": f"note {number}"} for number in range(1, 6)]
    async with notes.write() as writing:
        await writing.connection.execute(text("INSERT INTO notes VALUES (:id, :words)"), rows)
        changed = await writing.connection.execute(text("UPDATE notes SET words = '-' WHERE id > 2"))
        assert changed.rowcount == 3
        await writing.commit()
    async with notes.read() as connection:
        assert list(await connection.scalars(text("SELECT words FROM notes ORDER BY id"))) == [
            "note 1",
            "note 2",
            "-",
            "-",
            "-",
        ]


async def test_a_refused_statement_is_an_error_and_leaves_nothing(notes: Database) -> None:
    async with notes.write() as writing:
        await writing.connection.execute(text("INSERT INTO notes VALUES (1, 'kept?')"))
        with pytest.raises(IntegrityError):
            await writing.connection.execute(text("INSERT INTO notes VALUES (1, NULL)"))
    async with notes.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM notes")) == 0


async def test_a_writer_cancelled_anywhere_leaves_nothing_and_the_next_one_writes(notes: Database) -> None:
    async def write(number: int) -> None:
        async with notes.write() as writing:
            await writing.connection.execute(text("INSERT INTO notes VALUES (:id, 'x')"), {"id": number})
            await asyncio.sleep(0.001 * (number % 3))

    for number in range(30):
        task = asyncio.ensure_future(write(number))
        for _ in range(number):  # cancelled a little later each time: while opening, beginning, writing
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with notes.write() as writing:
        await writing.connection.execute(text("INSERT INTO notes VALUES (99, 'written')"))
        await writing.commit()
    async with notes.read() as connection:
        assert list(await connection.scalars(text("SELECT id FROM notes"))) == [99]


async def _thread_of_a_statement(connection: AsyncConnection) -> int:
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    await driver.create_function("thread_here", 0, threading.get_ident)
    return int(await connection.scalar(text("SELECT thread_here()")))
