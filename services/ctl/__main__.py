"""``motcua``: run ``motcua --help``."""

from __future__ import annotations

from typing import Annotated

import typer

from ctl import front_door
from ctl.commands import (
    audit,
    calendar,
    cluster,
    dead_letters,
    deadline,
    events,
    keys,
    lawpack,
    options,
    reporting,
    status,
    subscriber,
    up,
)
from ctl.demo import command as demo

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    help="motcua – một cửa điện tử. One-stop-shop dossiers: run it, watch it, ask it.",
)
app.command()(up.up)
app.command()(status.status)
app.command()(demo.demo)
app.add_typer(deadline.group, name="deadline")
app.add_typer(audit.group, name="audit")
app.add_typer(events.group, name="events")
app.add_typer(lawpack.group, name="lawpack")
app.add_typer(calendar.group, name="calendar")
app.add_typer(keys.group, name="keys")
app.add_typer(cluster.group, name="cluster")
app.add_typer(subscriber.group, name="subscriber")
app.add_typer(reporting.group, name="reporting")
app.add_typer(dead_letters.group, name="dead-letters")


@app.command("front-door", hidden=True)
def serve_front_door(
    home: options.Home,
    port: options.Port = 8080,
    base_port: options.BasePort = 8100,
    simulated: Annotated[bool, typer.Option("--simulated")] = False,
) -> None:
    """Started by the supervisor."""
    front_door.serve(options.machine(home, options.DEFAULT_LAWPACK, port, base_port, simulated=simulated))


def main() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    main()
