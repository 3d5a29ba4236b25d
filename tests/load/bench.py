"""``python -m load.bench``: every figure we promise, measured in one run beside the limits of this machine.

Not a test with a stop-watch: it always exits 0 unless it cannot run. ``docs/develop/bench.md`` explains each row.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from rich.console import Console

from load import events, replays, whole
from load.boards import Boards
from load.figures import Figures
from load.filling import fill_register
from load.handling import Handling
from load.lists import Lists
from load.others import Others
from load.requests import Requests, explain
from load.rows import Row, save, show
from load.sizes import FULL, QUICK, Sizes
from load.stage import Stage, processors, stage
from load.webhooks import webhooks

ON_REGISTER = ("page", "read", "receipt", "create", "latency")
IN_DEPARTMENTS = ("complete", "inbox", "timers", "recount")
IN_REPORTING = ("rebuild", "fresh", "tables", "boards")
MEASURES = (*ON_REGISTER, "lists", "relay", "replays", *IN_DEPARTMENTS, *IN_REPORTING, "webhooks", "idle", "demo")
"""In the order of measuring: pages first, for creating adds to the register they count."""

#: Also in a log of CI every row stays on one line.
console = Console(width=None if sys.stdout.isatty() else 120)
Measure = Callable[[], Awaitable[list[Row]]]


async def measured(only: frozenset[str], sizes: Sizes, *, with_plans: bool) -> AsyncIterator[list[Row]]:
    """The rows of each measure as it is done."""
    if only & {*ON_REGISTER, "lists", "relay", "replays", *IN_DEPARTMENTS, *IN_REPORTING, "webhooks"}:
        async with stage() as here:
            async for rows in _on_register(here, only, sizes, with_plans=with_plans):
                yield rows
            if "lists" in only:
                async for rows in _on_many(here, sizes):
                    yield rows
            on_events: dict[str, Measure] = {
                "relay": lambda: events.relay(here, sizes),
                "replays": lambda: replays.replays(here, sizes),
                "webhooks": lambda: webhooks(here, sizes),
            }
            reporting = Figures(here, sizes).measures() | Boards(here, sizes).measures()
            for name, measure in (on_events | Handling(here, sizes).measures() | reporting).items():
                if name in only:
                    yield await _row(name, measure, here.postgres.pid)
    if "idle" in only:
        yield await _row("idle", lambda: whole.idle(sizes))
    if "demo" in only:
        yield await _row("demo", lambda: whole.demo(sizes))


async def _on_register(
    here: Stage, only: frozenset[str], sizes: Sizes, *, with_plans: bool
) -> AsyncIterator[list[Row]]:
    if not only & {*ON_REGISTER}:
        return
    database_url = await here.database("register")
    keys = here.machine(database_url).secrets / "sealing-keys.json"
    with console.status(f"filling the register with {sizes.dossiers:,} dossiers"):
        ids = await fill_register(database_url, keys, sizes.dossiers)
    async with here.intake(database_url) as intake:
        requests = Requests(here, intake, database_url, ids, sizes)
        measures: dict[str, Measure] = {
            "page": requests.page,
            "read": requests.read,
            "receipt": requests.receipt,
            "create": requests.create,
            "latency": lambda: events.latency(here, intake, sizes),
        }
        for name, measure in measures.items():
            if name in only:
                yield await _row(name, measure, here.postgres.pid)
        if with_plans:
            await explain(database_url, requests.plans, console)


async def _on_many(here: Stage, sizes: Sizes) -> AsyncIterator[list[Row]]:
    """Lists and searches where the register has grown for years."""
    database_url = await here.database("many")
    keys = here.machine(database_url).secrets / "sealing-keys.json"
    with console.status(f"filling the register with {sizes.many:,} dossiers, some minutes"):
        await fill_register(database_url, keys, sizes.many)
    async with here.intake(database_url) as intake:
        many = Lists(here, intake, database_url, sizes)
        for name, measure in many.measures().items():
            yield await _row(name, measure, here.postgres.pid)


async def _row(name: str, measure: Measure, postmaster: int | None = None) -> list[Row]:
    """What cannot be measured is a failed row; the others are measured all the same."""
    with console.status(f"measuring: {name}"):
        others = Others(postmaster)
        try:
            return [replace(row, others_percent=others.share()) for row in await measure()]
        except Exception as fault:  # said in the table
            return [Row(measure=name, unit="", fault=f"{type(fault).__name__}: {fault}")]


async def main() -> None:
    """Measure what the command line asks for, print, save."""
    options = _options()
    chosen = frozenset(options.only.split(",")) if options.only else frozenset(MEASURES)
    chosen -= frozenset() if options.with_demo else {"demo"}
    rows: list[Row] = []
    async for more in measured(chosen, QUICK if options.quick else FULL, with_plans=options.explain):
        rows += more
    form = "quick form, not for comparison" if options.quick else "full form"
    show(rows, console, title=f"motcua bench, {datetime.now(UTC):%Y-%m-%d}, {processors()} ({form})")
    if options.json is not None:
        save(rows, options.json)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m load.bench", description=__doc__)
    parser.add_argument("--only", default="", help=f"some of: {','.join(MEASURES)}")
    parser.add_argument("--quick", action="store_true", help="small and short, for CI")
    parser.add_argument("--json", type=Path, default=None, help="also write the rows to this file")
    parser.add_argument("--explain", action="store_true", help="print the statements and the plans of the queries")
    parser.add_argument("--with-demo", action=argparse.BooleanOptionalAction, default=True, help="the demo too")
    options = parser.parse_args()
    if unknown := set(filter(None, options.only.split(","))) - set(MEASURES):
        parser.error(f"--only: unknown {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    return options


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
