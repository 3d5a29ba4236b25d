"""The checks of ``helm test``: are the four well, the schema current, the streams there, does a dossier get through?"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

import aiohttp

from chassis.messaging import streams as contract
from ctl.client import Json
from ctl.cluster import streams
from ctl.cluster.neighbours import ClusterApi, nats_settings
from ctl.demo.filings import filing, offers
from ctl.demo.scenario import Fate, Story
from ctl.machine import SERVICES

PATIENCE_SECONDS = 90.0
SUBJECT = "service:helm-test"
ROLES = ["system", "applicant"]
NAME = "Kiểm tra hệ thống (không phải hồ sơ thật) / system check, not a dossier"


class CheckFailed(Exception):
    """The message says which part, and what it said."""


async def health(at: Mapping[str, str]) -> list[str]:
    """Each service is ready; its own words if not."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
        return [await _ready(http, service, at[service]) for service in SERVICES]


async def schema(at: Mapping[str, str]) -> list[str]:
    """A service says that its schema is current only after it has compared it with its own migrations."""
    lines = []
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http:
        for service in SERVICES:
            async with http.get(f"{at[service]}/readyz?verbose") as answer:
                said = await answer.text()
            if "[+] schema ok" not in said:
                raise CheckFailed(f"{service}: its schema is not current:\n{said}")
            async with http.get(f"{at[service]}/openapi.json") as answer:
                version = (await answer.json())["info"]["version"]
            lines.append(f"{service} {version}: schema current")
    return lines


async def broker(replicas: int) -> list[str]:
    """Streams and consumers are there, as this version needs them."""
    url, credentials = nats_settings()
    async with streams.connected(url, credentials) as jetstream:
        return await streams.check(jetstream, replicas, streams.READERS)


async def dossier(at: Mapping[str, str], token: str) -> list[str]:
    """A synthetic dossier is filed, heard of on the stream, counted as read, and withdrawn. No figure counts it."""
    async with ClusterApi(at, token=token, patience_seconds=20) as api:
        position = (await api.get("/v1/events", after="latest"))["last_position"]
        before = await _counted(at["reporting"])
        filed = await api.post("/v1/dossiers", body=await filing_of(api), key=f"helm-test-{uuid.uuid4()}")
        withdrawal = {"reason": NAME}
        await api.post(f"/v1/dossiers/{filed['id']}/withdrawal", body=withdrawal, key=f"helm-test-{filed['id']}")
        heard = await _heard(api, filed["id"], position)
        seen = await _consumed(at["reporting"], before)
    return [
        f"filed and withdrawn: {filed['id']}, marked synthetic",
        f"heard on {contract.EVENTS}: {', '.join(heard)}",
        f"read by reporting: dossier_events_consumed_total {seen:.0f}",
    ]


async def audit(at: Mapping[str, str], token: str) -> list[str]:
    """Nothing lost and nothing doubled, once everything on its way has arrived."""
    ends = time.monotonic() + PATIENCE_SECONDS
    async with ClusterApi(at, token=token, patience_seconds=20) as api:
        while True:
            answer = await api.get("/v1/audit/conservation")
            if answer["clean"]:
                return ["conservation: nothing lost, nothing doubled"]
            if time.monotonic() > ends:
                raise CheckFailed("\n".join(each["detail"] for each in answer["findings"]))
            await asyncio.sleep(3)


async def _ready(http: aiohttp.ClientSession, service: str, address: str) -> str:
    try:
        async with http.get(f"{address}/readyz?verbose") as answer:
            said = (await answer.text()).strip()
    except (aiohttp.ClientError, TimeoutError) as fault:
        raise CheckFailed(f"{service} does not answer at {address} ({type(fault).__name__})") from fault
    if answer.status != 200:
        raise CheckFailed(f"{service} is not ready:\n{said}")
    return f"{service}: {said.splitlines()[-1]}"


async def filing_of(api: ClusterApi) -> Json:
    """The first procedure that may be filed online, with a name that nobody can mistake."""
    procedures = {each["key"]: each for each in (await api.get("/v1/procedures"))["items"]}
    offer = next(each for each in offers(procedures) if "online" in each.channels)
    procedure = await api.get(f"/v1/procedures/{offer.key}")
    story = Story(
        number=0,
        filed_at=datetime.now(UTC),
        procedure=offer.key,
        department=offer.department,
        channel="online",
        fate=Fate.WITHDRAWN,
        pace=1.0,
        officer=0,
        supplement_days=0,
        rating=0,
    )
    body = filing(story, procedure)
    body["applicant"] = body["applicant"] | {"name": NAME[:200]}
    body["applicant"].pop("email", None)
    return body | {"synthetic": True}


async def _heard(api: ClusterApi, dossier_id: str, position: int) -> list[str]:
    """Types of both events, as a subscriber sees them."""
    wanted, heard = {"motcua.dossier.received.v1", "motcua.dossier.withdrawn.v1"}, list[str]()
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        page = await api.get("/v1/events", after=position, wait=5, page_size=200)
        heard += [each["type"] for each in page["items"] if each["subject"] == dossier_id]
        position = page["next_after"]
        if wanted <= set(heard):
            return heard
    raise CheckFailed(f"the events of {dossier_id} did not reach the stream in {PATIENCE_SECONDS:.0f} s: {heard}")


async def _consumed(reporting: str, before: float) -> float:
    """Reporting's own count of what it has read, once it has grown. Replicas count apart: any of them may answer."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends:
        now = await _counted(reporting)
        if now > before:
            return now
        await asyncio.sleep(1)
    raise CheckFailed(
        f"reporting has read nothing for {PATIENCE_SECONDS:.0f} s (dossier_events_consumed_total {before})"
    )


async def _counted(reporting: str) -> float:
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as http,
        http.get(f"{reporting}/metrics") as answer,
    ):
        lines = (await answer.text()).splitlines()
    found = [line for line in lines if line.startswith("dossier_events_consumed_total{") and 'result="ok"' in line]
    if not found:
        raise CheckFailed("reporting does not show dossier_events_consumed_total")
    return sum(float(line.rsplit(" ", 1)[1]) for line in found)
