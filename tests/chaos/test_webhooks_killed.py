"""Two replicas of notify post to a subscriber while the broker, the database and they themselves are killed at random,
or hang: what was sent is what was received, once after its id, each dossier in order.

`make chaos` says WEBHOOK_EVENTS=10000; what it measured is in docs/develop/chaos.md.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from chaos.replicas import Replica
from chaos.webhook_city import City
from chassis.auth.issuer import DemoIssuer
from chassis.data.migrations import migrate
from chassis.sealing import add_key
from notify.application.webhooks.courier import LEASE
from service.notify.receiving import Receiver
from support.nats_server import NatsServer
from support.postgres import PostgresServer

pytestmark = pytest.mark.timeout(1800)
EVENTS = int(os.environ.get("WEBHOOK_EVENTS", "300"))
IS_LONG = "WEBHOOK_EVENTS" in os.environ
#: Of all events, those that go out while somebody is being killed; the rest shows that nothing is stuck.
KILLED_DURING = 0.95 if IS_LONG else 0.8
PATIENCE_SECONDS = 900.0 if IS_LONG else 60.0
ANSWER_SECONDS = 0.02
REFUSED = 0.01


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    """One that keeps what it has committed when it is killed; the tests' own is quicker and does not."""
    server = PostgresServer({"synchronous_commit": "on"})
    yield server
    server.close()


@pytest.fixture
async def city(tmp_path: Path, nats_server: NatsServer, postgres: PostgresServer) -> AsyncIterator[City]:
    issuer = DemoIssuer(tmp_path / "issuer" / "key.json")
    add_key(tmp_path / "sealing.json", "k1")
    url = postgres.url()
    await migrate(url, "notify.store.migrations")
    receiver = Receiver()
    await receiver.open()
    more = {
        "MOTCUA_SEALING_KEYS_FILE": str(tmp_path / "sealing.json"),
        "MOTCUA_WEBHOOK_ALLOWED_NETWORKS": '["127.0.0.0/8", "::1/128"]',
        "MOTCUA_CLOCK": "system",
    }
    replicas = [
        Replica(
            tmp_path,
            database_url=url,
            nats_url=nats_server.url,
            issuer=issuer,
            skew=number,
            service="notify",
            more=more,
        )
        for number in (1, 2)
    ]
    await asyncio.gather(*(each.ready() for each in replicas))
    made = City(
        events=EVENTS,
        between_kills=200 if IS_LONG else 40,
        longest_between_kills=20.0 if IS_LONG else 2.0,
        nats=nats_server,
        postgres=postgres,
        replicas=replicas,
        receiver=receiver,
        token=issuer.token("vh.1", ["operator"], "", ""),
    )
    await made.connect()
    yield made
    await made.close()
    for each in replicas:
        each.kill()
    await receiver.close()


async def test_what_was_sent_is_what_was_received(city: City) -> None:
    """Events are published, taken in and posted while the killing goes on. Some are refused, each of them once."""
    refused: set[str] = set()

    async def moody(event: dict[str, Any]) -> int:
        await asyncio.sleep(ANSWER_SECONDS)
        if event["id"] in refused or city.random.random() > REFUSED:
            return 200
        refused.add(event["id"])
        return 503

    city.receiver.answering = moody
    await city.register()
    city.began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        group.create_task(city.kill_until_over())
        sent = await city.publish()
        await city.received(int(EVENTS * KILLED_DURING), PATIENCE_SECONDS)
        city.is_over = True
    await asyncio.gather(*(each.ready() for each in city.replicas))
    await city.received(EVENTS, PATIENCE_SECONDS)
    city.ledger(sent)
    assert set(city.killed) == {"replica", "broker", "database"}


@pytest.mark.skipif(not IS_LONG, reason="make chaos: WEBHOOK_EVENTS=10000")
async def test_a_sender_that_hangs_for_longer_than_its_lease_and_goes_on_doubles_nothing(city: City) -> None:
    """With posts on their way; the other replica sends meanwhile, and keeps what it has taken over."""

    async def slow(_event: dict[str, Any]) -> int:
        await asyncio.sleep(ANSWER_SECONDS)
        return 200

    city.receiver.answering = slow
    city.events = min(EVENTS, 2000)
    await city.register()
    city.began = time.monotonic()
    publishing = asyncio.ensure_future(city.publish())
    await city.received(city.events // 10, PATIENCE_SECONDS)
    hanging = await city.holder()
    hanging.freeze()
    frozen_at = len(city.receiver.applied())
    city.tell(f"{hanging.name} hangs, {frozen_at} of {city.events} received")
    await city.received(frozen_at + city.events // 4, LEASE.total_seconds() + 120)
    hanging.thaw()
    city.tell(f"{hanging.name} goes on, {len(city.receiver.applied())} of {city.events} received")
    sent = await publishing
    await city.received(city.events, PATIENCE_SECONDS)
    city.ledger(sent)
    assert await city.holder() is not hanging
