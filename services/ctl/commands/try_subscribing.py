"""``motcua subscriber try``: from nothing to the first event seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from datetime import time as clock_time
from pathlib import Path
from typing import Annotated

import nats.errors
import typer

from chassis.clock import SharedClock
from ctl import connecting
from ctl.broker import BrokerMissing
from ctl.client import Api, Refused, Unreachable
from ctl.commands import options
from ctl.commands.up import PortsTaken, running, until_interrupted
from ctl.demo import sandbox
from ctl.demo.scenario import FIRST_DAY, LOCAL
from ctl.first_event import FirstEvent, hear
from ctl.machine import Machine, Ports
from ctl.supervisor import StartFailed

OPERATOR = "vh.1"
OPENING = clock_time(7, 30)
DOSSIERS = 400
HEAR_SECONDS = 30.0
SAMPLES = Path(__file__).parents[3] / "docs" / "subscribe" / "samples"


def try_subscribing(
    key: Annotated[str, typer.Argument(help="Key of the subscriber to register.")] = "he-thong-mau",
    port: options.Port = 8080,
    base_port: options.BasePort = 8100,
    home: options.Home = Path(".motcua/sandbox"),
    lawpack: options.Lawpack = options.DEFAULT_LAWPACK,
    speed: Annotated[float, typer.Option("--speed", help="Simulated seconds per real second.", min=1)] = 600.0,
    once: Annotated[bool, typer.Option("--once", help="Exit after the first event instead of staying up.")] = False,
) -> None:
    """Thử nhận sự kiện. Starts a sandbox (or uses the one that runs), registers a subscriber, shows its first event."""
    front, base = Ports.kept(home.resolve())
    here = options.machine(home, lawpack, front, base, simulated=True)
    fresh = options.machine(home, lawpack, port, base_port, simulated=True)
    raise typer.Exit(asyncio.run(_try(key, here, fresh, speed, once=once)))


async def _try(key: str, here: Machine, fresh: Machine, speed: float, *, once: bool) -> int:
    began = time.monotonic()
    try:
        async with _sandbox(here, fresh, speed) as machine, Api(machine.front_url(), patience_seconds=20) as api:
            told = await sandbox.lives(api, DOSSIERS, seed=int(time.time()))  # others each time
            living = asyncio.ensure_future(sandbox.live(told, SharedClock(machine.clock_file)))
            try:
                file = await _registered(api, machine, key)
                _say(await hear(file, HEAR_SECONDS), file, machine, time.monotonic() - began)
                if not once:
                    await until_interrupted()
            finally:
                living.cancel()
                with suppress(asyncio.CancelledError, Unreachable):
                    await living
    except _FAULTS as fault:
        options.errors.print(str(fault), style="red", highlight=False, markup=False)
        return 1
    return 0


_FAULTS = (StartFailed, BrokerMissing, PortsTaken, Refused, Unreachable, TimeoutError, nats.errors.Error, OSError)


@asynccontextmanager
async def _sandbox(here: Machine, fresh: Machine, speed: float) -> AsyncIterator[Machine]:
    """The machine of this home if it runs; else a new one, on a clock that runs fast, stopped at the end."""
    if await _answers(here):
        yield here
        return
    # A sandbox that was stopped goes on where its clock was; what is there keeps its times.
    starts_at = datetime.combine(FIRST_DAY, OPENING, LOCAL)
    if fresh.clock_file.exists():
        starts_at = max(starts_at, SharedClock(fresh.clock_file).now())
    async with running(fresh, starts_at=starts_at, speed=speed):
        yield fresh


async def _answers(machine: Machine) -> bool:
    if not machine.clock_file.exists():
        return False
    try:
        async with Api(machine.front_url()) as api:
            await api.get("/front-door/livez")
    except (Unreachable, Refused, ValueError):
        return False
    return True


async def _registered(api: Api, machine: Machine, key: str) -> Path:
    body = {"key": key, "name": "Hệ thống mẫu", "grant": {"agencies": ["heza"]}}
    with suppress(Refused):  # it is registered; credentials are made anew
        await api.post("/v1/subscribers", OPERATOR, body)
    folder = connecting.folder_of(machine, key)
    made = await connecting.connect(api, OPERATOR, machine, key, folder, machine.broker_url)
    return made.file


def _say(first: FirstEvent, file: Path, machine: Machine, seconds: float) -> None:
    event = first.event
    gap = "không thiếu / no gap" if first.is_first else f"thiếu / gap 0→{int(event['sequence'])}"
    lines = (
        f"[green]✔[/green] sự kiện đầu tiên sau / first event after [bold]{seconds:.1f} s[/bold]",
        f"  vị trí / position {first.position}: {event['type']} {event['subject']}"
        f" {event['source'].removeprefix('urn:motcua:')} #{int(event['sequence'])} · {gap}",
        f"  khoá và địa chỉ / credentials and addresses: {file}",
        "",
        "[bold]tiếp theo / next[/bold]",
        f"  python {SAMPLES}/python/subscriber.py {file}",
        f"  cd {SAMPLES}/typescript && npm ci && npm run build && node dist/subscriber.js {file}",
        f"  curl -H \"Authorization: Bearer $(cat {file.parent}/token)\" '{machine.front_url()}/v1/events?after=0'",
        f"  {SAMPLES.parent}/README.md",
    )
    for line in lines:
        options.console.print(line, highlight=False, soft_wrap=True)
