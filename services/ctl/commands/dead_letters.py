"""``motcua dead-letters``: events that no consumer could apply, of all services, and what is decided about them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from ctl.client import Api, Json
from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Sự kiện chờ xử lý / events set aside.")

Service = Annotated[str, typer.Argument(help="intake, processing, reporting, notify.")]
Letter = Annotated[str, typer.Argument(help="The letter's id, from the list.")]
Reason = Annotated[str, typer.Option("--reason", help="Vì sao / why; no names of persons.")]


@group.command("list")
def show_list(
    service: Annotated[str, typer.Option("--service", help="Only this service's.")] = "",
    state: Annotated[str, typer.Option("--state", help="open, resolved or any.")] = "open",
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Danh sách, mới nhất trước. Newest first; all of them."""

    async def work(api: Api) -> tuple[list[Json], list[str]]:
        items, silent, token = [], [], ""
        while True:
            page = await api.get(
                "/v1/dead-letters", account, service=service, state=state, page_size=200, page_token=token
            )
            items += page["items"]
            silent = page["silent"]
            token = page["next_page_token"] or ""
            if not token:
                return items, silent

    items, silent = options.with_api(url, token_file, work)
    if silent:
        options.errors.print(f"[yellow]Không trả lời / did not answer: {', '.join(silent)}[/yellow]")
    if not items:
        options.console.print("Không có sự kiện nào. There is none.")
        return
    table = Table("service", "id", "type", "subject", "#", "reason", "resolution")
    for one in items:
        names = ("service", "id", "type", "subject", "sequence", "reason", "resolution")
        table.add_row(*(str(one[name]) for name in names))
    options.console.print(table)


@group.command()
def show(
    service: Service,
    letter: Letter,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Xem một sự kiện. One of them, with the event as it came."""

    async def work(api: Api) -> Json:
        return await api.get(f"/v1/dead-letters/{service}/{letter}", account)

    for name, value in options.with_api(url, token_file, work).items():
        options.console.print(f"{name:>13}  {value}", highlight=False, markup=False, soft_wrap=True)


@group.command()
def resend(
    service: Service,
    letter: Letter,
    reason: Reason,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Áp dụng lại. Apply it now, exactly once; what its service refuses it with is the answer."""
    _decide(f"{service}/{letter}/redelivery", {"reason": reason}, (url, account), token_file)


@group.command()
def drop(
    service: Service,
    letter: Letter,
    reason: Reason,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Đóng, không áp dụng. Close it without applying it; not undone."""
    _decide(f"{service}/{letter}/dismissal", {"reason": reason}, (url, account), token_file)


@group.command()
def republish(
    service: Service,
    letter: Letter,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Yêu cầu nơi phát gửi lại. Have the publisher send an event again that never came."""
    _decide(f"{service}/{letter}/republication", {}, (url, account), token_file)


def _decide(path: str, body: Json, whom: tuple[str, str], token_file: options.TokenFile) -> None:
    url, account = whom

    async def work(api: Api) -> Json:
        return await api.post(f"/v1/dead-letters/{path}", account, body)

    found = options.with_api(url, token_file, work)
    said = found["resolution"] or "Đã yêu cầu gửi lại. The publisher was asked; it comes with the reason 'late'."
    options.console.print(said, highlight=False, markup=False)
