"""``python -m <service> serve | migrate | wait | preflight | check | openapi``: the same commands for every service.

    # services/intake/__main__.py
    from chassis.entry import run_entry
    from intake.settings import Settings
    from intake.wiring import build

    if __name__ == "__main__":
        run_entry("intake", Settings, build)

``build`` constructs and opens nothing: files and connections are opened by parts as they start. So ``openapi`` can
print the schema of an application that has no environment at all.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from typing import Any, Generic, NoReturn, TypeVar

from fastapi import FastAPI

from chassis import checks, preflight, schema
from chassis.failures import EXIT_CONFIGURATION, EXIT_FAILED, reason
from chassis.health import Health
from chassis.http import paging
from chassis.kernel.errors import Problem
from chassis.runtime import Part, run
from chassis.settings import ServiceSettings, load, placeholder
from chassis.telemetry import logs, metrics, tracing

S = TypeVar("S", bound=ServiceSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembly:
    """What a service's ``wiring.build`` returns: everything constructed, nothing started.

    parts: in order of start (database, relay, HTTP, gRPC, consumers); they stop in reverse.
    """

    app: FastAPI
    health: Health
    parts: Sequence[Part]


Build = Callable[[S], Awaitable[Assembly]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCommand(Generic[S]):
    """A command of one service beside those of all. run: its exit code. help: half a line."""

    help: str
    run: Callable[[S], Coroutine[Any, Any, int]]


def run_entry(
    service: str,
    settings_class: type[S],
    build: Build[S],
    arguments: Sequence[str] | None = None,
    *,
    own: Mapping[str, OwnCommand[S]] | None = None,
) -> NoReturn:
    """Carry out the command of the command line and exit: 0 well, 1 failed, 78 for settings that cannot be."""
    own = own or {}
    asked = _arguments(service, arguments, {name: each.help for name, each in own.items()})
    command: str = asked.command
    if command == "openapi":
        sys.exit(asyncio.run(_openapi(settings_class, build)))
    try:
        settings = load(settings_class)
    except Problem as problem:
        sys.stderr.write(f"{service}: {problem.detail}\n")
        sys.exit(EXIT_CONFIGURATION)
    logs.configure(
        service,
        replica=settings.replica,
        level=settings.log_level,
        console=settings.log_format == "console",
    )
    commands: dict[str, Callable[[], Coroutine[Any, Any, int]]] = {
        "serve": lambda: _serve(service, settings, build),
        "migrate": lambda: _migrate(service, settings),
        "wait": lambda: schema.wait(service, settings),
        "preflight": lambda: preflight.print_all(service, settings, asked.running),
        "check": lambda: checks.print_all(service, settings),
        **{name: partial(each.run, settings) for name, each in own.items()},
    }
    sys.exit(_run(commands[command]()))


async def _serve(service: str, settings: S, build: Build[S]) -> int:
    metrics.describe_build(service, metadata.version("motcua"))
    paging.use_secret((settings.page_secret or settings.database_url).get_secret_value().encode())
    tracing.configure(service, settings)
    try:
        assembly = await build(settings)
        gate = schema.SchemaGate(service, settings, assembly.health)
        return await run(service, [gate, *assembly.parts], assembly.health, settings.drain_seconds)
    except Problem as problem:
        sys.stderr.write(f"{service} cannot start: {problem.detail}\n")
        return EXIT_CONFIGURATION
    finally:
        tracing.shutdown()


async def _migrate(service: str, settings: ServiceSettings) -> int:
    try:
        await schema.migrate(service, settings)
    except Exception as fault:  # noqa: BLE001, RUF100 - a command ends with a sentence
        sys.stderr.write(f"{service} cannot migrate: {reason(fault)}\n")
        return EXIT_FAILED
    sys.stderr.write(f"{service}: schema is current\n")
    return 0


async def _openapi(settings_class: type[S], build: Build[S]) -> int:
    assembly = await build(placeholder(settings_class))
    sys.stdout.write(json.dumps(assembly.app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n")
    return 0


def _arguments(service: str, arguments: Sequence[str] | None, own: Mapping[str, str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"python -m {service}")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (_HELP | dict(own)).items():
        command = commands.add_parser(name, help=text)
        if name == "preflight":
            command.add_argument("--running", default="", help="HTTP address of the version that runs now")
    return parser.parse_args(arguments)


def _run(work: Coroutine[Any, Any, int]) -> int:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


_HELP = {
    "serve": "run the service until SIGTERM",
    "migrate": "bring the database schema up to date",
    "wait": "return once the schema is current; changes nothing",
    "preflight": "say whether this version may take over from the one that runs; exit 1 if not",
    "check": "report settings, database, schema, keys and broker; exit 1 if something is wrong",
    "openapi": "print the OpenAPI document",
}
