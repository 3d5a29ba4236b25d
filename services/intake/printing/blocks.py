"""The parts a form is made of, as the template takes them. Values are text; an empty one becomes a dotted line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from intake.printing.qr import picture

Block = dict[str, Any]
Rows = Iterable[tuple[str, str]]


def fields(*rows: tuple[str, str], strong: Iterable[str] = ()) -> Block:
    """``Label: value``, one a line; the labels in ``strong`` have their value in bold."""
    bold = frozenset(strong)
    return {
        "kind": "fields",
        "rows": [{"label": label, "value": value, "strong": label in bold and bool(value)} for label, value in rows],
    }


def words(text: str, *, emphasis: bool = False) -> Block:
    return {"kind": "words", "text": text, "emphasis": emphasis}


def numbered(title: str, items: Iterable[str]) -> Block:
    return {"kind": "numbered", "title": title, "items": list(items)}


def table(columns: Sequence[tuple[str, float, bool]], rows: Iterable[Sequence[str]]) -> Block:
    """columns: title, share of the width, whether centred. Each row has a cell for each column."""
    return {
        "kind": "table",
        "columns": [{"title": title, "width": width, "centred": centred} for title, width, centred in columns],
        "rows": [list(row) for row in rows],
    }


def scan(address: str, *lines: str, rows: Rows = ()) -> Block:
    """The address as a QR code beside what one reads on its page."""
    return {
        "kind": "scan",
        "picture": picture(address),
        "meaning": f"Mã QR: {address}",
        "rows": [{"label": label, "value": value} for label, value in rows],
        "lines": list(lines),
    }


def signatures(*people: tuple[str, str]) -> Block:
    """Who signs: role and name; how is always the same."""
    how = "(Ký và ghi rõ họ tên; hoặc ký số)"
    return {"kind": "signatures", "people": [{"role": role, "how": how, "name": name} for role, name in people]}
