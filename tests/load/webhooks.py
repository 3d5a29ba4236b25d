"""Webhooks: how many a second to one fast endpoint, how long one takes, and what a dead endpoint costs the others."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import aiohttp
import nats

from chassis.clock import SystemClock
from chassis.messaging import streams
from chassis.messaging.envelope import OutgoingEvent, encode
from load.limits import Message, publish_limit
from load.outcome import Outcome, summary
from load.rows import Row, at_least, at_most
from load.sizes import Sizes
from load.stage import Served, Stage
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierAccepted
from notify.clients.posting import AiohttpPoster
from support.ports import free_port, wait_for_port

PACE = 50.0
NEIGHBOURS = 99
NEIGHBOURS_PACE = 3.0
AT_ONCE = 32
_MIGRATIONS = "notify.store.migrations"


async def webhooks(stage: Stage, sizes: Sizes) -> list[Row]:
    """On PostgreSQL, then the rate on SQLite too."""
    rows: list[Row] = []
    async with _outside(stage, await stage.database("webhooks", _MIGRATIONS)) as here:
        rows += await _rate(here, sizes, "PostgreSQL")
        rows += await _latency(here, sizes)
        rows += await _among_the_dead(here, sizes)
    async with _outside(stage, f"sqlite+aiosqlite:///{stage.folder}/webhooks.db") as here:
        rows += await _rate(here, sizes, "SQLite")
    return rows


@dataclass
class Outside:
    """A served notify, and subscribers' servers beside it."""

    stage: Stage
    notify: Served
    port: int
    dead_port: int
    http: aiohttp.ClientSession
    dossiers: int = 0

    async def endpoint(self, name: str, port: int | None = None) -> str:
        """Registered and enabled; its id."""
        url = f"http://127.0.0.1:{port or self.port}/{name}"
        selection = {"types": ["motcua.dossier.accepted.v1"]}
        made = await self.ask("POST", "/v1/webhook-endpoints", {"name": name, "url": url, "selection": selection})
        await self.ask("POST", f"/v1/webhook-endpoints/{made['id']}/enablement")
        return str(made["id"])

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.notify.token('vh.bench', 'operator')}"}
        async with self.http.request(method, self.notify.url + path, json=body, headers=headers) as answer:
            if answer.status >= 300:
                raise RuntimeError(f"{method} {path}: {answer.status} {await answer.text()}")
            said: dict[str, Any] = await answer.json() if answer.status != 204 else {}
            return said

    async def report(self, endpoint: str) -> dict[str, Any]:
        async with self.http.get(f"http://127.0.0.1:{self.port}/report") as answer:
            said: dict[str, Any] = await answer.json(content_type=None)
        nothing: dict[str, Any] = {"count": 0, "different": 0, "inversions": 0, "ages": [], "seconds": 0.0}
        taken: dict[str, Any] = said.get(f"/{endpoint}", nothing)
        return taken

    async def forget(self) -> None:
        async with self.http.post(f"http://127.0.0.1:{self.port}/forget") as answer:
            answer.raise_for_status()

    async def arrived(self, endpoint: str, count: int, *, within: float = 120.0) -> dict[str, Any]:
        """Its report, once so many different events are there or no more come."""
        end = time.monotonic() + within
        while (said := await self.report(endpoint))["different"] < count and time.monotonic() < end:
            await asyncio.sleep(0.1)
        return said

    def events(self, count: int, subjects: int) -> list[Message]:
        """Of so many new dossiers, each in order, all mixed."""
        self.dossiers += 1
        return [self.event(f"d-{self.dossiers}-{number % subjects}", number // subjects + 1) for number in range(count)]

    def event(self, dossier: str, sequence: int) -> Message:
        reference = DossierRef(dossier_id=dossier, agency="heza", department="dau-tu", procedure_key="cap-gcn-dkdt")
        told = OutgoingEvent(
            type="dossier.accepted",
            agency="heza",
            department="dau-tu",
            subject=dossier,
            data=DossierAccepted(dossier=reference),
        )
        event_id = f"{dossier}-{sequence}"
        body = encode(told, event_id=event_id, service="intake", time=datetime.now(UTC), sequence=sequence)
        return Message(id=event_id, subject=told.nats_subject(), body=body)


@asynccontextmanager
async def _outside(stage: Stage, database_url: str) -> AsyncIterator[Outside]:
    await stage.nats.wipe()
    port, dead_port = free_port(), free_port()
    command = [sys.executable, "-m", "load.receiver", str(port), str(dead_port)]
    async with (
        stage.process("receiver", command, dict(os.environ)),
        stage.notify(database_url) as notify,
        aiohttp.ClientSession() as http,
    ):
        await asyncio.to_thread(wait_for_port, port)
        yield Outside(stage, notify, port, dead_port, http)


async def _rate(here: Outside, sizes: Sizes, store: str) -> list[Row]:
    """A backlog that was written while the endpoint was off; and events straight from the stream."""
    await here.forget()
    limit = await _posts_limit(here, sizes)
    endpoint = await here.endpoint("nhanh")
    count, subjects = sizes.events // 2, sizes.subjects // 2
    await here.ask("POST", f"/v1/webhook-endpoints/{endpoint}/disablement")
    await publish_limit(here.stage.nats.url, here.events(count, subjects))
    await _written(here, endpoint, count)
    await here.ask("POST", f"/v1/webhook-endpoints/{endpoint}/enablement")
    backlog = await here.arrived("nhanh", count)
    await here.forget()
    began = time.perf_counter()
    await publish_limit(here.stage.nats.url, here.events(count, subjects))
    straight = await here.arrived("nhanh", count)
    whole = time.perf_counter() - began
    await here.ask("DELETE", f"/v1/webhook-endpoints/{endpoint}")
    note = f"{count:,} events of {subjects:,} dossiers; the limit is the same client posting and nothing else"
    return [
        Row(
            measure=f"webhooks to one endpoint, a backlog, {store}",
            unit="/s",
            value=backlog["different"] / backlog["seconds"],
            limit=limit.rate,
            asked=at_least(500),
            note=note,
            fault=_fault(backlog, count),
        ),
        Row(
            measure=f"  from the stream on, {store}",
            unit="/s",
            value=straight["different"] / whole,
            limit=limit.rate,
            note="published at once, taken in by both of notify's consumers, written, sent, settled",
            fault=_fault(straight, count),
        ),
    ]


async def _latency(here: Outside, sizes: Sizes) -> list[Row]:
    """From the event's own time to its arrival."""
    endpoint = await here.endpoint("do-tre")
    await here.forget()
    count = await _publish_paced(here, PACE, sizes.seconds)
    said = await here.arrived("do-tre", count, within=10.0)
    await here.ask("DELETE", f"/v1/webhook-endpoints/{endpoint}")
    taken = summary(said["ages"], sizes.seconds)
    fault = _fault(said, count)
    return [
        Row(
            measure="event to webhook, at 50/s, p50",
            unit="ms",
            value=taken.p50,
            asked=at_most(100),
            note=f"{taken.note}; {taken.count} events, each published and acknowledged on the way",
            fault=fault,
        ),
        Row(measure="  p95", unit="ms", value=taken.p95, asked=at_most(500), fault=fault),
    ]


async def _among_the_dead(here: Outside, sizes: Sizes) -> list[Row]:
    """Ninety-nine endpoints, each sent everything, without and with a hundredth that never answers."""
    names = [f"lang-gieng-{number}" for number in range(NEIGHBOURS)]
    for name in names:
        await here.endpoint(name)
    before = await _neighbours(here, names, sizes)
    await here.endpoint("chet", here.dead_port)
    after = await _neighbours(here, names, sizes)
    return [
        Row(
            measure="99 endpoints beside a dead one, p95 of an event's way",
            unit="ms",
            value=after.p95,
            limit=before.p95,
            asked=at_most(500),
            note=f"the limit is the same without the dead one; {after.note}; {NEIGHBOURS_PACE:.0f} events/s to each",
            fault="" if after.count == before.count else f"{after.count} arrived, {before.count} before",
        )
    ]


async def _neighbours(here: Outside, names: Sequence[str], sizes: Sizes) -> Outcome:
    await here.forget()
    count = await _publish_paced(here, NEIGHBOURS_PACE, sizes.seconds)
    ages: list[float] = []
    for name in names:
        ages += (await here.arrived(name, count, within=10.0))["ages"]
    return summary(ages, sizes.seconds)


async def _publish_paced(here: Outside, pace: float, seconds: float) -> int:
    connection = await nats.connect(here.stage.nats.url)
    jetstream = connection.jetstream()
    count = round(pace * seconds)
    here.dossiers += 1
    begin = time.perf_counter()
    for number in range(count):
        await asyncio.sleep(max(begin + number / pace - time.perf_counter(), 0))
        event = here.event(f"d-{here.dossiers}-{number % 50}", number // 50 + 1)
        headers = {"Nats-Msg-Id": event.id}
        await jetstream.publish(event.subject, event.body, timeout=5, stream=streams.EVENTS, headers=headers)
    await connection.close()
    return count


async def _written(here: Outside, endpoint: str, count: int) -> None:
    while (await here.ask("GET", f"/v1/webhook-endpoints/{endpoint}"))["pending"] < count:
        await asyncio.sleep(0.2)


async def _posts_limit(here: Outside, sizes: Sizes) -> Outcome:
    """The same client, signing nothing and keeping nothing, as many at once."""
    poster = AiohttpPoster(("127.0.0.0/8",), real=SystemClock())
    url, taken = f"http://127.0.0.1:{here.port}/gioi-han", []
    messages = here.events(sizes.events // 4, 100)

    async def post(some: Sequence[Message]) -> None:
        for message in some:
            began = time.perf_counter()
            await poster.post(url, message.body, {"webhook-id": message.id})
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(post(messages[first::AT_ONCE]) for first in range(AT_ONCE)))
    seconds = time.perf_counter() - began
    await poster.stop()
    return summary(taken, seconds)


def _fault(said: dict[str, Any], count: int) -> str:
    """Nothing lost, nothing twice after its id, nothing before its predecessor."""
    lost = count - said["different"]
    return f"{lost} lost, {said['inversions']} inversions" if lost or said["inversions"] else ""
