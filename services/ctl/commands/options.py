"""Options that several commands share, and how a refusal looks in a terminal."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from ctl.client import Api, Refused, Unreachable
from ctl.machine import Machine, Ports

# A log or a pipe has no width of its own.
console = Console(width=None if sys.stdout.isatty() else 110)
errors = Console(stderr=True)

Url = Annotated[str, typer.Option("--url", envvar="MOTCUA_URL", help="Địa chỉ hệ thống / address of the front door.")]
As = Annotated[
    str,
    typer.Option("--as", envvar="MOTCUA_ACCOUNT", help="Demo account to act as; empty: use --token-file."),
]
TokenFile = Annotated[
    Path | None,
    typer.Option("--token-file", envvar="MOTCUA_TOKEN_FILE", help="File with a bearer token.", dir_okay=False),
]
Port = Annotated[int, typer.Option("--port", help="Port of the front door.", min=1, max=65535)]
BasePort = Annotated[int, typer.Option("--base-port", help="First of the internal ports.", min=1, max=65000)]
Home = Annotated[Path, typer.Option("--home", envvar="MOTCUA_HOME", help="Folder for data, secrets and logs.")]
Lawpack = Annotated[Path, typer.Option("--lawpack", help="Law pack to load.", exists=True, file_okay=False)]

DEFAULT_URL = "http://localhost:8080"
DEFAULT_LAWPACK = Path(__file__).parents[3] / "lawpack" / "heza"


def machine(home: Path, lawpack: Path, port: int, base_port: int, *, simulated: bool) -> Machine:
    """A machine by the options; what is outside the options comes from the environment."""
    return Machine(
        home=home.resolve(),
        lawpack=lawpack.resolve(),
        ports=Ports(front=port, base=base_port),
        simulated=simulated,
        smtp_url=os.environ.get("MOTCUA_SMTP_URL", ""),
        otlp_endpoint=os.environ.get("MOTCUA_OTLP_ENDPOINT", ""),
        sync_file=os.environ.get("MOTCUA_SYNC_FILE", ""),
        gateways_dir=os.environ.get("MOTCUA_GATEWAYS_DIR", ""),
        officer_mailbox=os.environ.get("MOTCUA_OFFICER_MAILBOX", ""),
    )


def running_machine(home: Path) -> Machine:
    """The machine of this home as it was started last; one that was never started has the usual ports."""
    front, base = Ports.kept(home.resolve())
    return machine(home, DEFAULT_LAWPACK, front, base, simulated=False)


T = TypeVar("T")


def with_api(url: str, token_file: Path | None, work: Callable[[Api], Awaitable[T]]) -> T:
    """Runs ``work`` with a client; a refusal becomes its sentence and exit code 1."""

    async def run() -> T:
        token = token_file.read_text().strip() if token_file else ""
        async with Api(url, token=token) as api:
            return await work(api)

    try:
        return asyncio.run(run())
    except (Refused, Unreachable, OSError) as refusal:
        errors.print(f"[red]{refusal}[/red]", highlight=False)
        raise typer.Exit(1) from refusal
