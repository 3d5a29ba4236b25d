"""The whole of motcua on one machine, for tests: real broker, four processes, front door, a trace receiver."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ctl.client import Api, Json, Refused
from ctl.commands.up import running
from ctl.machine import Machine
from ctl.supervisor import Supervisor
from support.ports import free_ports
from support.trace_receiver import TraceReceiver

LAWPACK = Path(__file__).parents[2] / "lawpack" / "heza"
# A Friday before the swap of 29 April and 4 May 2024.
STARTS_AT = datetime.fromisoformat("2024-04-26T10:00:00+07:00")
APPLICANT, COUNTER, LEADER, CONTROL = "dn.mau.1", "cb.motcua.1", "ld.ban.1", "ksth.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What a test needs of the running system."""

    machine: Machine
    supervisor: Supervisor
    api: Api
    traces: TraceReceiver

    def pid(self, child: str) -> int:
        """Process id of a service, ``nats-server`` or ``front-door``."""
        process = self.supervisor.child(child).process
        if process is None:
            raise LookupError(f"{child} does not run")
        return process.pid

    def signal(self, child: str, number: signal.Signals) -> None:
        os.kill(self.pid(child), number)

    async def audit(self, seconds: float = 30.0) -> Json:
        """The conservation audit, asked until it is clean or time is up."""
        return await until(
            lambda: self.api.get("/v1/audit/conservation", CONTROL), lambda found: bool(found["clean"]), seconds
        )


async def until(ask: Callable[[], object], true: Callable[[Json], bool], seconds: float = 15.0) -> Json:
    """Asks again until the answer is as wanted or time is up; gives the last answer."""
    answer: Json = {}
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        try:
            answer = await ask()  # type: ignore[misc]
            if true(answer):
                break
        except Refused as refusal:
            if refusal.status not in {404, 503}:
                raise
        await asyncio.sleep(0.05)
    return answer


@asynccontextmanager
async def town_in(
    home: Path, *, lawpack: Path = LAWPACK, starts_at: datetime = STARTS_AT, sync_file: str = ""
) -> AsyncIterator[Town]:
    """A town on a simulated clock that runs at the usual speed, from Friday 26 April 2024, 10:00, if not said else."""
    async with TraceReceiver() as traces:
        machine = Machine(
            home=home,
            lawpack=lawpack,
            ports=free_ports(),
            simulated=True,
            otlp_endpoint=traces.endpoint,
            sync_file=sync_file,
        )
        async with (
            running(machine, starts_at=starts_at) as supervisor,
            Api(machine.front_url(), patience_seconds=15) as api,
        ):
            yield Town(machine=machine, supervisor=supervisor, api=api, traces=traces)


def filing(
    number: int = 1, procedure: str = "cap-gpld", *, channel: str = "counter", documents: Json | None = None
) -> Json:
    """A body of ``POST /v1/dossiers``; ``documents``: the procedure as the catalogue shows it."""
    required = [d["key"] for d in (documents or {"documents": []})["documents"] if d["required"]]
    return {
        "procedure": procedure,
        "channel": channel,
        "applicant": {
            "kind": "organisation",
            "name": f"Doanh nghiệp mẫu số {number}",
            "identity_number": f"0299{number:06d}",
            "address": "Địa chỉ mẫu, Hải Phòng",
            "phone": f"0999{number:06d}",
            "email": f"mau-{number}@example.org",
        },
        "documents": [{"key": key} for key in required],
    }
