"""``motcua up``: everything on one machine, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from chassis.clock import SharedClockControl
from ctl.broker import BrokerMissing
from ctl.commands import options
from ctl.machine import Machine
from ctl.supervisor import StartFailed, Supervisor


def up(
    port: options.Port = 8080,
    base_port: options.BasePort = 8100,
    home: options.Home = Path(".motcua/run"),
    lawpack: options.Lawpack = options.DEFAULT_LAWPACK,
    clock: Annotated[
        str, typer.Option("--clock", help="Simulated clock: start instant, e.g. 2024-04-26T10:00:00+07:00.")
    ] = "",
    speed: Annotated[float, typer.Option("--speed", help="Simulated seconds per real second.", min=0)] = 1.0,
) -> None:
    """Chạy toàn hệ thống trên một máy. Run everything on this machine until Ctrl-C."""
    machine = options.machine(home, lawpack, port, base_port, simulated=bool(clock))
    starts_at = _instant(clock) if clock else None
    code = asyncio.run(_stay_up(machine, starts_at, speed))
    raise typer.Exit(code)


async def _stay_up(machine: Machine, starts_at: datetime | None, speed: float) -> int:
    try:
        async with running(machine, starts_at=starts_at, speed=speed):
            welcome(machine)
            await until_interrupted()
    except (StartFailed, BrokerMissing, PortsTaken) as fault:
        options.errors.print(str(fault), style="red", highlight=False, markup=False)
        return 1
    return 0


class PortsTaken(Exception):
    """Somebody else listens where we would; the message names port and holder."""


def check_ports(machine: Machine) -> None:
    """Raises PortsTaken, naming every port that is not free and who holds it."""
    if taken := machine.taken_ports():
        advice = "Stop it, or choose other ports: make … PORT=9080 BASE_PORT=9100"
        raise PortsTaken("\n".join([*taken, advice]))


@asynccontextmanager
async def running(
    machine: Machine, *, starts_at: datetime | None = None, speed: float = 1.0
) -> AsyncIterator[Supervisor]:
    """Everything up inside the block; stopped in order after it."""
    check_ports(machine)
    machine.prepare()
    if starts_at is not None:
        SharedClockControl(machine.clock_file).set(starts_at, speed)
    supervisor = Supervisor(machine, report)
    with options.console.status("đang khởi động NATS và bốn dịch vụ / starting NATS and the four services"):
        await supervisor.start()
    try:
        yield supervisor
    finally:
        with options.console.status("đang dừng / stopping"):
            await supervisor.stop()


async def until_interrupted() -> None:
    """Returns at SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


def welcome(machine: Machine) -> None:
    """Where to go next."""
    options.console.print(
        f"\n[bold]motcua[/bold] đang chạy tại [bold]{machine.front_url()}[/bold] · Ctrl-C để dừng"
        f"\nmotcua is up at {machine.front_url()} · logs in {machine.logs} · Ctrl-C stops it",
        highlight=False,
    )


def report(line: str) -> None:
    """A line of the supervisor."""
    options.errors.print(f"· {line}", highlight=False, markup=False)


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as fault:
        raise typer.BadParameter(f"{text!r} is not an instant like 2024-04-26T10:00:00+07:00") from fault
    if at.tzinfo is None:
        raise typer.BadParameter(f"{text!r} has no UTC offset; add one, e.g. +07:00")
    return at
