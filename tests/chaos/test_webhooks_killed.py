"""Two replicas of notify post to a subscriber while the broker, the database and they themselves are killed at random:
what was sent is what was received, once after its id, each dossier in order."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import nats
import nats.errors
import pytest
from nats.js.errors import Error as JetStreamError

from chaos.replicas import Replica
from chassis.auth.issuer import DemoIssuer
from chassis.data.migrations import migrate
from chassis.messaging import streams
from chassis.messaging.envelope import OutgoingEvent, encode
from chassis.sealing import add_key
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierAccepted
from service.notify.receiving import Receiver
from support.nats_server import NatsServer
from support.postgres import PostgresServer

pytestmark = pytest.mark.timeout(1800)
EVENTS = int(os.environ.get("WEBHOOK_EVENTS", "300"))
DOSSIERS = max(20, EVENTS // 15)
IS_LONG = "WEBHOOK_EVENTS" in os.environ
PATIENCE_SECONDS = 600.0 if IS_LONG else 60.0
PAUSES = (2.0, 6.0) if IS_LONG else (0.5, 2.0)
ANSWER_SECONDS = 0.05 if IS_LONG else 0.5
ACCEPTED = "motcua.dossier.accepted.v1"


@dataclass
class City:
    nats: NatsServer
    postgres: PostgresServer
    replicas: list[Replica]
    receiver: Receiver
    token: str
    random: random.Random
    killed: int = 0

    async def kill_for_ever(self) -> None:
        """One of them after the other, each started again at once."""
        deck = ["replica", "broker", "database", "replica"]
        self.random.shuffle(deck)
        victims = cycle(deck)
        while True:
            await asyncio.sleep(self.random.uniform(*PAUSES))
            victim = next(victims)
            if victim == "replica":
                replica = self.random.choice(self.replicas)
                replica.kill()
                replica.start()
            elif victim == "broker":
                self.nats.kill()
                await asyncio.to_thread(self.nats.start)
            else:
                await asyncio.to_thread(self.postgres.stop, "immediate")
                await asyncio.to_thread(self.postgres.start)
            self.killed += 1

    async def register(self) -> str:
        """The receiver's endpoint, enabled; its path."""
        body = {"name": "so-cai", "url": self.receiver.url, "selection": {"types": [ACCEPTED]}}
        made = await self.ask("POST", "/v1/webhook-endpoints", body)
        self.receiver.secret = made["secret"]
        path = f"/v1/webhook-endpoints/{made['id']}"
        await self.ask("POST", f"{path}/enablement")
        return path

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        base = f"http://127.0.0.1:{self.replicas[0].port}"
        async with httpx.AsyncClient(headers=headers, timeout=20, base_url=base) as http:
            return (await http.request(method, path, json=body)).raise_for_status().json()

    async def publish(self, numbers: range) -> list[str]:
        """Each event until the broker has acknowledged it, under the same id."""
        sent = []
        for number in numbers:
            dossier, sequence = f"d-{number % DOSSIERS}", number // DOSSIERS + 1
            await self._published(dossier, sequence)
            sent.append(f"{dossier}-{sequence}")
        return sent

    async def received(self, count: int) -> None:
        """So many different events, or no patience left."""
        end = time.monotonic() + PATIENCE_SECONDS
        while len({each.id for each in self.receiver.taken}) < count and time.monotonic() < end:
            await asyncio.sleep(0.2)

    async def _published(self, dossier: str, sequence: int) -> None:
        reference = DossierRef(dossier_id=dossier, agency="heza", department="dau-tu")
        data = DossierAccepted(dossier=reference)
        data.accepted_at.GetCurrentTime()
        event = OutgoingEvent(type="dossier.accepted", agency="heza", department="dau-tu", subject=dossier, data=data)
        event_id = f"{dossier}-{sequence}"
        body = encode(event, event_id=event_id, service="intake", time=datetime.now(UTC), sequence=sequence)
        while True:
            with suppress(TimeoutError, OSError, nats.errors.Error, JetStreamError):
                await self._client.jetstream().publish(
                    event.nats_subject(),
                    body,
                    timeout=2,
                    stream=streams.EVENTS,
                    headers={"Nats-Msg-Id": event_id},
                )
                return
            await asyncio.sleep(0.2)

    async def connect(self) -> None:
        async def quiet(_fault: Exception) -> None:
            """The broker is being killed; that is what is tried."""

        self._client = await nats.connect(
            self.nats.url, max_reconnect_attempts=-1, reconnect_time_wait=0.2, error_cb=quiet
        )

    async def close(self) -> None:
        await self._client.close()


@pytest.fixture
async def city(tmp_path: Path, nats_server: NatsServer, postgres_server: PostgresServer) -> AsyncIterator[City]:
    issuer = DemoIssuer(tmp_path / "issuer" / "key.json")
    add_key(tmp_path / "sealing.json", "k1")
    url = postgres_server.url()
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
    token = issuer.token("vh.1", ["operator"], "", "")
    made = City(nats_server, postgres_server, replicas, receiver, token, random.Random())
    await made.connect()
    yield made
    await made.close()
    for each in replicas:
        each.kill()
    await receiver.close()


async def test_what_was_sent_is_what_was_received(city: City) -> None:
    """All of it waits when the killing begins."""
    path = await city.register()
    await city.ask("POST", f"{path}/disablement")
    sent = await city.publish(range(EVENTS))
    while (await city.ask("GET", path))["pending"] < EVENTS:
        await asyncio.sleep(0.2)

    async def moody(_event: dict[str, Any]) -> int:
        await asyncio.sleep(ANSWER_SECONDS)
        return 200 if city.random.random() > 0.02 else 503

    city.receiver.answering = moody
    await city.ask("POST", f"{path}/enablement")
    killing = asyncio.ensure_future(city.kill_for_ever())
    await city.received(EVENTS * 2 // 3)
    while city.killed < 4:
        await asyncio.sleep(0.1)
    killing.cancel()
    with suppress(asyncio.CancelledError):
        await killing
    await asyncio.gather(*(each.ready() for each in city.replicas))
    await city.received(len(sent))
    received = city.receiver.applied()
    print(f"{city.killed} killed, {len(sent)} sent, {len(city.receiver.taken)} taken, {len(received)} different")
    assert sorted(each.id for each in received) == sorted(sent)
    assert city.receiver.inversions() == 0
