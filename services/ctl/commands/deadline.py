"""``motcua deadline explain CODE``: why a result is due when it is, day by day."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from ctl.client import Api, Json, Refused
from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Hạn trả kết quả / due dates.")
LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


@group.command()
def explain(
    code: Annotated[str, typer.Argument(help="Mã hồ sơ / dossier code, e.g. H24.15-240426-0001, or its id.")],
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "ksth.1",
    token_file: options.TokenFile = None,
    english: Annotated[bool, typer.Option("--english", help="Explain in English.")] = False,
) -> None:
    """Giải thích từng ngày của hạn trả kết quả. Explain a dossier's due date line by line."""

    async def work(api: Api) -> tuple[Json, Json]:
        dossier = await find(api, code, account)
        try:
            return dossier, await api.get(f"/v1/cases/{dossier['id']}/deadline", account)
        except Refused as refusal:
            if refusal.status != 404:
                raise
        return dossier, await api.get(f"/v1/dossiers/{dossier['id']}/deadline", account)

    dossier, deadline = options.with_api(url, token_file, work)
    show(dossier, deadline, "en" if english else "vi")


async def find(api: Api, code: str, account: str) -> Json:
    """The dossier with that code or id; Refused if there is none that the account may see."""
    if "-" in code and "." in code.partition("-")[0]:
        found = await api.get("/v1/dossiers", account, q=code)
        for item in found["items"]:
            if item["code"] == code:
                return dict(item)
        raise Refused(404, "dossier-not-found", f"No dossier {code} that {account} may see.", {})
    return await api.get(f"/v1/dossiers/{code}", account)


def show(dossier: Json, deadline: Json, language: str) -> None:
    """The derivation as a table, and the due instant in local time below it."""
    title = f"{dossier['code']} · {dossier['procedure']['name']}"
    table = Table("Ngày / day", "Diễn giải / explanation", "Căn cứ / legal reference", title=title)
    for line in deadline["lines"]:
        table.add_row(line["on"], line[language], line.get("legal_ref") or "")
    options.console.print(table)
    due = datetime.fromisoformat(deadline["due_at"]).astimezone(LOCAL)
    options.console.print(f"Hạn trả kết quả / due: [bold]{due:%H:%M %d/%m/%Y}[/bold] (giờ Việt Nam)", highlight=False)
    if deadline.get("provisional"):
        options.console.print("[yellow]Tạm tính: lịch nghỉ năm này chưa có quyết định / provisional[/yellow]")
