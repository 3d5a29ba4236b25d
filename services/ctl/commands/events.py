"""``motcua events tail``: what happens, as other city systems see it."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ctl.client import Api
from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Sự kiện / events.")


@group.command()
def tail(
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
    after: Annotated[int, typer.Option("--after", help="Position in the stream; 0 is the beginning.", min=0)] = -1,
    follow: Annotated[bool, typer.Option("--follow/--no-follow", help="Wait for new events.")] = True,
    dossier: Annotated[str, typer.Option("--dossier", help="Only this dossier's events (its id).")] = "",
    whole: Annotated[bool, typer.Option("--json", help="The whole CloudEvent, one a line.")] = False,
) -> None:
    """Theo dõi sự kiện. Print events as they happen, until Ctrl-C."""

    async def work(api: Api) -> None:
        position: int | str = after if after >= 0 else "latest"
        while True:
            page = await api.get("/v1/events", account, after=position, wait=20 if follow else 0, page_size=200)
            for event in page["items"]:
                if not dossier or event["subject"] == dossier:
                    _print(event, whole=whole)
            position = page["next_after"]
            if not follow and not page["items"]:
                return

    try:
        options.with_api(url, token_file, work)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


def _print(event: dict[str, object], *, whole: bool) -> None:
    if whole:
        options.console.print(json.dumps(event, ensure_ascii=False), soft_wrap=True, highlight=False, markup=False)
        return
    line = f"{event['time']}  {event['type']:<44} {event['subject']}  #{int(str(event['sequence']))}"
    options.console.print(line, highlight=False, markup=False, soft_wrap=True)
