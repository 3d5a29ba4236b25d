"""``motcua subscriber …``: other systems that are told of events."""

from __future__ import annotations

import uuid
from typing import Annotated

import typer
from rich.table import Table

from ctl.client import Api, Json
from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Hệ thống nhận sự kiện / systems that subscribe to events.")

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
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Đăng ký một hệ thống. Registers a subscriber and says what it may have."""
    grant = {"agencies": agency, "departments": department, "types": type_, "procedures": procedure}
    body: Json = {"key": key, "name": name, "grant": grant}

    async def work(api: Api) -> Json:
        return await api.post("/v1/subscribers", account, body, key=str(uuid.uuid4()))

    made = options.with_api(url, token_file, work)
    options.console.print(f"[green]✔[/green] {made['key']}: {granted(made['grant'])}", highlight=False)


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


def _switch(key: str, url: str, account: str, token_file: options.TokenFile, *, enabled: bool) -> None:
    async def work(api: Api) -> Json:
        return await api.patch(f"/v1/subscribers/{key}", account, {"enabled": enabled})

    options.with_api(url, token_file, work)
    options.console.print(f"[green]✔[/green] {key}: {'on' if enabled else 'off'}", highlight=False)
