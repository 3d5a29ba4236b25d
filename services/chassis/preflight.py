"""``python -m <service> preflight``: may this version take over from the one that runs? Changes nothing.

A migration that only adds is safe at any time: the version before works on with the newer schema. One that takes away
begins a new generation of the schema (``revision = "2_0031"``) and says which version must have replaced all older ones
before it (``needs_running = "0.3.0"``). See UPGRADING.md.
"""

from __future__ import annotations

import asyncio
import json
import sys
import urllib.request
from collections.abc import Awaitable, Callable
from urllib.error import URLError

from chassis import checks
from chassis.data import migrations
from chassis.failures import reason
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import Bus
from chassis.schema import package_of
from chassis.settings import ServiceSettings

_ASK_SECONDS = 5.0
_LARGEST = 8 * 1024 * 1024


class UpgradeUnsafe(Problem):
    """The upgrade would break what runs; the detail says what to install first."""

    def __init__(self, detail: str) -> None:
        super().__init__("upgrade-unsafe", Kind.REFUSED, detail)


async def print_all(service: str, settings: ServiceSettings, running: str) -> int:
    """One line each; 0 if the upgrade is safe, else 1. running: address of the version that runs, empty: none does."""
    worst = 0
    looks: dict[str, Callable[[], Awaitable[str]]] = {
        "database": lambda: checks.database(service, settings),
        "schema": lambda: _schema(service, settings, running),
        "broker": lambda: _broker(settings),
    }
    for name, look in looks.items():
        try:
            line = f"[+] {name}: {await look()}"
        except Exception as fault:  # noqa: BLE001, RUF100 - each line says what is wrong
            worst, line = 1, f"[-] {name}: {reason(fault)}"
        sys.stdout.write(line + "\n")
    return worst


async def _schema(service: str, settings: ServiceSettings, running: str) -> str:
    plan = await migrations.plan(settings.database_url.get_secret_value(), package_of(service))
    if plan.is_empty_database or not plan.needs_running:
        return f"{len(plan.pending)} migrations to run, all of them add"
    runs = await asyncio.to_thread(version_of, running) if running else ""
    if not runs:
        raise UpgradeUnsafe(
            f"This version takes away what versions before {plan.needs_running} use, and which one runs cannot be "
            f"asked at {running or 'no address'}. Let {plan.needs_running} run and be ready, then try again."
        )
    if _number(runs) < _number(plan.needs_running):
        raise UpgradeUnsafe(
            f"Version {runs} runs and uses what this version takes away; upgrade to {plan.needs_running} first."
        )
    return f"{len(plan.pending)} migrations to run; {runs} runs and needs nothing that they take away"


async def _broker(settings: ServiceSettings) -> str:
    """Away is no reason to refuse: services work without it, and the upgrade may be what brings it back."""
    bus = Bus(settings.nats_url, credentials=settings.nats_credentials_file, replicas=settings.stream_replicas)
    await bus.start()
    try:
        async with asyncio.timeout(_ASK_SECONDS):
            await bus.settled()
        await bus.check_fit()
    except TimeoutError:
        return "does not answer; the upgrade does not need it"
    finally:
        await bus.stop()
    return "new enough, and its streams are as this version needs them"


def version_of(address: str) -> str:
    """The version that a running service says of itself; empty when it does not answer."""
    try:
        with urllib.request.urlopen(f"{address}/openapi.json", timeout=_ASK_SECONDS) as answer:  # noqa: S310 - from the chart
            return str(json.loads(answer.read(_LARGEST))["info"]["version"])
    except (URLError, OSError, ValueError, KeyError, TypeError):
        return ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.partition("-")[0].split(".") if part.isdigit())
