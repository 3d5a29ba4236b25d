"""The committed dashboards, read as data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rules.alerts import FILES

FOLDER = FILES / "dashboards"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query of one panel."""

    board: str
    panel: str
    kind: str
    expr: str

    def filled(self, **variables: str) -> str:
        """PromQL as Grafana would send it, with these values for the variables."""
        text = self.expr
        for name, value in {"__rate_interval": "5s", **variables}.items():
            text = text.replace(f"${name}", value)
        return text


def board(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def panels(name: str) -> list[Mapping[str, Any]]:
    """Every panel but the headings."""
    return [panel for panel in board(name)["panels"] if panel["type"] != "row"]


def queries(name: str) -> Iterator[Asked]:
    for panel in panels(name):
        for target in panel["targets"]:
            yield Asked(board=name, panel=panel["title"], kind=panel["type"], expr=target["expr"])
