"""``motcua audit conservation``: nothing lost, nothing doubled, from the command to the delivery.

Beside it in the group: ``verify`` and ``prove``, see ``ctl.commands.history``.
"""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from ctl.client import Api, Json
from ctl.commands import history, options

group = typer.Typer(no_args_is_help=True, help="Kiểm toán / audit.")
group.command("verify")(history.verify_history)
group.command()(history.prove)


@group.command()
def conservation(
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "ksth.1",
    token_file: options.TokenFile = None,
    whole: Annotated[bool, typer.Option("--json", help="The whole answer as JSON.")] = False,
) -> None:
    """Đối chiếu bảo toàn. Commands = outbox = stream = projections = deliveries; exit code 1 if not."""

    async def work(api: Api) -> Json:
        return await api.get("/v1/audit/conservation", account)

    answer = options.with_api(url, token_file, work)
    if whole:
        options.console.print(json.dumps(answer, ensure_ascii=False, indent=2), highlight=False, markup=False)
    else:
        show(answer)
    raise typer.Exit(0 if answer["clean"] else 1)


def show(answer: Json) -> None:
    """Counts first, what each publishing service has sent down the line; then every finding by name."""
    table = Table("Đối chiếu / compared", *(row["source"] for row in answer["sources"]), box=box.SIMPLE_HEAD)
    for column in answer["columns"]:
        table.add_row(column.replace("_", " "), *(f"{row.get(column, ''):>8}" for row in answer["sources"]))
    options.console.print(table)
    for finding in answer["findings"]:
        options.console.print(f"[red]✘[/red] {finding['detail']}", highlight=False)
    if answer["clean"]:
        options.console.print("[green]✔ Không mất, không trùng / nothing lost, nothing doubled[/green]")
