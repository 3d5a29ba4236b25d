"""A service with nothing but the messaging tables, and events to put in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.messaging.envelope import Envelope, OutgoingEvent, encode
from chassis.messaging.journal import Command, Idempotency, Journal
from chassis.messaging.tables import define
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierRated

MIGRATIONS = "support.migrations"
METADATA = MetaData()
TABLES = define(METADATA)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
CLOCK = FrozenClock(NOON)
IDS = UuidIds()
RECEPTIONIST = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza")


def rated(subject: str, rating: int = 5) -> OutgoingEvent:
    """An event about a dossier."""
    data = DossierRated(dossier=DossierRef(dossier_id=subject, agency="heza"), rating=rating)
    data.rated_at.FromDatetime(NOON)
    return OutgoingEvent(type="dossier.rated", agency="heza", department="all", subject=subject, data=data)


def rate(subject: str, *, key: str | None = None, digest: str = "d", actor: Actor = RECEPTIONIST) -> Command:
    idempotency = Idempotency(key=key, digest=digest) if key else None
    return Command(name="rate-dossier", actor=actor, subject=subject, idempotency=idempotency)


def event_body(subject: str, sequence: int, *, service: str = "intake", traceparent: str = "") -> bytes:
    """An event as another service's relay would send it; its id is ``<subject>-<sequence>``."""
    return encode(
        rated(subject),
        event_id=f"{subject}-{sequence}",
        service=service,
        time=NOON,
        sequence=sequence,
        traceparent=traceparent,
    )


def journal(connection: AsyncConnection, *, service: str = "intake") -> Journal:
    return Journal(connection, TABLES, service=service, clock=CLOCK, ids=IDS)


async def commit(database: Database, subject: str, *, events: int = 1, service: str = "intake") -> tuple[Envelope, ...]:
    """One command with so many events, committed."""
    async with database.write() as writing:
        told = await journal(writing.connection, service=service).record(
            rate(subject), [rated(subject, n % 5 + 1) for n in range(events)]
        )
        await writing.commit()
    return told


async def rows(database: Database, table: str, *columns: str) -> Sequence[tuple[Any, ...]]:
    """All rows of a messaging table, these columns, in the order of its first two columns."""
    held = getattr(TABLES, table)
    chosen = [held.c[name] for name in columns]
    async with database.read() as connection:
        found = await connection.execute(select(*chosen).order_by(*list(held.c)[:2]))
        return [tuple(row) for row in found]
