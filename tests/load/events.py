"""Events: how fast the relay empties a backlog, and how long one takes from its command to a subscriber."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import asyncpg
import nats
import orjson
from nats.aio.msg import Msg

from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.messaging.bus import Bus
from chassis.messaging.relay import Relay
from intake.store.tables import messaging
from load.filings import filings
from load.filling import fill_outbox
from load.limits import publish_limit
from load.outcome import Spec, drive, summary
from load.rows import Row, at_least, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of

PACE = 50.0


async def relay(stage: Stage, sizes: Sizes) -> list[Row]:
    """From a full outbox to every row marked as acknowledged."""
    database_url = await stage.database("relay")
    messages = await fill_outbox(database_url, count=sizes.events, subjects=sizes.subjects)
    await stage.nats.wipe()
    limit = await publish_limit(stage.nats.url, messages)
    await stage.nats.wipe()  # the same message ids again would be dropped as doubles
    seconds = await _emptied(database_url, stage.nats.url)
    return [
        Row(
            measure=f"outbox relay, {sizes.events:,} events of {sizes.subjects:,} dossiers",
            unit="/s",
            value=sizes.events / seconds,
            limit=limit.rate,
            asked=at_least(2000),
            note="the limit is acknowledged publishing alone, 128 in flight, the same events to the same broker",
        )
    ]


async def latency(stage: Stage, intake: Served, sizes: Sizes) -> list[Row]:
    """At 50 dossiers a second. Counted from the event's own time, taken before its transaction commits."""
    ages: list[float] = []

    async def arrived(message: Msg) -> None:
        event = orjson.loads(message.data)
        if event["type"] == "motcua.dossier.received.v1":
            ages.append(time.time() - datetime.fromisoformat(event["time"]).timestamp())

    await _backlog_gone(intake.database_url)
    subscriber = await nats.connect(stage.nats.url)
    await subscriber.subscribe("motcua.v1.>", cb=arrived)
    await subscriber.flush()
    requests = await filings(intake)
    pace = Spec(
        port=intake.port,
        requests=requests,
        seconds=sizes.seconds,
        warm_up_seconds=0.0,
        pace=PACE,
        key_prefix="latency",
    )
    ours = await drive(pace)
    await asyncio.sleep(1.0)
    await subscriber.close()
    taken = summary(ages, sizes.seconds)
    fault = ours.fault or ("" if len(ages) >= ours.count else f"{len(ages)} of {ours.count} events arrived")
    return [
        Row(
            measure="event to a subscriber, at 50/s, p50",
            unit="ms",
            value=taken.p50,
            asked=at_most(100),
            note=f"{taken.note}; {taken.count} events; the requests themselves: {ours.note}",
            fault=fault,
        ),
        Row(measure="  p95", unit="ms", value=taken.p95, asked=at_most(500), fault=fault),
    ]


async def _emptied(database_url: str, nats_url: str) -> float:
    database = Database(database_url)
    bus = Bus(nats_url, client="bench")
    running = Relay(database, messaging, bus, service="intake", clock=SystemClock())
    await bus.start()
    await bus.ready()
    began = time.perf_counter()
    await running.start()
    try:
        await _backlog_gone(database_url)
        return time.perf_counter() - began
    finally:
        await running.stop()
        await bus.stop()
        await database.close()


async def _backlog_gone(database_url: str) -> None:
    """Until every row of the outbox is marked as acknowledged."""
    watcher = await asyncpg.connect(dsn_of(database_url))
    while await watcher.fetchval("SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"):
        await asyncio.sleep(0.02)
    await watcher.close()
