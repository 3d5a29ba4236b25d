"""A plan and what came of it, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.table import Table

from ctl.client import Json
from ctl.commands import options

_SIGNS = {"added": "[green]+[/green]", "changed": "[yellow]~[/yellow]", "removed": "[red]−[/red]"}


def show_plan(plan: Json) -> None:
    """What differs, then whom it moves."""
    if not plan["changes"]:
        options.console.print("Không có gì thay đổi / nothing changes.")
    else:
        table = Table("", "", "", "Chi tiết / detail", title="Thay đổi / changes", box=box.SIMPLE_HEAD)
        for change in plan["changes"]:
            table.add_row(_SIGNS[change["what"]], change["kind"], change["key"], change["detail"])
        options.console.print(table)
    if plan["departments"]:
        show_moves(plan["departments"], plan["shifts"], title="Hồ sơ đang mở sẽ dời / open dossiers that would move")
        options.console.print(f"Dời / move: {plan['moved']} / {plan['open']}", highlight=False)
    elif plan["changes"]:
        options.console.print("Không hồ sơ nào bị dời hạn / no due date moves.")


def show_moves(departments: Sequence[Json], shifts: Sequence[Json], *, title: str) -> None:
    """By department, then from which day to which."""
    moves = Table(
        "Phòng / department",
        "Đang mở / open",
        "Dời / moved",
        "Muộn hơn / later",
        "Sớm hơn / earlier",
        "Giữ nguyên / kept",
        title=title,
        box=box.SIMPLE_HEAD,
    )
    for row in departments:
        counts = (row[name] for name in ("open", "moved", "later", "earlier", "kept"))
        moves.add_row(row["department"], *(f"{count:>6,}" for count in counts))
    options.console.print(moves)
    if shifts:
        days = Table(
            "Phòng / department", "Hạn cũ / was due", "Hạn mới / is due", "Hồ sơ / dossiers", box=box.SIMPLE_HEAD
        )
        for row in shifts:
            days.add_row(row["department"], row["previous_due_on"], row["due_on"], f"{row['count']:>6,}")
        options.console.print(days)
