"""``motcua status``: is everything up and ready, and since when is it not."""

from __future__ import annotations

import asyncio

import aiohttp
import typer
from rich.table import Table

from ctl.commands import options
from ctl.machine import SERVICES


def status(url: options.Url = options.DEFAULT_URL) -> None:
    """Tình trạng từng dịch vụ. Readiness of each service; exit code 1 unless all are ready."""
    lines = asyncio.run(_ask(url))
    table = Table("Dịch vụ / service", "Sẵn sàng / ready", "Kiểm tra / checks")
    for service, (code, text) in lines.items():
        table.add_row(service, "[green]✔ có / yes[/green]" if code == 200 else "[red]✘ không / no[/red]", text)
    options.console.print(table)
    raise typer.Exit(0 if all(code == 200 for code, _ in lines.values()) else 1)


async def _ask(url: str) -> dict[str, tuple[int, str]]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as http:
        answers = await asyncio.gather(*(_one(http, f"{url}/{service}/readyz?verbose") for service in SERVICES))
    return dict(zip(SERVICES, answers, strict=True))


async def _one(http: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    try:
        async with http.get(url) as answer:
            return answer.status, (await answer.text()).strip().replace("[", "\\[")
    except (aiohttp.ClientError, TimeoutError):
        return 0, "không trả lời / does not answer"
