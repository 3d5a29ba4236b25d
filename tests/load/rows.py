"""What the bench tells: one row per measured figure, as a table for people and as JSON for comparison."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

QUIET_PERCENT = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is wanted of a figure: at least this, or at most this."""

    bound: float
    at_least: bool

    def met(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound


def at_least(bound: float) -> Asked:
    return Asked(bound=bound, at_least=True)


def at_most(bound: float) -> Asked:
    return Asked(bound=bound, at_least=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure. value: null when it could not be measured; ``fault`` says why, and fails the row in any case.

    limit: the same figure of the bare parts in the same run; null where there is nothing to compare with.
    others_percent: of the machine, used by others meanwhile.
    """

    measure: str
    unit: str
    asked: Asked | None = None
    value: float | None = None
    limit: float | None = None
    note: str = ""
    fault: str = ""
    others_percent: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours as a part of the machine's limit: 0.4 of its rate; for times 2.5 is two and a half times as long."""
        return self.value / self.limit if self.value is not None and self.limit else None

    @property
    def passed(self) -> bool | None:
        """Null for a figure that nothing is asked of."""
        if self.fault:
            return False
        if self.asked is None:
            return None
        return self.value is not None and self.asked.met(self.value)


def show(rows: Sequence[Row], console: Console, *, title: str) -> None:
    """The table; under it every note and fault in full."""
    table = Table(title=title, title_justify="left")
    for name in ("measure", "ours", "asked", "machine's limit", "ratio", ""):
        table.add_column(name, justify="left" if name in ("measure", "") else "right", no_wrap=name != "measure")
    for row in rows:
        table.add_row(
            escape(row.measure), _said(row.value, row.unit), _asked(row), _limit(row), _ratio(row), _mark(row)
        )
    console.print(table)
    for row in rows:
        if row.note or row.fault:
            colour = "red" if row.fault else "dim"
            line = f"{row.measure.strip()}: {row.fault or row.note}"
            console.print(escape(line), style=colour, highlight=False)
    busy = max((row.others_percent or 0.0 for row in rows), default=0.0)
    if busy > QUIET_PERCENT:
        console.print(f"Others used up to {busy:.0f} % of the machine meanwhile: measure again when it is quiet.")


def save(rows: Sequence[Row], path: Path) -> None:
    """The rows as JSON, each with its ratio and mark."""
    plain = [asdict(row) | {"ratio": row.ratio, "passed": row.passed} for row in rows]
    path.write_text(json.dumps(plain, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f} {unit}" if abs(value) >= 100 else f"{value:,.1f} {unit}"


def _asked(row: Row) -> str:
    if row.asked is None:
        return ""
    return f"{'≥' if row.asked.at_least else '≤'} {row.asked.bound:,.0f} {row.unit}"


def _limit(row: Row) -> str:
    return "" if row.limit is None else _said(row.limit, row.unit)


def _ratio(row: Row) -> str:
    return "" if row.ratio is None else f"{row.ratio:.2f}"


def _mark(row: Row) -> str:
    return {True: "[green]✓[/green]", False: "[red]✗[/red]", None: ""}[row.passed]
