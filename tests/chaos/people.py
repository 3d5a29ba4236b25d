"""People at the counters: they file and accept dossiers at a steady pace and try again when nobody answers."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from ctl.client import Api, Json
from support.town import COUNTER, Town, filing

PROCEDURE = "nhu-cau-lao-dong-nuoc-ngoai"
PACE_SECONDS = 0.1


@dataclass(slots=True)
class Work:
    """What was asked and answered. latencies: seconds of each answered request, with the instant it was sent."""

    accepted: list[Json] = field(default_factory=list)
    latencies: list[tuple[float, float]] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def slowest(self, since: float, to: float, share: float = 1.0) -> float:
        """Seconds that this share of the requests sent between two instants of ``time.monotonic`` stayed below."""
        found = sorted(seconds for sent, seconds in self.latencies if since <= sent <= to)
        return found[max(math.ceil(share * len(found)) - 1, 0)]

    def answered(self, since: float, to: float) -> int:
        return sum(since <= sent <= to for sent, _ in self.latencies)


@asynccontextmanager
async def working(town: Town, *, patience_seconds: float) -> AsyncIterator[Work]:
    """Somebody files every tenth of a second until the block ends; then what was begun is finished."""
    work, stop = Work(), asyncio.Event()
    procedure = await town.api.get(f"/v1/procedures/{PROCEDURE}", on="2024-04-26")
    async with Api(town.machine.front_url(), patience_seconds=patience_seconds) as api:
        await api.get("/v1/dossiers", COUNTER)
        async with asyncio.TaskGroup() as group:
            group.create_task(_file_for_ever(group, api, work, stop, procedure))
            try:
                yield work
            finally:
                stop.set()


async def _file_for_ever(group: asyncio.TaskGroup, api: Api, work: Work, stop: asyncio.Event, procedure: Json) -> None:
    number, began = 0, time.monotonic_ns()
    while not stop.is_set():
        number += 1
        group.create_task(_file(api, work, filing(number, PROCEDURE, documents=procedure), f"chaos-{began}-{number}"))
        await asyncio.sleep(PACE_SECONDS)


async def _file(api: Api, work: Work, body: Json, key: str) -> None:
    try:
        filed = await _timed(work, api, "/v1/dossiers", body, f"{key}-file")
        accepted = await _timed(work, api, f"/v1/dossiers/{filed['id']}/acceptance", {}, f"{key}-accept")
        work.accepted.append(accepted)
    except Exception as fault:
        work.failures.append(f"{type(fault).__name__}: {fault}")


async def _timed(work: Work, api: Api, path: str, body: Json, key: str) -> Json:
    sent = time.monotonic()
    answer = await api.post(path, COUNTER, body, key=key)
    work.latencies.append((sent, time.monotonic() - sent))
    return answer
