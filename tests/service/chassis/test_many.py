"""Many rows in one statement, the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, MetaData, Table, select

from chassis.data.columns import identifier, instant
from chassis.data.database import Database
from chassis.data.many import Additions, Changes, Removals
from support.databases import NewDatabase

MIGRATIONS = "processing.store.migrations"
EARLY, LATE = datetime(2026, 3, 2, 1, 0, 0, 5, tzinfo=UTC), datetime(2026, 3, 2, 2, tzinfo=UTC)
BOOKS = Table(
    "books",
    MetaData(),
    identifier("shelf", primary_key=True),
    identifier("title", primary_key=True),
    instant("due_at", nullable=True),
    Column("is_lent", Boolean, nullable=False),
)
ADD = Additions(BOOKS, ("shelf", "title", "due_at", "is_lent"))
CHANGE = Changes(BOOKS, ("shelf", "title"), ("due_at", "is_lent"))
LEND = Changes(BOOKS, ("shelf", "title"), ("due_at", "is_lent"), where="books.is_lent = FALSE")
REMOVE = Removals(BOOKS, ("shelf", "title"), where="due_at IS NULL")


def book(title: str, due_at: datetime | None, *, is_lent: bool = False) -> dict[str, object]:
    return {"shelf": "a", "title": title, "due_at": due_at, "is_lent": is_lent}


async def kept(database: Database) -> list[tuple[str, datetime | None, bool]]:
    async with database.read() as connection:
        found = await connection.execute(select(BOOKS).order_by(BOOKS.c.title))
        return [(row.title, row.due_at, row.is_lent) for row in found]


async def test_rows_are_added_changed_and_removed_by_their_keys(database: NewDatabase) -> None:
    made = await database(MIGRATIONS)
    async with made.write() as writing:
        await writing.connection.run_sync(BOOKS.create)
        await ADD(writing.connection, [book("x", EARLY), book("y", None), book("z", None)])
        await ADD(writing.connection, [book("x", LATE), book("w", None)])  # x is there already
        await CHANGE(writing.connection, [book("x", LATE, is_lent=True), book("y", EARLY, is_lent=True)])
        await LEND(writing.connection, [book("x", EARLY, is_lent=True), book("z", EARLY, is_lent=True)])  # x is lent
        await REMOVE(writing.connection, [book("x", None), book("w", None)])  # x has a day, so it stays
        for nothing in (ADD, CHANGE, LEND, REMOVE):
            await nothing(writing.connection, [])
        await writing.commit()
    assert await kept(made) == [("x", LATE, True), ("y", EARLY, True), ("z", EARLY, True)]
