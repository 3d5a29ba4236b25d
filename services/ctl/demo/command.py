"""``motcua demo``: everything up on a simulated clock, a spring of dossiers played, the on-time table printed."""

from __future__ import annotations

import asyncio
import shutil
import time
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from chassis.clock import SharedClockControl
from chassis.kernel.worktime import WorkCalendar, is_working_day
from ctl.broker import BrokerMissing
from ctl.client import Api, Json, Refused, Unreachable
from ctl.commands import audit, history, options
from ctl.commands.up import PortsTaken, check_ports, running, until_interrupted, welcome
from ctl.demo.filings import calendar_of, offers
from ctl.demo.life import Life
from ctl.demo.player import Player
from ctl.demo.scenario import FIRST_DAY, LOCAL, stories
from ctl.demo.table import on_time_table
from ctl.machine import LOOPBACK, PORTS_FILE, SERVICES, Machine
from ctl.supervisor import StartFailed

HEAD, CONTROL = "ld.ban.1", "ksth.1"
# The filing weeks, and one more in which part of what is open is finished.
PLAYED_WORKING_DAYS = 45
OPENING, CLOSING = clock_time(7, 30), clock_time(17, 0)


def demo(
    port: options.Port = 8080,
    base_port: options.BasePort = 8100,
    home: options.Home = Path(".motcua/demo"),
    lawpack: options.Lawpack = options.DEFAULT_LAWPACK,
    dossiers: Annotated[int, typer.Option("--dossiers", help="How many dossiers to play.", min=1, max=100_000)] = 500,
    seed: Annotated[int, typer.Option("--seed", help="The same seed plays the same story.")] = 7,
    once: Annotated[bool, typer.Option("--once", help="Exit after the table instead of staying up.")] = False,
) -> None:
    """Chạy thử với hồ sơ mẫu. Play sample dossiers on a simulated clock and show the on-time table."""
    machine = options.machine(home, lawpack, port, base_port, simulated=True)
    raise typer.Exit(asyncio.run(_demo(machine, dossiers, seed, once=once)))


async def _demo(machine: Machine, dossiers: int, seed: int, *, once: bool) -> int:
    started = time.monotonic()
    try:
        check_ports(machine)
        _fresh(machine.home)
        opening = datetime.combine(FIRST_DAY, OPENING, LOCAL)
        async with running(machine, starts_at=opening, speed=0.0), _api(machine) as api:
            await _play(machine, api, dossiers, seed)
            clean = await _results(machine, api)
            options.console.print(f"{dossiers} hồ sơ / dossiers · {time.monotonic() - started:.0f} s", highlight=False)
            if not once:
                welcome(machine)
                await until_interrupted()
    except (StartFailed, BrokerMissing, PortsTaken, Refused, Unreachable, TimeoutError) as fault:
        options.errors.print(str(fault), style="red", highlight=False, markup=False)
        return 1
    return 0 if clean else 1


def _api(machine: Machine) -> Api:
    """Where no account is named it is the payment platform, which has the token of a service."""
    token = (machine.secrets / "intake.token").read_text("utf-8")
    return Api(machine.front_url(), token=token, patience_seconds=20)


def _fresh(home: Path) -> None:
    """Each demonstration begins with empty stores. Removes only a folder that a demonstration made."""
    if not home.exists():
        return
    known = {"data", "files", "nats", "logs", "secrets", "clock", "subscribers", PORTS_FILE}
    if {entry.name for entry in home.iterdir()} - known:
        raise StartFailed(f"{home} holds other files; name an empty folder with --home.")
    shutil.rmtree(home)


async def _play(machine: Machine, api: Api, count: int, seed: int) -> None:
    plain = await api.get("/v1/calendar")
    calendar = calendar_of(plain)
    listed = await api.get("/v1/procedures", on=FIRST_DAY.isoformat())
    procedures: dict[str, Json] = {procedure["key"]: procedure for procedure in listed["items"]}
    told = stories(seed=seed, count=count, offers=offers(procedures), calendar=calendar)
    lives = [Life(story, procedures[story.procedure], api, calendar, seed) for story in told]
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    shown = [TextColumn(column) if isinstance(column, str) else column for column in columns]
    with Progress(*shown, console=options.console) as bar:
        task = bar.add_task("hồ sơ / dossiers", total=count)

        def progress(at: datetime, ended: int) -> None:
            text = f"{at.astimezone(LOCAL):%d/%m/%Y %H:%M}  đã xong / ended"
            bar.update(task, completed=ended, description=text)

        await Player(SharedClockControl(machine.clock_file), lives, progress).play(_end(calendar))


def _end(calendar: WorkCalendar) -> datetime:
    day: date = FIRST_DAY
    worked = 0
    while worked < PLAYED_WORKING_DAYS:
        day += timedelta(days=1)
        worked += is_working_day(calendar, day)
    return datetime.combine(day, CLOSING, LOCAL)


async def _results(machine: Machine, api: Api) -> bool:
    """The figures once everything has arrived, whether anything was lost on the way, and whether what was done still
    stands as it was written."""
    with options.console.status("đối chiếu / comparing commands, events, projections, deliveries"):
        found = await _settled(api)
    options.console.print(on_time_table(await api.get("/v1/on-time", HEAD, **{"from": FIRST_DAY.isoformat()})))
    audit.show(found)
    targets = {service: f"{LOOPBACK}:{machine.ports.grpc(service)}" for service in SERVICES}
    verified = await history.verified(api, CONTROL, targets)
    forged = [each for result in verified for each in result.findings]
    history.show(verified, forged)
    return bool(found["clean"]) and not forged


async def _settled(api: Api) -> Json:
    """The audit, asked again while events are still on their way."""
    for _ in range(60):
        found = await api.get("/v1/audit/conservation", CONTROL)
        if found["clean"]:
            break
        await asyncio.sleep(0.5)
    return found
