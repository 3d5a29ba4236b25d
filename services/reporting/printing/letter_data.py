"""A letter as the plain data that the typesetter's template takes."""

from __future__ import annotations

from typing import Any

from reporting.domain.grid import Field, Kind
from reporting.domain.report import Format
from reporting.printing.letter import COUNTRY, MOTTO, Letter, Paragraph, Part, Table, cell_text


def letter_data(made: Letter) -> dict[str, Any]:
    return {
        "country": COUNTRY,
        "motto": MOTTO,
        "parent": made.parent,
        "issuer": made.issuer,
        "number": made.number,
        "dated": made.dated,
        "form": made.form,
        "keywords": [made.form] if made.form else [],
        "title": made.title,
        "about": list(made.about),
        "across": made.is_across,
        "parts": [_part(part) for part in made.parts],
        "recipients": list(made.recipients),
        "signer": made.signer,
    }


def side(field: Field) -> str:
    """Where a cell's text stands."""
    if field.kind is Kind.ORDER or field.format is Format.DAY:
        return "center"
    return "left" if field.kind is Kind.LABEL or field.format is Format.TEXT else "right"


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Paragraph():
            return {"kind": "words", "style": part.style, "text": part.text}
        case Table():
            return {"kind": "table", "title": part.title, "unit": part.unit, "wide": part.is_wide, **_table(part)}


def _table(table: Table) -> dict[str, Any]:
    laid = table.grid
    return {
        "widths": list(table.widths),
        "headings": [
            {"text": h.text, "row": h.row, "column": h.column, "rows": h.rows, "columns": h.columns}
            for h in laid.headings
        ],
        "numbers": [field.printed_number for field in laid.fields] if laid.is_numbered else [],
        "lines": [
            [
                {"text": cell_text(field, line, place), "side": side(field), "strong": line.is_sum}
                for place, field in enumerate(laid.fields)
            ]
            for line in laid.lines
        ],
    }
