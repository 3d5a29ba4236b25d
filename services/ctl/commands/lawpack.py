"""``motcua lawpack check|diff``: a law pack before it goes into use, and what it changes.

The reader of law packs belongs to intake, which the command may not import: it is run as a program of its own,
``python -m intake.lawpack``, by the same interpreter. Its output and its exit status are ours.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ctl.commands import options

group = typer.Typer(no_args_is_help=True, help="Gói pháp lý / the law pack: procedures, calendar, forms.")

Folder = Annotated[Path, typer.Argument(help="Folder of a law pack, e.g. lawpack/heza.", exists=True, file_okay=False)]


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


def _run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "intake.lawpack", *arguments], check=False)
    raise typer.Exit(done.returncode)
