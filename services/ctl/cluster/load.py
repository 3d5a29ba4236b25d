"""Steady traffic while pods come and go: synthetic dossiers are filed, read and withdrawn; what failed is counted.

A request is tried again, with the same Idempotency-Key, for as long as ``patience`` says: 0 where replicas take over at
once, more where a service has one pod. One that still gets no answer, or another than it must, has failed.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from ctl.client import Json, Refused, Unreachable
from ctl.cluster.neighbours import ClusterApi
from ctl.cluster.verify import NAME, filing_of

WORKERS = 4
PAUSE_SECONDS = 0.05


@dataclass(slots=True)
class Outcome:
    """requests: answered as they must be. failed: a sentence for each that was not."""

    requests: int = 0
    failed: list[str] = field(default_factory=list)

    def summary(self) -> Json:
        return {"requests": self.requests, "failed": len(self.failed), "first": self.failed[:5]}


async def run(at: Mapping[str, str], token: str, *, seconds: float, patience: float) -> Outcome:
    """Traffic of four callers for so long."""
    outcome = Outcome()
    async with ClusterApi(at, token=token, patience_seconds=max(patience, 30)) as api:
        body = await filing_of(api)
    ends = time.monotonic() + seconds
    async with ClusterApi(at, token=token, patience_seconds=patience) as api, asyncio.TaskGroup() as group:
        for _ in range(WORKERS):
            group.create_task(_caller(api, body, ends, outcome))
    return outcome


async def _caller(api: ClusterApi, body: Json, ends: float, outcome: Outcome) -> None:
    while time.monotonic() < ends:
        key = f"load-{uuid.uuid4()}"
        try:
            filed = await api.post("/v1/dossiers", body=body, key=key)
            found = await api.get(f"/v1/dossiers/{filed['id']}")
            await api.post(f"/v1/dossiers/{found['id']}/withdrawal", body={"reason": NAME}, key=f"{key}-end")
            await api.get("/v1/events", after="latest")
        except (Refused, Unreachable) as fault:
            outcome.failed.append(str(fault))
        else:
            outcome.requests += 4
        await asyncio.sleep(PAUSE_SECONDS)
