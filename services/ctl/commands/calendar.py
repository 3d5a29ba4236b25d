"""``motcua calendar plan``: what one change of the calendar would do, without writing a pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ctl.client import Api, Json
from ctl.commands import options
from ctl.commands.law_tables import show_plan

group = typer.Typer(no_args_is_help=True, help="Lịch làm việc / the working calendar.")


@group.callback()
def calendar() -> None:
    """Lịch làm việc. The working calendar."""


@group.command()
def plan(
    swap: Annotated[
        str, typer.Option("--swap", help="Ngày nghỉ:ngày làm bù / day off:Saturday worked, 2026-08-31:2026-08-22.")
    ] = "",
    file: Annotated[Path | None, typer.Option("--file", help="A whole calendar.yaml.", exists=True)] = None,
    legal_ref: Annotated[str, typer.Option("--legal-ref", help="Căn cứ / the decision of a swap.")] = "",
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Xem trước một thay đổi của lịch. Which open dossiers one change would move; nothing is changed."""
    body = change(swap, file, legal_ref)

    async def work(api: Api) -> Json:
        return await api.post("/v1/calendar/plans", account, body)

    show_plan(options.with_api(url, token_file, work))


def change(swap: str, file: Path | None, legal_ref: str) -> Json:
    """The request's body; typer.BadParameter for neither or both, or a swap that names no decision."""
    if bool(swap) == bool(file):
        raise typer.BadParameter("give --swap or --file")
    if file is not None:
        return {"calendar_yaml": file.read_text(encoding="utf-8")}
    off, _, work = swap.partition(":")
    if not work or not legal_ref:
        raise typer.BadParameter("write --swap DAY_OFF:SATURDAY with --legal-ref")
    return {"swap": {"day_off": off, "working_day": work, "legal_ref": legal_ref}}
