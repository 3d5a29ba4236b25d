"""The gauges of a consumer are true also of what others did."""

from __future__ import annotations

import math

import pytest
from sqlalchemy import update

from chassis.kernel.errors import Kind, Problem
from chassis.messaging import watch as watching
from chassis.messaging.envelope import Envelope
from chassis.telemetry.metrics import REGISTRY
from support.consuming import Applied, consuming, publish_all
from support.databases import NewDatabase
from support.messaging import CLOCK, MIGRATIONS, TABLES
from support.nats_server import NatsServer
from support.stream import eventually


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture(autouse=True)
def _watched_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "WATCH_SECONDS", 0.05)


async def test_what_waits_is_counted_and_while_the_broker_is_away_nobody_knows(
    database: NewDatabase, nats_server: NatsServer
) -> None:
    applied = Applied(await database(MIGRATIONS))

    async def refuse(_envelope: Envelope) -> None:
        raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "not now")

    applied.before = refuse
    async with consuming(applied.store, nats_server.url, applied.handle, ladder=(60.0,)) as bus:
        await publish_all(bus, ("d-1", 1), ("d-2", 1), ("d-3", 1))
        await eventually(lambda: value("dossier_events_lag", consumer="test") == 3)
        assert value("dossier_stream_messages", stream="MOTCUA_EVENTS") == 3
        assert value("dossier_stream_bytes", stream="MOTCUA_EVENTS") > 500
        nats_server.kill()
        await eventually(lambda: math.isnan(value("dossier_events_lag", consumer="test")))


async def test_a_dead_letter_that_somebody_resolved_is_not_counted_any_more(
    database: NewDatabase, nats_url: str
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)

    async def poison(_envelope: Envelope) -> None:
        raise Problem("contract-broken", Kind.INVALID, "cannot be applied")

    applied.before = poison
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-2", 1))
        await eventually(lambda: value("dossier_dead_letters", consumer="test") == 2)
        dead = TABLES.dead_letters
        async with store.write() as writing:
            resolve = update(dead).where(dead.c.subject == "d-1").values(resolved_at=CLOCK.now())
            await writing.connection.execute(resolve)
            await writing.commit()
        await eventually(lambda: value("dossier_dead_letters", consumer="test") == 1)
