"""The cells of a report by their address, and what each was counted from. The same for every form, live and closed.

An address is the table (``II.06a``; of a section ``c/II.06a``; the text of a section ``c``), the row's key and the
column's number. In a text the row is the paragraph, ``doan-2``, and the column the figure in it, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.domain.origin import Count, Formula, Given, Origin, Part, counts_in, either
from reporting.domain.report import Column, Format, Level, Report, Row, Section, Sheet, Value

_TEXTS = frozenset({Format.TEXT, Format.DAY})
_SUM = ("Tổng các phần sau", "The sum of these")
_MONEY = Given(
    said="Số tiền, không phải số lượng: không có danh sách.", said_en="A sum of money, not a count: no list."
)
_NO_LIST = Given(
    said="Không đếm từ hồ sơ hay sự việc: không có danh sách.", said_en="Not counted from dossiers or pieces: no list."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """row_label, column_label: what they are called, in Vietnamese."""

    sheet: str
    row: str
    column: int
    row_label: str
    column_label: str
    value: Value
    origin: Origin


def cells(report: Report) -> Iterator[Cell]:
    """Every cell with a value that is no text, tables first."""
    for name, sheet in tables(report):
        for row in sheet.rows:
            for column in sheet.columns:
                if found := _cell(name, sheet, row, column):
                    yield found
    for section in report.sections:
        yield from figures(section)


def cell_at(report: Report, sheet: str, row: str, column: int) -> Cell:
    """sheet: empty: the first table. Raises KeyError for a cell that is not there or has no value."""
    named = list(tables(report))
    wanted = sheet or (named[0][0] if named else "")
    for name, table in named:
        if name == wanted:
            line = next((each for each in table.rows if each.key == row), None)
            field = next((each for each in table.columns if each.number == column), None)
            found = _cell(name, table, line, field) if line and field else None
            if found:
                return found
    for section in report.sections:
        for figure in figures(section):
            if (figure.sheet, figure.row, figure.column) == (wanted, row, column):
                return figure
    raise KeyError(wanted, row, column)


def tables(report: Report) -> Iterator[tuple[str, Sheet]]:
    yield from ((sheet.key, sheet) for sheet in report.sheets)
    yield from ((f"{each.number}/{each.sheet.key}", each.sheet) for each in report.sections if each.sheet)


def opens(sheet: Sheet, row: Row, column: Column) -> bool:
    """Whether there is anything behind the cell: a list or parts."""
    value = row.values.get(column.number)
    if value in (None, "") or column.format in _TEXTS:
        return False
    return not isinstance(origin_of(sheet, row, column), Given)


def origin_of(sheet: Sheet, row: Row, column: Column) -> Origin:
    """As the row says; else by the rules of the form: a sum of columns, or of rows."""
    said = row.origins.get(column.number)
    if said is not None:
        return said
    if row.level is not Level.ITEM and column.adds_up:
        group = [each for each in sheet.rows if each.level is Level.ITEM and _adds(row, each)]
        return _added([(each.label, each, column) for each in group], sheet)
    if column.sum_of:
        numbered = {each.number: each for each in sheet.columns}
        return _added([(numbered[part].label, row, numbered[part]) for part in column.sum_of], sheet)
    return _MONEY if column.format is Format.MONEY else _NO_LIST


def _adds(total: Row, item: Row) -> bool:
    return total.level is Level.TOTAL or item.group == total.key


def _added(of: list[tuple[str, Row, Column]], sheet: Sheet) -> Origin:
    """One list where all parts have lists of one source, else the parts; nothing where these have nothing."""
    parts = [
        Part(said=label, value=value, origin=origin_of(sheet, row, column))  # type: ignore[arg-type]
        for label, row, column in of
        if (value := row.values.get(column.number)) is not None
    ]
    whole = either([part.origin for part in parts])
    if whole is not None:
        return whole
    if all(isinstance(part.origin, Given) for part in parts):
        return parts[0].origin if parts else _NO_LIST
    return Formula(said=_SUM[0], said_en=_SUM[1], parts=tuple(parts))


def _cell(name: str, sheet: Sheet, row: Row, column: Column) -> Cell | None:
    value = row.values.get(column.number)
    if value in (None, "") or column.format in _TEXTS:
        return None
    return Cell(
        sheet=name,
        row=row.key,
        column=column.number,
        row_label=row.label,
        column_label=column.label,
        value=value,
        origin=origin_of(sheet, row, column),
    )


def figures(section: Section) -> Iterator[Cell]:
    """Of its text, in order."""
    number = 0
    paragraph = -1
    for figure in section.figures:
        number = number + 1 if figure.paragraph == paragraph else 1
        paragraph = figure.paragraph
        yield Cell(
            sheet=section.number,
            row=f"doan-{paragraph + 1}",
            column=number,
            row_label=section.title,
            column_label=section.paragraphs[paragraph],
            value=figure.value,
            origin=figure.origin,
        )


def counts_behind(cell: Cell) -> list[tuple[Count, Value]]:
    """Every list behind a cell, with the value that it is shown with."""
    if isinstance(cell.origin, Count):
        return [(cell.origin, cell.value)]
    return list(counts_in(cell.origin))


def spelled(section: Section) -> Iterator[list[tuple[str, Cell | None]]]:
    """Each paragraph as stretches of text, those that are a figure with its cell."""
    placed = list(zip(section.figures, figures(section), strict=True))
    for number, paragraph in enumerate(section.paragraphs):
        stretches: list[tuple[str, Cell | None]] = []
        done = 0
        for figure, cell in placed:
            if figure.paragraph == number:
                stretches.append((paragraph[done : figure.start], None))
                done = figure.start + figure.length
                stretches.append((paragraph[figure.start : done], cell))
        yield [*stretches, (paragraph[done:], None)]
