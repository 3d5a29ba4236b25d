"""A desk on each kind of store: in memory, SQLite, PostgreSQL. The same tests hold for all three."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.messaging.envelope import Envelope, decode
from chassis.sealing import add_key
from processing.application.ports import Reading, UnitOfWork
from processing.domain.law import Law
from processing.events.publishing import published
from processing.store.file_keys import FileKeyRing
from processing.store.laws import LawMemory
from processing.store.reads import SqlReading
from processing.store.tables import messaging
from processing.store.unit_of_work import SqlUnitOfWork
from unit.processing.desk import Desk
from unit.processing.fake_catalogue import InMemoryCatalogue
from unit.processing.fake_reading import InMemoryReading
from unit.processing.fakes import InMemoryUnitOfWork
from unit.processing.story import ACCEPTED_AT, law

MIGRATIONS = "processing.store.migrations"


def _keys() -> FileKeyRing:
    """A ring whose key lives as long as the tests."""
    path = Path(tempfile.mkdtemp(prefix="motcua-keys-")) / "keys.json"
    add_key(path, "k1")
    ring = FileKeyRing(path)
    ring.read()
    return ring


KEYS = _keys()


@dataclass
class Office:
    """A desk, and what its store has told others: (dossier, type), in order of commit."""

    desk: Desk
    told: Callable[[], Awaitable[list[tuple[str, str]]]]
    catalogue: InMemoryCatalogue
    database: Database | None = None


def in_memory(*laws: Law) -> Office:
    clock = FrozenClock(ACCEPTED_AT)
    unit_of_work = InMemoryUnitOfWork(clock)
    catalogue = InMemoryCatalogue(*(laws or (law(),)))
    desk = Desk(unit_of_work, InMemoryReading(unit_of_work), catalogue, clock=clock)

    async def told() -> list[tuple[str, str]]:
        return unit_of_work.shelf.events

    return Office(desk=desk, told=told, catalogue=catalogue)


def on(database: Database, *laws: Law) -> Office:
    catalogue = InMemoryCatalogue(*(laws or (law(),)))
    unit_of_work, reading, clock = store(database)
    desk = Desk(unit_of_work, reading, catalogue, clock=clock, ids=UuidIds())

    async def told() -> list[tuple[str, str]]:
        return [(event.subject, event.event) for event in await outbox(database)]

    return Office(desk=desk, told=told, catalogue=catalogue, database=database)


def store(database: Database, clock: FrozenClock | None = None) -> tuple[UnitOfWork, Reading, FrozenClock]:
    """The SQL store as wiring makes it."""
    memory, the_clock = LawMemory(), clock or FrozenClock(ACCEPTED_AT)
    unit_of_work = SqlUnitOfWork(
        database, messaging, the_clock, UuidIds(), publish=published, wake=lambda: None, memory=memory, keys=KEYS
    )
    return unit_of_work, SqlReading(database, memory, KEYS), the_clock


async def outbox(database: Database) -> list[Envelope]:
    """Every event, in order of position."""
    query = select(messaging.outbox.c.body).order_by(messaging.outbox.c.position)
    async with database.read() as connection:
        return [decode(body) for body in (await connection.execute(query)).scalars()]
