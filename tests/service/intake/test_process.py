"""The whole service as it is wired, with a broker: events out in order, processing's events in, law pack said once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nats
from nats.js.errors import NotFoundError

from chassis.auth.issuer import DemoIssuer
from chassis.blind_index import add_index_key
from chassis.entry import Assembly
from chassis.http.server import HttpServerPart
from chassis.messaging.envelope import CONTENT_TYPE, OutgoingEvent, encode
from chassis.sealing import add_key
from intake.settings import Settings
from intake.wiring import build
from motcua.events.v1 import handling_pb2
from service.intake.counter import body
from support.databases import NewDatabaseUrl
from unit.intake.world import APPLICANT, HEZA, RECEPTIONIST, heza, local

VERSIONS = sum(len(procedure.versions) for procedure in heza().procedures)
LAW_EVENTS = len(heza().departments) + 1 + VERSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    assembly: Assembly
    client: httpx.AsyncClient
    tokens: dict[str, str]

    async def post(self, path: str, content: Any = None, who: str = "cb.motcua.1") -> dict[str, Any]:
        answer = await self.client.post(path, json=content, headers=self._headers(who))
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    async def until(self, dossier_id: str, state: str) -> dict[str, Any]:
        async with asyncio.timeout(60):
            while True:
                answer = await self.client.get(f"/v1/dossiers/{dossier_id}", headers=self._headers("cb.motcua.1"))
                if answer.json()["state"] == state:
                    return dict(answer.json())
                await asyncio.sleep(0.05)

    def _headers(self, who: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[who]}"}


@asynccontextmanager
async def running(url: str, nats_url: str, folder: Path, **changes: Any) -> AsyncIterator[Process]:
    """Parts started and stopped in order, as the runtime does. changes: to the settings."""
    issuer = DemoIssuer(folder / "key.json")
    add_key(folder / "sealing.json", "k1")
    add_index_key(folder / "sealing.json", "i1")
    usual: dict[str, Any] = {
        "environment": "sandbox",
        "database_url": url,
        "nats_url": nats_url,
        "http_port": 0,
        "grpc_port": 0,
        "jwks_file": folder / "jwks.json",
        "lawpack": HEZA,
        "sealing_keys_file": folder / "sealing.json",
        "processing_target": "",
        "files_url": f"file://{folder}/files",
        "drain_seconds": 0,
    }
    settings = Settings(**(usual | changes))
    assembly = await build(settings)
    for part in assembly.parts:
        await part.start()
    port = next(part.port for part in assembly.parts if isinstance(part, HttpServerPart))
    tokens = {
        actor.subject: issuer.token(actor.subject, actor.roles, agency=actor.agency, department=actor.department)
        for actor in (APPLICANT, RECEPTIONIST)
    }
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield Process(assembly=assembly, client=client, tokens=tokens)
    finally:
        for part in reversed(assembly.parts):
            await part.stop()


async def events_of(nats_url: str, wanted: int) -> list[dict[str, Any]]:
    """The first events of the stream, once there are so many."""
    client = await nats.connect(nats_url)
    try:
        stream = client.jetstream()
        async with asyncio.timeout(60):
            while await _stream_size(nats_url) < wanted:
                await asyncio.sleep(0.05)
        return [json.loads((await stream.get_msg("MOTCUA_EVENTS", seq=n)).data or b"") for n in range(1, wanted + 1)]
    finally:
        await client.close()


async def tell(nats_url: str, name: str, dossier_id: str, data: Any) -> None:
    """Publish an event as processing would."""
    event = OutgoingEvent(type=name, agency="heza", department="lao-dong", subject=dossier_id, data=data)
    sent = encode(event, event_id=f"p-{dossier_id}", service="processing", time=local("2026-04-20 10:00"), sequence=1)
    client = await nats.connect(nats_url)
    try:
        headers = {"Nats-Msg-Id": f"p-{dossier_id}", "Content-Type": CONTENT_TYPE}
        await client.jetstream().publish(event.nats_subject(), sent, headers=headers)
    finally:
        await client.close()


async def test_events_go_out_in_order_and_processings_come_in(
    database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path
) -> None:
    url = await database_url("intake.store.migrations")
    async with running(url, nats_url, tmp_path) as intake:
        law = await events_of(nats_url, LAW_EVENTS)
        filed = await intake.post("/v1/dossiers", body(), who=APPLICANT.subject)
        accepted = await intake.post(f"/v1/dossiers/{filed['id']}/acceptance")
        await tell(nats_url, "dossier.assigned", filed["id"], handling_pb2.DossierAssigned(officer="cv.laodong.1"))
        assert (await intake.until(filed["id"], "in_progress"))["officer"] == "cv.laodong.1"
        told = await events_of(nats_url, LAW_EVENTS + 3)  # ours, and processing's
    said = Counter(event["type"] for event in law)
    assert said == {
        "motcua.department.changed.v1": len(heza().departments),
        "motcua.calendar.changed.v1": 1,
        "motcua.procedure.published.v1": VERSIONS,
    }
    own = [event for event in told if event["subject"] == filed["id"] and event["source"] == "urn:motcua:intake"]
    assert [(event["type"], event["sequence"]) for event in own] == [
        ("motcua.dossier.received.v1", f"{1:020d}"),
        ("motcua.dossier.accepted.v1", f"{2:020d}"),
    ]
    assert own[1]["data"]["dossier"]["code"] == accepted["code"]


async def test_a_second_start_with_the_same_law_says_nothing_new(
    database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path
) -> None:
    url = await database_url("intake.store.migrations")
    async with running(url, nats_url, tmp_path):
        await events_of(nats_url, LAW_EVENTS)
    async with running(url, nats_url, tmp_path) as intake:
        await intake.post("/v1/dossiers", body(), who=APPLICANT.subject)
        assert (await events_of(nats_url, LAW_EVENTS + 1))[-1]["type"] == "motcua.dossier.received.v1"


async def test_without_a_broker_dossiers_are_taken_in_all_the_same(
    database_url: NewDatabaseUrl, tmp_path: Path
) -> None:
    url = await database_url("intake.store.migrations")
    async with running(url, "nats://127.0.0.1:1", tmp_path) as intake:
        filed = await intake.post("/v1/dossiers", body(), who=APPLICANT.subject)
        assert (await intake.post(f"/v1/dossiers/{filed['id']}/acceptance"))["state"] == "accepted"


async def _stream_size(nats_url: str) -> int:
    client = await nats.connect(nats_url)
    try:
        return int((await client.jetstream().stream_info("MOTCUA_EVENTS")).state.messages)
    except NotFoundError:
        return 0  # the bus has not made it yet
    finally:
        await client.close()
