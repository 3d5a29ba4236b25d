"""``motcua lawpack check|diff|diagram|plan|apply``: a law pack before it goes into use, what it says and changes.

The reader of law packs belongs to intake, which the command may not import: for ``check``, ``diff`` and ``diagram`` it
is run as a program of its own, ``python -m intake.lawpack``, by the same interpreter; its output and status are ours.
``plan`` and ``apply`` speak to the running system.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ctl.client import Api, Json, Refused
from ctl.commands import options
from ctl.commands.law_tables import show_moves, show_plan

group = typer.Typer(no_args_is_help=True, help="Gói pháp lý / the law pack: procedures, calendar, forms.")

Folder = Annotated[Path, typer.Argument(help="Folder of a law pack, e.g. lawpack/heza.", exists=True, file_okay=False)]
LOOK_SECONDS, PATIENCE_SECONDS = 0.5, 600.0


@group.command()
def check(folder: Folder = options.DEFAULT_LAWPACK) -> None:
    """Kiểm tra gói pháp lý. Every fault with its file, its line and what to do; exit status 1 if there is one."""
    _run("check", str(folder))


@group.command()
def diff(
    old: Folder,
    new: Folder,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="For a program: everything, as JSON.")] = False,
) -> None:
    """So sánh hai gói. What was added, removed and changed, field by field; exit status as of diff: 0, 1, or 2."""
    _run("diff", str(old), str(new), *(["--json"] if as_json else []))


@group.command()
def diagram(
    key: Annotated[str, typer.Argument(help="Khoá hoặc mã / key or national code of a procedure.")],
    out: Annotated[Path, typer.Option("--out", help="Tệp SVG / file to write.", dir_okay=False)],
    folder: Annotated[Path, typer.Option("--pack", help="Folder of the law pack.", exists=True, file_okay=False)] = (
        options.DEFAULT_LAWPACK
    ),
    on: Annotated[str, typer.Option("--on", help="Ngày / the version in force on a day; else the latest.")] = "",
) -> None:
    """Sơ đồ quy trình, để in. The steps of a procedure as one A4 page of SVG; exit status 2 if there is none."""
    _run("diagram", key, str(folder), "--out", str(out), *(["--on", on] if on else []))


@group.command()
def plan(
    folder: Folder,
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
) -> None:
    """Xem trước, không thay đổi gì. What the folder changes, and which open dossiers it would move."""

    async def work(api: Api) -> Json:
        return await api.post("/v1/law-packs/plans", account, {"files": files_of(folder)})

    show_plan(options.with_api(url, token_file, work))


@group.command()
def apply(
    folder: Folder,
    reason: Annotated[str, typer.Option("--reason", help="Lý do / why, for the journal.")],
    legal_ref: Annotated[str, typer.Option("--legal-ref", help="Căn cứ / the decision that this follows.")],
    url: options.Url = options.DEFAULT_URL,
    account: options.As = "vh.1",
    token_file: options.TokenFile = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Không hỏi lại / do not ask.")] = False,
) -> None:
    """Áp dụng. Plans, asks, applies, and waits until every open dossier has followed."""

    async def work(api: Api) -> tuple[Json, Json | None]:
        files = files_of(folder)
        planned = await api.post("/v1/law-packs/plans", account, {"files": files})
        show_plan(planned)
        if not (yes or typer.confirm("Áp dụng? / apply?")):
            raise typer.Exit(1)
        body = {"files": files, "reason": reason, "legal_ref": legal_ref}
        applied = await api.post("/v1/law-packs", account, body, key=str(uuid.uuid4()), if_match=planned["base_digest"])
        options.console.print(f"Có hiệu lực / in force: {applied['digest'][:12]}", highlight=False)
        return planned, await followed(api, account, planned) if planned["departments"] else None

    planned, rollout = options.with_api(url, token_file, work)
    if rollout is not None:
        show_moves(rollout["departments"], rollout["shifts"], title="Đã dời / moved")
        options.console.print(f"preview {planned['moved']} = applied {rollout['moved']}", highlight=False)
        if planned["moved"] != rollout["moved"]:
            options.console.print(
                "[yellow]Hồ sơ mới hoặc kết thúc giữa chừng / dossiers came or ended meanwhile[/yellow]"
            )


async def followed(api: Api, account: str, planned: Json) -> Json:
    """The finished rollout of the planned pack; a bar while open dossiers are recounted."""
    columns = (TextColumn("Tính lại / recounting"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=options.console) as progress:
        bar = progress.add_task("", total=planned["open"])
        for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
            try:
                rollout = await api.get(f"/v1/calendar-rollouts/{planned['digest']}", account)
            except Refused as refusal:
                if refusal.status != 404:  # the event is on its way
                    raise
            else:
                progress.update(bar, completed=rollout["open"], total=max(rollout["open"], planned["open"]))
                if rollout["finished_at"]:
                    return rollout
            await asyncio.sleep(LOOK_SECONDS)
    raise Refused(504, "rollout-slow", "The law is in force, but open dossiers are still being recounted.", {})


def files_of(folder: Path) -> dict[str, str]:
    """Every YAML file by its path in the folder."""
    paths = sorted(folder.rglob("*.yaml"))
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def _run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "intake.lawpack", *arguments], check=False)
    raise typer.Exit(done.returncode)
