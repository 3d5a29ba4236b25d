"""The register of subscribers: inside a transaction, and to look up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from notify.domain.selection import Selection, Subscriber
from notify.domain.subscribers import Registration
from notify.store.tables import MESSAGING, SUBSCRIBERS
from notify.store.unit_of_work import SERVICE

_S = SUBSCRIBERS.c
_ONE = select(SUBSCRIBERS)
_QUESTIONS = ("agencies", "departments", "types", "procedures")


class SqlSubscribers:
    """Fulfils ``application.subscribers.ports.Subscribers``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def locked(self, key: str) -> Registration | None:
        found = await self._connection.execute(_ONE.where(_S.key == key).with_for_update())
        row = found.one_or_none()
        return None if row is None else _registration(row)

    async def add(self, registration: Registration) -> bool:
        is_postgresql = self._connection.dialect.name == "postgresql"
        adding = (postgresql_insert if is_postgresql else sqlite_insert)(SUBSCRIBERS).values(_row(registration))
        done = await self._connection.execute(adding.on_conflict_do_nothing(index_elements=["key"]))
        return done.rowcount == 1

    async def save(self, registration: Registration) -> None:
        await self._connection.execute(update(SUBSCRIBERS).where(_S.key == registration.key).values(_row(registration)))


class SqlDirectory:
    """Fulfils ``application.subscribers.ports.Directory``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, key: str) -> Registration | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_ONE.where(_S.key == key))).one_or_none()
        return None if row is None else _registration(row)

    async def page(self, *, agency: str, limit: int, after: str) -> tuple[tuple[Registration, ...], int, bool]:
        conditions = [_S.agency == agency] if agency else []
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(SUBSCRIBERS).where(*conditions))
            wanted = _ONE.where(*conditions, _S.key > after).order_by(_S.key).limit(limit + 1)
            found = (await connection.execute(wanted)).all()
        return tuple(_registration(row) for row in found[:limit]), int(total or 0), len(found) > limit

    async def enabled(self) -> tuple[Registration, ...]:
        return await self._all(_S.is_enabled)

    async def connected(self) -> tuple[Registration, ...]:
        return await self._all(_S.stream_key != "")

    async def _all(self, condition: ColumnElement[bool]) -> tuple[Registration, ...]:
        async with self._database.read() as connection:
            found = await connection.execute(_ONE.where(condition).order_by(_S.key))
            return tuple(_registration(row) for row in found)


class SqlSubscriberTransaction:
    """Fulfils ``application.subscribers.ports.SubscriberTransaction``."""

    def __init__(self, work: Work[object]) -> None:
        self.subscribers = SqlSubscribers(work.connection)
        self.record, self.earlier, self.commit = work.record, work.earlier, work.commit


class SqlSubscriberWork:
    """Fulfils ``application.subscribers.ports.SubscriberWork``. Commands are journaled; no event follows from them.

    committed: told after each transaction that ended well; what it looks at may have changed.
    """

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, *, committed: Callable[[], None] = lambda: None
    ) -> None:
        self._committed = committed
        self._desk = silent_desk(database, clock, ids)

    def begin(self) -> AbstractAsyncContextManager[SqlSubscriberTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlSubscriberTransaction]:
        async with self._desk.work() as work:
            yield SqlSubscriberTransaction(work)
        self._committed()


def silent_desk(database: Database, clock: Clock, ids: Ids) -> Desk[object]:
    """For commands from which no event follows."""
    return Desk(
        database=database,
        tables=MESSAGING,
        service=SERVICE,
        consumer=SERVICE,
        clock=clock,
        ids=ids,
        publish=_nothing,
        wake=lambda: None,
    )


def _nothing(fact: object) -> OutgoingEvent:
    raise TypeError(f"no event follows from {fact!r}")


def _row(registration: Registration) -> dict[str, Any]:
    subscriber = registration.subscriber
    (agency,) = subscriber.grant.agencies if len(subscriber.grant.agencies) == 1 else ("",)
    return {
        "key": subscriber.key,
        "name": subscriber.name,
        "agency": agency,
        "granted": {name: sorted(getattr(subscriber.grant, name)) for name in _QUESTIONS},
        "is_enabled": subscriber.is_enabled,
        "version": registration.version,
        "stream_key": registration.stream_key,
        "registered_at": registration.registered_at,
        "changed_at": registration.changed_at,
    }


def _registration(row: Any) -> Registration:
    grant = Selection(**{name: frozenset(row.granted[name]) for name in _QUESTIONS})
    return Registration(
        subscriber=Subscriber(key=row.key, name=row.name, grant=grant, is_enabled=row.is_enabled),
        version=row.version,
        registered_at=row.registered_at,
        changed_at=row.changed_at,
        stream_key=row.stream_key,
    )
