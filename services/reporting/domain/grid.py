"""A sheet of a report laid out as the printed table: headings over headings, numbers of the columns, lines of cells.

Every medium draws this grid, so a table looks alike in the browser, the spreadsheet and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reporting.domain.report import Column, Format, Level, Row, Sheet, Value

PATH = " – "
_ORDER_LABELS = frozenset({"STT", "TT"})
_UNNAMED = "Nội dung"


class Kind(StrEnum):
    """Where the cells of a field come from."""

    ORDER = "order"  # the number of the row: as the form gives it, else of the items
    LABEL = "label"  # the name of the row
    VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of the grid. number: as printed, 0 for a column that the form does not number."""

    kind: Kind
    label: str
    number: int = 0
    column: Column | None = None

    @property
    def format(self) -> Format:
        return self.column.format if self.column and self.kind is Kind.VALUE else Format.TEXT

    @property
    def printed_number(self) -> str:
        return f"({self.number})" if self.number else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A cell of the head: its place from 0, and how many rows and columns it spans."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row with a cell for each field. row: what it was made of."""

    row: Row
    cells: tuple[Value, ...]

    @property
    def is_sum(self) -> bool:
        return self.row.level is not Level.ITEM


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """depth: rows of the head above that of the numbers."""

    fields: tuple[Field, ...]
    headings: tuple[Heading, ...]
    depth: int
    lines: tuple[Line, ...]

    @property
    def is_numbered(self) -> bool:
        return any(field.number for field in self.fields)

    def head_row(self, row: int) -> tuple[Heading, ...]:
        """The headings that begin in a row of the head, from the left."""
        return tuple(heading for heading in self.headings if heading.row == row)


def grid(sheet: Sheet) -> Grid:
    fields = _fields(sheet)
    paths = [tuple(field.label.split(PATH)) for field in fields]
    depth = max(len(path) for path in paths)
    return Grid(
        fields=fields,
        headings=tuple(sorted(_headings(paths, depth), key=lambda heading: (heading.row, heading.column))),
        depth=depth,
        lines=_lines(sheet.rows, fields),
    )


def _fields(sheet: Sheet) -> tuple[Field, ...]:
    """The form's own columns for number and name where it prints them, else ours before the first."""
    order = next((c for c in sheet.columns if c.label in _ORDER_LABELS), None)
    name = next((c for c in sheet.columns if c is not order and c.number <= 2 and _names_rows(c, sheet.rows)), None)
    values = [c for c in sheet.columns if c is not order and c is not name]
    first = min((c.number for c in values), default=1)
    leading = [_leading(Kind.ORDER, order, "STT", first - 2), _leading(Kind.LABEL, name, _UNNAMED, first - 1)]
    if any(field.number < 1 for field in leading):  # no room for numbers that the form does not print
        leading = [replace(field, number=0) for field in leading]
    return (*leading, *(Field(kind=Kind.VALUE, label=c.label, number=c.number, column=c) for c in values))


def _names_rows(column: Column, rows: Sequence[Row]) -> bool:
    """Whether it says what its rows are called, or nothing at all."""
    return all(row.values.get(column.number) in (None, "", row.label) for row in rows)


def _leading(kind: Kind, column: Column | None, label: str, number: int) -> Field:
    if column is None:
        return Field(kind=kind, label=label, number=number)
    return Field(kind=kind, label=column.label, number=column.number, column=column)


def _headings(paths: Sequence[tuple[str, ...]], depth: int) -> list[Heading]:
    """Neighbours under the same heading share its cell; a short path ends in a cell down to the foot of the head."""
    made: list[Heading] = []
    for row in range(depth):
        column = 0
        while column < len(paths):
            path = paths[column]
            if row >= len(path):
                column += 1
                continue
            is_last = row == len(path) - 1
            width = 1 if is_last else _alike(paths, column, row + 1)
            rows = depth - row if is_last else 1
            made.append(Heading(text=path[row], row=row, column=column, rows=rows, columns=width))
            column += width
    return made


def _alike(paths: Sequence[tuple[str, ...]], start: int, length: int) -> int:
    """How many paths from ``start`` on begin with the same ``length`` headings and go on below them."""
    own, end = paths[start][:length], start
    while end < len(paths) and len(paths[end]) > length and paths[end][:length] == own:
        end += 1
    return end - start


def _lines(rows: Sequence[Row], fields: Sequence[Field]) -> tuple[Line, ...]:
    lines: list[Line] = []
    order = 0
    for row in rows:
        order += row.level is Level.ITEM
        lines.append(Line(row=row, cells=tuple(_cell(row, field, order) for field in fields)))
    return tuple(lines)


def _cell(row: Row, field: Field, order: int) -> Value:
    match field.kind:
        case Kind.ORDER if field.number in row.values:  # as the form itself numbers its rows: I, 1, 2
            return row.values[field.number]
        case Kind.ORDER:
            return order if row.level is Level.ITEM else None
        case Kind.LABEL:
            return row.label
    return row.values.get(field.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Cells that a cell adds up, by places in the grid: (line, field) from 0."""

    parts: tuple[tuple[int, int], ...]
    is_down: bool
    """Whether it adds up lines, and not fields of its own line."""


def addition(grid: Grid, line: int, field: int) -> Addition | None:
    """What the cell is the sum of by the rules of the form; None where it is not, or where the report says another
    figure than the sum: nobody may be shown a figure that the report does not have."""
    shown = grid.lines[line].cells[field]
    column = grid.fields[field].column
    if column is None or grid.fields[field].kind is not Kind.VALUE or isinstance(shown, str) or shown is None:
        return None
    parts = _down(grid, line, field) if column.adds_up else ()
    is_down = bool(parts)
    if not parts:
        parts = _across(grid, line, column)
    values = [grid.lines[at].cells[place] for at, place in parts]
    if not parts or sum(value for value in values if _is_number(value)) != shown:  # type: ignore[misc]
        return None
    return Addition(parts=parts, is_down=is_down)


def _down(grid: Grid, line: int, field: int) -> tuple[tuple[int, int], ...]:
    own = grid.lines[line].row
    if own.level is Level.ITEM:
        return ()
    items = [(at, each.row) for at, each in enumerate(grid.lines) if each.row.level is Level.ITEM]
    return tuple((at, field) for at, row in items if own.level is Level.TOTAL or row.group == own.key)


def _across(grid: Grid, line: int, column: Column) -> tuple[tuple[int, int], ...]:
    wanted = frozenset(column.sum_of)
    return tuple((line, at) for at, field in enumerate(grid.fields) if field.column and field.number in wanted)


def _is_number(value: Value) -> bool:
    return not isinstance(value, str) and value is not None and not hasattr(value, "year")
