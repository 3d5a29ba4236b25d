"""``motcua audit verify`` and ``motcua audit prove``: whether what was done still stands as it was written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from chassis.history import proof as proofs
from chassis.history.checking import Finding
from chassis.history.roots import day_of
from chassis.history.signing import PublicKeys, public_keys
from chassis.kernel.errors import Problem
from ctl.client import Api, Json
from ctl.commands import options
from ctl.history import Heard, HistoryClient, Verified, heard, verify
from ctl.history import Progress as Told
from ctl.machine import LOOPBACK, SERVICES, Ports

KEYS_PATH = "/v1/audit/keys"
PublicKey = Annotated[
    Path | None,
    typer.Option("--public-key", help="JWK set or PEM that you kept yourself.", exists=True, dir_okay=False),
]


def verify_history(
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "ksth.1",
    token_file: options.TokenFile = None,
    public_key: PublicKey = None,
    service: Annotated[
        list[str] | None, typer.Option("--service", help="One of the services; all if not given.")
    ] = None,
    agency: Annotated[str, typer.Option("--agency", help="Only this agency's entries and days.")] = "",
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Report from this day.")
    ] = None,
    until: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Report to this day.")] = None,
    grpc: Annotated[list[str] | None, typer.Option("--grpc", help="service=host:port, where it is elsewhere.")] = None,
    ca: Annotated[Path | None, typer.Option("--ca", help="Who signs the gRPC certificates.", exists=True)] = None,
    base_port: options.BasePort = 8100,
    stream: Annotated[
        bool, typer.Option("--stream/--no-stream", help="Compare with the events that were sent.")
    ] = True,
    whole: Annotated[bool, typer.Option("--json", help="The whole result as JSON.")] = False,
) -> None:
    """Kiểm tra dấu vết. Recomputes the whole history and names what was altered, removed or inserted; exit code 1."""
    elsewhere = dict(each.partition("=")[::2] for each in grpc or ())
    ports = Ports(base=base_port)
    targets = {name: elsewhere.get(name) or f"{LOOPBACK}:{ports.grpc(name)}" for name in service or SERVICES}

    async def work(api: Api) -> list[Verified]:
        return await verified(
            api, account, targets, public_key=public_key, ca=ca, agency=agency, stream=stream, quiet=whole
        )

    try:
        results = options.with_api(url, token_file, work)
    except (Problem, ValueError) as refusal:
        options.errors.print(f"[red]{refusal}[/red]", highlight=False)
        raise typer.Exit(1) from refusal
    findings = [each for result in results for each in result.findings if _asked(each, since, until)]
    if whole:
        options.console.print_json(json.dumps(_plain(results, findings)))
    else:
        show(results, findings)
        if public_key is None:
            options.console.print(
                "[yellow]Khoá công khai lấy từ chính hệ thống; hãy dùng --public-key với bản tự giữ. / The public key "
                "came from the system itself; give the one you kept with --public-key.[/yellow]"
            )
    raise typer.Exit(1 if findings else 0)


async def verified(
    api: Api,
    account: str,
    targets: Mapping[str, str],
    *,
    public_key: Path | None = None,
    ca: Path | None = None,
    agency: str = "",
    stream: bool = True,
    quiet: bool = False,
) -> list[Verified]:
    """Of each service, at its gRPC address. stream: compared with what was sent, too."""
    token = await api.bearer(account)
    told = await heard(api, account, tuple(targets) if stream else ())
    results = []
    for name, target in targets.items():
        client = HistoryClient(name, target, token, ca)
        keys = await _keys(api, name, public_key)
        try:
            with _bar(name, hidden=quiet) as progress:
                results.append(await verify(client, told.get(name, Heard()), keys, agency, progress))
        finally:
            await client.close()
    return results


def prove(
    code: Annotated[str, typer.Argument(help="Mã hồ sơ / the dossier's code.")],
    secret: Annotated[str, typer.Option("--secret", help="Mã tra cứu / the secret on the receipt.")] = "",
    file: Annotated[Path | None, typer.Option("--file", help="A proof that was kept, instead.", exists=True)] = None,
    url: options.Url = options.DEFAULT_URL,
    public_key: PublicKey = None,
) -> None:
    """Chứng minh. Fetches the proof of a dossier, or takes one from a file, and checks it; exit code 1 if it fails."""

    async def work(api: Api) -> tuple[Json, PublicKeys]:
        given = json.loads(file.read_text("utf-8")) if file else await _fetched(api, code, secret)
        return given, await _keys(api, "intake", public_key)

    given, keys = options.with_api(url, None, work)
    try:
        proof = proofs.read(given)
    except ValueError as fault:
        options.errors.print(f"[red]{fault}[/red]", highlight=False)
        raise typer.Exit(1) from fault
    statement, faults = proof.root.statement, proofs.faults(proof, keys)
    options.console.print(
        f"{code}: {len(proof.entries)} mục / entries, ngày ký / signed day {statement.day}, "
        f"lá / leaf {proof.leaf} trên / of {statement.size}\ngốc / root {statement.root.hex()}",
        highlight=False,
    )
    for each in faults:
        options.console.print(f"[red]✘[/red] {each}", highlight=False)
    if not faults:
        options.console.print("[green]✔ Dấu vết khớp gốc đã ký / the history is under the signed root[/green]")
    raise typer.Exit(1 if faults else 0)


async def _fetched(api: Api, code: str, secret: str) -> Json:
    return await api.get(f"/v1/tracking/{code}/proof", secret=secret)


async def _keys(api: Api, service: str, kept: Path | None) -> PublicKeys:
    """Those that the caller kept; else the service's own, which prove nothing against who holds the machine."""
    if kept is not None:
        return public_keys(await asyncio.to_thread(kept.read_text, "utf-8"))
    return public_keys(json.dumps(await api.get(f"/{service}{KEYS_PATH}")))


@contextmanager
def _bar(service: str, *, hidden: bool) -> Iterator[Told]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=options.errors, transient=True, disable=hidden) as bar:
        task = bar.add_task(service, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _asked(finding: Finding, since: datetime | None, until: datetime | None) -> bool:
    """Whether it is of a day that was asked for; what has no day is always told."""
    day = day_of(finding.at).isoformat() if finding.at else finding.code if finding.which == "root" else ""
    return not day or ((not since or day >= f"{since:%Y-%m-%d}") and (not until or day <= f"{until:%Y-%m-%d}"))


def _plain(results: list[Verified], findings: list[Finding]) -> dict[str, Any]:
    names = ("service", "subjects", "entries", "days")
    last = {result.service: result.last_day and result.last_day.isoformat() for result in results}
    return {
        "clean": not findings,
        "services": [
            {name: getattr(result, name) for name in names} | {"last_day": last[result.service]} for result in results
        ],
        "findings": [
            {name: getattr(each, name) for name in Finding.__slots__ if name != "at"}
            | {"at": each.at and each.at.isoformat()}
            for each in findings
        ],
    }


def show(results: list[Verified], findings: list[Finding]) -> None:
    """A line a service, then every finding by name."""
    table = Table(
        "", "chủ thể / subjects", "mục / entries", "ngày đã ký / signed days", "đến / until", box=box.SIMPLE_HEAD
    )
    for result in results:
        if not result.entries:
            table.add_row(result.service, "không có dấu vết / keeps no history", "0", "", "")
            continue
        days = str(result.days) if result.days else "chưa ký ngày nào / no day signed"
        table.add_row(result.service, str(result.subjects), str(result.entries), days, str(result.last_day or "–"))
    options.console.print(table)
    for each in findings:
        options.console.print(f"[red]✘[/red] {_line(each)}", highlight=False, soft_wrap=True)
    if not findings:
        options.console.print("[green]✔ Không có gì bị sửa, xoá, chèn / nothing altered, removed or inserted[/green]")


def _line(each: Finding) -> str:
    entry = f" mục / entry {each.entry}" if each.entry else ""
    at = f" {each.at:%Y-%m-%d %H:%M:%S}Z" if each.at else ""
    name = f" {each.name}" if each.name else ""
    return f"{each.service} {each.code or each.subject}{entry}{name}{at}: {each.which} {each.what}: {each.detail}"
