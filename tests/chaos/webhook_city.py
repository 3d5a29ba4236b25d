"""A subscriber's server, two replicas of notify that post to it, and the broker and database that they stand on."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import asyncpg
import httpx
import nats
import nats.errors
from nats.js.errors import Error as JetStreamError

from chaos.replicas import Replica
from chassis.messaging import streams
from chassis.messaging.envelope import OutgoingEvent, encode
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierAccepted
from service.notify.receiving import Receiver
from support.nats_server import NatsServer
from support.postgres import PostgresServer

EVENTS_OF_A_DOSSIER = 15
PUBLISHERS = 64
ACCEPTED = "motcua.dossier.accepted.v1"


@dataclass
class City:
    """events: so many are published. between_kills: so many deliveries lie between two kills, about; a kill waits no
    longer than ``longest_between_kills`` seconds for them."""

    events: int
    between_kills: int
    longest_between_kills: float
    nats: NatsServer
    postgres: PostgresServer
    replicas: list[Replica]
    receiver: Receiver
    token: str
    random: random.Random = field(default_factory=random.Random)
    is_over: bool = False
    killed: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)

    async def kill_until_over(self) -> None:
        """One of them after the other, each started again at once, the next when some events have come since."""
        deck = ["replica", "broker", "database", "replica"]
        self.random.shuffle(deck)
        for victim in cycle(deck):
            there = len(self.receiver.taken) + self.random.uniform(0.5, 1.5) * self.between_kills
            await self._reached(there)
            if self.is_over:
                return
            await self._kill(victim)
            self.killed[victim] += 1
            self.tell(f"{victim} killed, {len(self.receiver.applied())} of {self.events} received")

    async def _reached(self, count: float) -> None:
        await self.until(lambda: self.is_over or len(self.receiver.taken) >= count, self.longest_between_kills)

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

    async def holder(self) -> Replica:
        """The replica that sends to the endpoint."""
        connection = await asyncpg.connect(self.postgres.url().replace("+asyncpg", ""))
        try:
            name = await connection.fetchval("SELECT lease_holder FROM webhook_endpoints")
        finally:
            await connection.close()
        return next(each for each in self.replicas if each.name == name)

    def ledger(self, sent: list[str]) -> None:
        """What was sent is what was received, each once after its id, each dossier in order."""
        received = sorted(each.id for each in self.receiver.applied())
        self.tell(
            f"{self.killed.total()} killed {dict(self.killed)}, {len(sent)} sent, {len(self.receiver.taken)} taken, "
            f"{len(self.receiver.refused)} refused, {len(received)} different, {self.receiver.inversions()} inversions"
        )
        assert received == sorted(sent)
        assert self.receiver.inversions() == 0

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
        places, dossiers = asyncio.Semaphore(PUBLISHERS), max(20, self.events // EVENTS_OF_A_DOSSIER)

        async def of_dossier(number: int) -> list[str]:
            async with places:
                sequences = range(1, len(range(number, self.events, dossiers)) + 1)
                return [await self._published(f"d-{number}", sequence) for sequence in sequences]

        return [sent for each in await asyncio.gather(*map(of_dossier, range(dossiers))) for sent in each]

    async def received(self, count: int, seconds: float) -> None:
        """So many different events, or no patience left."""
        await self.until(lambda: len(self.receiver.applied()) >= count, seconds)

    async def until(self, is_so: Callable[[], bool], seconds: float) -> None:
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
