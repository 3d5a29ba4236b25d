"""``motcua subscriber …``: other systems that are told of events."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ctl import connecting
from ctl.client import Api, Json
from ctl.commands import options
from ctl.commands.try_subscribing import try_subscribing

group = typer.Typer(no_args_is_help=True, help="Hệ thống nhận sự kiện / systems that subscribe to events.")

group.command("try")(try_subscribing)

Key = Annotated[str, typer.Argument(help="Key of the subscriber: the subject of its tokens.")]
Agency = Annotated[list[str], typer.Option("--agency", help="Agencies whose events it may have; none: all.")]
Department = Annotated[list[str], typer.Option("--department", help="Departments; none: all.")]
Type = Annotated[list[str], typer.Option("--type", help="Types, e.g. motcua.dossier.accepted.v1; none: all.")]
Procedure = Annotated[list[str], typer.Option("--procedure", help="Keys of procedures; none: all.")]


@group.command()
def add(
    key: Key,
    name: Annotated[str, typer.Option("--name", help="What it is called.")],
    agency: Agency = [],  # noqa: B006 - typer copies it
    department: Department = [],  # noqa: B006
    type_: Type = [],  # noqa: B006
    procedure: Procedure = [],  # noqa: B006
    nats: Annotated[
        bool, typer.Option("--nats", help="Also a consumer of its own in the stream, and credentials for it.")
    ] = False,
    home: options.Home = Path(".motcua/run"),
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Đăng ký một hệ thống. Registers a subscriber, says what it may have, and with --nats makes its credentials."""
    grant = {"agencies": agency, "departments": department, "types": type_, "procedures": procedure}
    body: Json = {"key": key, "name": name, "grant": grant}

    async def work(api: Api) -> Json:
        return await api.post("/v1/subscribers", account, body, key=str(uuid.uuid4()))

    made = options.with_api(url, token_file, work)
    options.console.print(f"[green]✔[/green] {made['key']}: {granted(made['grant'])}", highlight=False)
    if nats:
        _connect(key, home, None, "", url, account, token_file)


@group.command()
def credentials(
    key: Key,
    home: options.Home = Path(".motcua/run"),
    out: Annotated[Path | None, typer.Option("--out", help="Folder for them; default: in the home.")] = None,
    broker_url: Annotated[str, typer.Option("--broker", help="Where subscribers reach the broker.")] = "",
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Khoá kết nối NATS. New credentials for a consumer of its own; earlier ones end, its place is kept."""
    _connect(key, home, out, broker_url, url, account, token_file)


@group.command("list")
def list_all(
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Danh sách. Who is registered, and for what."""

    async def work(api: Api) -> list[Json]:
        return [each async for each in api.pages("/v1/subscribers", account)]

    table = Table(box=None, header_style="bold")
    for title in ("hệ thống / system", "tên / name", "được nhận / granted", "bật / on"):
        table.add_column(title)
    for each in options.with_api(url, token_file, work):
        table.add_row(each["key"], each["name"], granted(each["grant"]), "✔" if each["enabled"] else "–")
    options.console.print(table)


@group.command()
def replay(
    key: Key,
    position: Annotated[int, typer.Option("--position", help="The first event that shall come again.", min=1)] = 0,
    since: Annotated[str, typer.Option("--since", help="Instead: an instant, e.g. 2024-05-02T00:00:00+07:00.")] = "",
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Gửi lại. Its own consumer delivers again from there, and then goes on where it was."""
    begin: Json = {"from_time": since} if since else {"from_position": position or 1}

    async def work(api: Api) -> Json:
        return await api.post("/v1/replays", account, {"subscriber": key, **begin}, key=str(uuid.uuid4()))

    asked = options.with_api(url, token_file, work)
    told = f"{asked['id']}: {asked['from_position']} → {asked['until_position']}"
    options.console.print(f"[green]✔[/green] {told}", highlight=False)


@group.command()
def disable(
    key: Key,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Tạm ngừng. From now on it is told nothing; its place in the stream is kept."""
    _switch(key, url, account, token_file, enabled=False)


@group.command()
def enable(
    key: Key,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Cho nhận lại. It goes on where it stopped."""
    _switch(key, url, account, token_file, enabled=True)


def granted(grant: Json) -> str:
    """``heza · dau-tu``, or ``everything``."""
    told = [" ".join(grant[name]) for name in ("agencies", "departments", "types", "procedures") if grant[name]]
    return " · ".join(told) or "mọi sự kiện / everything"


def _connect(
    key: str, home: Path, out: Path | None, broker_url: str, url: str, account: str, token_file: options.TokenFile
) -> None:
    machine = options.running_machine(home)
    folder = out or connecting.folder_of(machine, key)

    async def work(api: Api) -> connecting.Connected:
        return await connecting.connect(api, account, machine, key, folder, broker_url or machine.broker_url)

    made = options.with_api(url, token_file, work)
    say = options.console
    say.print(f"[green]✔[/green] {made.file.parent}: broker.nk, {made.file.name}", highlight=False)
    for subject in made.consumer["subjects"]:
        say.print(f"  nghe / hears {subject}", highlight=False)
    if made.helm:
        say.print("Tell the broker with the chart's values, then helm upgrade:", highlight=False)
        say.print(made.helm, highlight=False, markup=False)


def _switch(key: str, url: str, account: str, token_file: options.TokenFile, *, enabled: bool) -> None:
    async def work(api: Api) -> Json:
        return await api.request("PATCH", f"/v1/subscribers/{key}", account, {"enabled": enabled})

    options.with_api(url, token_file, work)
    options.console.print(f"[green]✔[/green] {key}: {'on' if enabled else 'off'}", highlight=False)
