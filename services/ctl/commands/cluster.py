"""``motcua cluster …``: what the chart's jobs, front door and tests run."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import aiohttp
import nats.errors
import nats.js.errors
import typer

from chassis.kernel.errors import Problem
from ctl.client import Refused, Unreachable
from ctl.cluster import front_door, load, neighbours, streams, verify
from ctl.commands import options
from ctl.commands.law_tables import show_plan
from ctl.commands.lawpack import files_of, followed

group = typer.Typer(no_args_is_help=True, help="Trong cụm Kubernetes / inside a cluster: jobs and checks of the chart.")
law = typer.Typer(no_args_is_help=True, help="Gói pháp lý / the law pack, as a job.")
group.add_typer(law, name="lawpack")

Folder = Annotated[Path, typer.Argument(help="Folder of the law pack.", exists=True, file_okay=False)]
AUDITOR = ("service:audit-job", ["control_team"])
OPERATOR = ("service:lawpack-job", ["operator"])
_FAULTS = (
    Problem,
    Refused,
    Unreachable,
    neighbours.NotConfigured,
    verify.CheckFailed,
    nats.errors.Error,
    nats.js.errors.Error,
    aiohttp.ClientError,
    OSError,
    TimeoutError,
)
T = TypeVar("T")


class Check(StrEnum):
    HEALTH = "health"
    SCHEMA = "schema"
    STREAMS = "streams"
    DOSSIER = "dossier"
    AUDIT = "audit"


@group.command("streams")
def apply_streams(
    file: Annotated[Path, typer.Option("--file", help="JSON: replicas, readers, subscribers.", exists=True)],
) -> None:
    """Tạo luồng và bộ đọc. Streams and consumers as the file says; safe to repeat, refuses what differs."""
    plan = streams.Plan.of(json.loads(file.read_text("utf-8")))

    async def work() -> list[str]:
        async with streams.connected(*neighbours.nats_settings()) as jetstream:
            return await streams.apply(jetstream, plan)

    _say(_run(work))


@group.command("verify")
def verify_check(check: Check) -> None:
    """Kiểm tra sau khi cài. One check of ``helm test``; exit code 1 and the reason if it fails."""
    replicas = int(os.environ.get("MOTCUA_STREAM_REPLICAS", "1"))
    checks: dict[Check, Callable[[], Awaitable[list[str]]]] = {
        Check.HEALTH: lambda: verify.health(neighbours.addresses()),
        Check.SCHEMA: lambda: verify.schema(neighbours.addresses()),
        Check.STREAMS: lambda: verify.broker(replicas),
        Check.DOSSIER: lambda: verify.dossier(neighbours.addresses(), neighbours.token(verify.SUBJECT, verify.ROLES)),
        Check.AUDIT: lambda: verify.audit(neighbours.addresses(), neighbours.token(*AUDITOR)),
    }
    _say(_run(checks[check]))


@group.command("load")
def steady_load(
    seconds: Annotated[float, typer.Option("--seconds", help="How long.", min=1, max=3600)] = 60.0,
    patience: Annotated[float, typer.Option("--patience", help="Seconds that a request is tried again.", min=0)] = 0.0,
) -> None:
    """Tải đều đặn. Synthetic dossiers for so long; prints what failed as JSON, exit code 1 if anything did."""

    async def work() -> load.Outcome:
        token = neighbours.token(verify.SUBJECT, verify.ROLES)
        return await load.run(neighbours.addresses(), token, seconds=seconds, patience=patience)

    outcome = _run(work)
    typer.echo(json.dumps(outcome.summary(), ensure_ascii=False))
    raise typer.Exit(1 if outcome.failed else 0)


@group.command("front-door")
def serve_front_door() -> None:
    """Cổng trình diễn. The demonstration's front door."""
    try:
        front_door.serve()
    except neighbours.NotConfigured as fault:
        _fail(fault)


@law.command("plan")
def plan_law(folder: Folder) -> None:
    """Xem trước. What the folder changes; exit code 1 if it differs from what is in force."""

    async def work() -> bool:
        async with _api() as api:
            planned = await api.post("/v1/law-packs/plans", body={"files": files_of(folder)})
        show_plan(planned)
        return bool(planned["changes"])

    if _run(work):
        raise typer.Exit(1)


@law.command("apply")
def apply_law(
    folder: Folder,
    reason: Annotated[str, typer.Option("--reason")],
    legal_ref: Annotated[str, typer.Option("--legal-ref")],
) -> None:
    """Áp dụng. Puts the folder into force, once; a folder that is in force already changes nothing."""

    async def work() -> list[str]:
        async with _api() as api:
            files = files_of(folder)
            planned = await api.post("/v1/law-packs/plans", body={"files": files})
            show_plan(planned)
            if not planned["changes"]:
                return ["in force already"]
            body = {"files": files, "reason": reason, "legal_ref": legal_ref}
            await api.post("/v1/law-packs", body=body, key=planned["digest"], if_match=planned["base_digest"])
            if planned["departments"]:
                await followed(api, "", planned)
            return [f"in force: {planned['digest'][:12]}"]

    _say(_run(work))


def _api() -> neighbours.ClusterApi:
    token = neighbours.token(*OPERATOR)
    return neighbours.ClusterApi(neighbours.addresses(), token=token, patience_seconds=60)


def _run(work: Callable[[], Awaitable[T]]) -> T:
    async def run() -> T:
        return await work()

    try:
        return asyncio.run(run())
    except _FAULTS as fault:
        _fail(fault)


def _fail(fault: BaseException) -> NoReturn:
    detail = fault.detail if isinstance(fault, Problem) else str(fault)
    options.errors.print(f"✘ {detail or type(fault).__name__}", style="red", highlight=False, markup=False)
    raise typer.Exit(1) from fault


def _say(lines: list[str]) -> None:
    for line in lines:
        options.console.print(f"[green]✔[/green] {line}", highlight=False)
