"""Two replicas of notify post to a subscriber while the broker, the database and they themselves are killed at random:
what was sent is what was received, once after its id, each dossier in order."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
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
#: So many deliveries between two kills, about; a kill waits no longer than this for them.
BETWEEN_KILLS = 200 if IS_LONG else 40
LONGEST_BETWEEN_KILLS = 20.0 if IS_LONG else 2.0
#: Of all events, those that go out while somebody is being killed; the rest shows that nothing is stuck.
KILLED_DURING = 0.95 if IS_LONG else 0.8
PATIENCE_SECONDS = 900.0 if IS_LONG else 60.0
ANSWER_SECONDS = 0.02
REFUSED = 0.01
PUBLISHERS = 64
ACCEPTED = "motcua.dossier.accepted.v1"


@dataclass
class City:
    nats: NatsServer
    postgres: PostgresServer
    replicas: list[Replica]
    receiver: Receiver
    token: str
    random: random.Random
    killed: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    async def kill_for_ever(self) -> None:
        """One of them after the other, each started again at once, the next when some events have come since."""
        deck = ["replica", "broker", "database", "replica"]
        self.random.shuffle(deck)
        for victim in cycle(deck):
            await self._taken(int(self.random.uniform(0.5, 1.5) * BETWEEN_KILLS), LONGEST_BETWEEN_KILLS)
            await self._kill(victim)
            self.killed[victim] += 1
            self.tell(f"{victim} killed, {len(self.receiver.applied())} of {EVENTS} received")

    def tell(self, what: str) -> None:
        print(f"{time.monotonic() - self.began:5.1f} s: {what}", flush=True)

    async def _kill(self, victim: str) -> None:
        match victim:
            case "replica":
                replica = self.random.choice(self.replicas)
                replica.kill()
                replica.start()
            case "broker":
                self.nats.kill()
                await asyncio.to_thread(self.nats.start)
            case _:
                await asyncio.to_thread(self.postgres.stop, "immediate")
                await asyncio.to_thread(self.postgres.start)

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

    async def publish(self) -> list[str]:
        """Each event until the broker has acknowledged it, under the same id; a dossier's one after the other."""
        places = asyncio.Semaphore(PUBLISHERS)

        async def of_dossier(number: int) -> list[str]:
            async with places:
                sequences = range(1, len(range(number, EVENTS, DOSSIERS)) + 1)
                return [await self._published(f"d-{number}", sequence) for sequence in sequences]

        return [sent for each in await asyncio.gather(*map(of_dossier, range(DOSSIERS))) for sent in each]

    async def received(self, count: int) -> None:
        """So many different events, or no patience left."""
        await self._until(lambda: len(self.receiver.applied()) >= count, PATIENCE_SECONDS)

    async def _taken(self, more: int, seconds: float) -> None:
        """So many events more than now, or no time left."""
        there = len(self.receiver.taken) + more
        await self._until(lambda: len(self.receiver.taken) >= there, seconds)

    async def _until(self, is_so: Callable[[], bool], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not is_so():
                    await asyncio.sleep(0.1)

    async def _published(self, dossier: str, sequence: int) -> str:
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
                return event_id
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
    token = issuer.token("vh.1", ["operator"], "", "")
    made = City(nats_server, postgres, replicas, receiver, token, random.Random())
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
    killing = asyncio.ensure_future(city.kill_for_ever())
    sent = await city.publish()
    await city.received(int(EVENTS * KILLED_DURING))
    killing.cancel()
    with suppress(asyncio.CancelledError):
        await killing
    await asyncio.gather(*(each.ready() for each in city.replicas))
    await city.received(EVENTS)
    received = city.receiver.applied()
    city.tell(
        f"{city.killed.total()} killed {dict(city.killed)}, {len(sent)} sent, {len(city.receiver.taken)} taken, "
        f"{len(refused)} refused once, {len(received)} different, {city.receiver.inversions()} inversions"
    )
    assert set(city.killed) == {"replica", "broker", "database"}
    assert sorted(each.id for each in received) == sorted(sent)
    assert city.receiver.inversions() == 0
