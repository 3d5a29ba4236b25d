"""``motcua reporting …``: have the figures counted anew."""

from __future__ import annotations

import asyncio
import uuid
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ctl.client import Api, Json
from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Số liệu đúng hạn / figures on timeliness.")
LOOK_SECONDS = 0.5

From = Annotated[
    str,
    typer.Option(
        "--from",
        help="publishers: every event the services have; stream: the event stream; kept: the evidence already kept.",
    ),
]
_STATES = {
    "waiting": "đang chờ / waiting",
    "running": "đang tính / counting",
    "done": "xong / done",
    "failed": "không thành / failed",
}


@group.command()
def rebuild(
    source: From = "publishers",
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Tính lại toàn bộ số liệu. Counts everything anew beside the live figures, then swaps them; exit code 1 if it
    failed, and then the live figures are as they were."""

    async def work(api: Api) -> Json:
        found = await api.post("/v1/rebuilds", account, {"source": source}, key=str(uuid.uuid4()))
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=options.console) as shown:
            bar = shown.add_task(_STATES[found["state"]], total=1.0)
            while found["state"] in ("waiting", "running"):
                await asyncio.sleep(LOOK_SECONDS)
                found = await api.get(f"/v1/rebuilds/{found['id']}", account)
                shown.update(bar, completed=found["progress"], description=_STATES[found["state"]])
        return found

    found = options.with_api(url, token_file, work)
    if found["state"] == "failed":
        options.errors.print(f"[red]✗[/red] {found['fault']}: the live figures are as they were.", highlight=False)
        raise typer.Exit(1)
    told = f"{found['dossiers']} hồ sơ / dossiers, {found['changed']} thay đổi / changed"
    unreadable = f", {found['unreadable']} sự kiện không đọc được / unreadable" if found["unreadable"] else ""
    options.console.print(f"[green]✔[/green] {told}{unreadable}", highlight=False)


@group.command()
def rebuilds(
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Các lần tính lại. The latest twenty, newest first."""

    async def work(api: Api) -> list[Json]:
        return [each async for each in api.pages("/v1/rebuilds", account)]

    table = Table(box=None, header_style="bold")
    for title in ("lúc / at", "từ / from", "ai / by", "hồ sơ / dossiers", "thay đổi / changed", "trạng thái / state"):
        table.add_column(title)
    for each in options.with_api(url, token_file, work):
        state = _STATES[each["state"]] + (f" ({each['fault']})" if each["fault"] else "")
        counts = str(each["dossiers"]), str(each["changed"])
        table.add_row(each["requested_at"][:19], each["source"], each["requested_by"], *counts, state)
    options.console.print(table)
