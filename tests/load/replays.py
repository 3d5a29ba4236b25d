"""Replays: how fast a subscriber has everything again, from the feed and by its own consumer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import nats
import orjson
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig
from pydantic import SecretStr

from chassis.ground import Ground
from chassis.history.reading import History
from chassis.http.server import HttpServerPart
from chassis.messaging.streams import EVENTS, EVENTS_SUBJECTS
from chassis.messaging.subscriptions import ensure_subscription, move_subscription
from chassis.runtime import Part
from chassis.telemetry import logs
from load.filling import fill_outbox
from load.limits import publish_limit
from load.rows import Row, at_least
from load.sizes import Sizes
from load.stage import Stage
from notify.settings import Settings
from notify.store.tables import MESSAGING
from notify.wiring import feed
from notify.wiring.stand import Stand
from support.ports import free_port

KEY = "bench"
ASKED = at_least(5_000)
_PAGE = 1_000
_FETCH = 100  # as many as a subscriber may have unacknowledged


async def replays(stage: Stage, sizes: Sizes) -> list[Row]:
    """The whole stream once more, each way, after it was read once."""
    database_url = await stage.database("replays")
    messages = await fill_outbox(database_url, count=sizes.events, subjects=sizes.subjects)
    await stage.nats.wipe()
    await publish_limit(stage.nats.url, messages)
    connection = await nats.connect(stage.nats.url)
    jetstream = connection.jetstream()
    try:
        limit = len(messages) / await _bare(jetstream, len(messages))
        async with _feed(stage) as (url, token):
            from_feed = await _paged(url, token, len(messages))
        again = await _delivered_again(jetstream, len(messages))
    finally:
        await connection.close()
    note = "the limit is a consumer without acknowledgements, the same events from the same broker"
    count = f"{len(messages):,} events"
    return [
        Row(
            measure=f"replay by the feed, {count}",
            unit="/s",
            value=len(messages) / from_feed,
            limit=limit,
            asked=ASKED,
            note=f"{note}; over HTTP, pages of {_PAGE:,}, parsed, server and client in one process",
        ),
        Row(
            measure=f"replay by an own consumer, {count}",
            unit="/s",
            value=len(messages) / again,
            limit=limit,
            asked=ASKED,
            note=f"{note}; one acknowledgement each, {_FETCH} at a time",
        ),
    ]


@asynccontextmanager
async def _feed(stage: Stage) -> AsyncIterator[tuple[str, str]]:
    """The feed alone, as notify serves it; an operator's token."""
    machine = stage.machine(f"sqlite+aiosqlite:///{Path(stage.folder) / 'replays.db'}", service="notify")
    port = free_port()
    settings = Settings(
        environment="demo",
        database_url=SecretStr(machine.databases[0][1]),
        nats_url=stage.nats.url,
        token_issuer=machine.issuer().issuer,
        jwks_file=machine.issuer().jwks_path,
    )
    logs.configure("notify", replica="bench", level="error")
    ground = Ground.of("notify", settings, MESSAGING, History())
    offer = feed.offer(Stand.on(ground))
    server = HttpServerPart(ground.application("The feed alone.", offer.routers), "127.0.0.1", port)
    parts: list[Part] = [ground.bus, server, *offer.after]
    for part in parts:
        await part.start()
    await ground.bus.ready()
    try:
        yield f"http://127.0.0.1:{port}/v1/events", machine.issuer().token(subject="vh.1", roles=["operator"])
    finally:
        for part in reversed(parts):
            await part.stop()
        await ground.database.close()


async def _paged(url: str, token: str, count: int) -> float:
    """Seconds to read all, page by page."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
        began, after, read = time.perf_counter(), 0, 0
        while read < count:
            async with http.get(url, params={"after": str(after), "page_size": str(_PAGE)}) as answer:
                answer.raise_for_status()
                page = orjson.loads(await answer.read())
            read += len(page["items"])
            after = page["next_after"]
        return time.perf_counter() - began


async def _delivered_again(jetstream: JetStreamContext, count: int) -> float:
    """Seconds from asking until the last one is acknowledged once more."""
    await ensure_subscription(jetstream, KEY, [EVENTS_SUBJECTS], 1)
    await _taken(jetstream, count)
    began = time.perf_counter()
    await move_subscription(jetstream, KEY, [EVENTS_SUBJECTS], 1, to_position=1)
    await _taken(jetstream, count)
    while (await jetstream.consumer_info(EVENTS, KEY)).num_ack_pending:
        await asyncio.sleep(0.01)
    return time.perf_counter() - began


async def _taken(jetstream: JetStreamContext, count: int) -> None:
    reading = await jetstream.pull_subscribe_bind(KEY, EVENTS)
    while count > 0:
        messages = await reading.fetch(_FETCH, timeout=5)
        for message in messages:
            await message.ack()
        count -= len(messages)
    await reading.unsubscribe()


async def _bare(jetstream: JetStreamContext, count: int) -> float:
    """Seconds for all of them by a consumer that acknowledges nothing."""
    config = ConsumerConfig(ack_policy=AckPolicy.NONE, mem_storage=True)
    began = time.perf_counter()
    reading = await jetstream.pull_subscribe(EVENTS_SUBJECTS, stream=EVENTS, config=config)
    while count > 0:
        count -= len(await reading.fetch(_PAGE, timeout=5))
    await reading.unsubscribe()
    return time.perf_counter() - began
