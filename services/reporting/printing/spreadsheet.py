"""A report as XLSX: a worksheet a table, sums as formulas with the report's own figures beside them for viewers that do
not calculate, and everything one must know to trust a figure at the foot.

Text never becomes a formula: it is written as a string, and one that begins like a formula is marked as text, so that
it stays one when somebody edits the cell (OWASP, CSV injection).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from reporting.domain import report_words as words
from reporting.domain.grid import Addition, Field, Grid, Kind, Line, addition, grid
from reporting.domain.report import Format, Report, Section, Sheet, Value

CELL_MAX = 32_767
RANGES_MAX = 200  # arguments of a SUM; Excel takes 255
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIRST_DATE = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_VIETNAMESE = "[$-42A]"
_NUMBER_FORMATS = {
    Format.COUNT: f"{_VIETNAMESE}#,##0",
    Format.SHARE: f"{_VIETNAMESE}0.00%",
    Format.MONEY: f"{_VIETNAMESE}#,##0",
    Format.DAYS: f"{_VIETNAMESE}#,##0.0#",
    Format.POINTS: f"{_VIETNAMESE}0.00",
    Format.DAY: "dd/mm/yyyy",
    Format.TEXT: "@",
}
_WIDTHS = {Kind.ORDER: 6, Kind.LABEL: 44}
_VALUE_WIDTHS = {Format.TEXT: 30, Format.MONEY: 17}
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_BOXED = {**_FONT, "border": 1}
_LINE_POINTS = 16.5
_TALLEST_POINTS = 400.0  # Excel takes 409

Look = dict[str, Any]


def workbook(report: Report) -> bytes:
    """Blocks for about 30 ms: call it in a thread."""
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.title, "company": report.agency_name, "comments": report.snapshot})
    book.set_calc_mode("auto")
    styles = _Styles(book)
    names = _Names()
    for sheet in tables_of(report):
        _Page(book.add_worksheet(names.of(sheet.title)), styles, report).table(sheet)
    if report.sections or not tables_of(report):
        _Page(book.add_worksheet(names.of("Thuyết minh")), styles, report).narrative(report.sections)
    book.close()
    return kept.getvalue()


def tables_of(report: Report) -> tuple[Sheet, ...]:
    """Every table of a report, those of its sections too, in order."""
    return (*report.sheets, *(section.sheet for section in report.sections if section.sheet))


class _Styles:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, look: Look) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Names:
    """Names of worksheets: Excel wants 1 to 31 characters, none of ``[]:*?/\\``, no twins."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, title: str) -> str:
        plain = "".join(" " if char in "[]:*?/\\" else char for char in title).strip(" '") or "Biểu"
        name, number = plain[:31].strip(" '"), 1
        while name.casefold() in self._taken:
            number += 1
            suffix = f" ({number})"
            name = plain[: 31 - len(suffix)].strip(" '") + suffix
        self._taken.add(name.casefold())
        return name


class _Page:
    """One worksheet, written from above."""

    def __init__(self, sheet: Worksheet, styles: _Styles, report: Report) -> None:
        self._sheet, self._styles, self._report = sheet, styles, report
        self._row = 0
        self._widths: tuple[int, ...] = (110,)
        sheet.set_paper(9)  # A4
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer('&C&"Times New Roman,Regular"&10Trang &P / &N')

    def table(self, sheet: Sheet) -> None:
        laid = grid(sheet)
        self._widths = tuple(_width(field) for field in laid.fields)
        for place, width in enumerate(self._widths):
            self._sheet.set_column(place, place, width)
        self._heading(sheet.title, sheet.unit)
        first = self._row
        self._head(laid)
        self._sheet.freeze_panes(self._row, 2)
        self._sheet.repeat_rows(first, self._row - 1)
        top = self._row
        for at, line in enumerate(laid.lines):
            self._line(laid, at, line, top)
        self._foot(sheet.notes)

    def narrative(self, sections: Sequence[Section]) -> None:
        self._sheet.set_column(0, 0, self._widths[0])
        self._heading(self._report.title, "")
        for section in sections:
            self._text(f"{section.number}. {section.title}", bold=True)
            for paragraph in section.paragraphs:
                self._text(paragraph)
        self._foot(())

    def _heading(self, title: str, unit: str) -> None:
        report = self._report
        self._text(report.agency_name or report.agency, bold=True)
        if report.number:
            self._text(f"Biểu số {report.number}" + (f" ({report.legal_ref})" if report.legal_ref else ""), italic=True)
        self._text(title, bold=True, font_size=14, align="center")
        self._text(words.period(report), italic=True, align="center")
        for label, said in (("Đơn vị nhận báo cáo", report.receiver), ("Đơn vị tính", unit)):
            if said:
                self._text(f"{label}: {said}", italic=True)
        self._row += 1

    def _head(self, laid: Grid) -> None:
        look = {**_BOXED, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#DDE6F0"}
        for row in range(laid.depth):
            self._sheet.set_row(self._row + row, _LINE_POINTS * self._lines_of_head(laid, row))
        for heading in laid.headings:
            top, left = self._row + heading.row, heading.column
            if (heading.rows, heading.columns) != (1, 1):
                bottom, right = top + heading.rows - 1, left + heading.columns - 1
                self._sheet.merge_range(top, left, bottom, right, "", self._styles.of(look))
            self._put(top, left, heading.text, look)
        self._row += laid.depth
        if laid.is_numbered:
            small = {**_BOXED, "italic": True, "align": "center", "font_size": 10}
            for place, field in enumerate(laid.fields):
                self._put(self._row, place, field.printed_number, small)
            self._row += 1

    def _lines_of_head(self, laid: Grid, row: int) -> int:
        """How many lines of text the tallest heading of this row needs there."""
        needs = [1]
        for heading in laid.head_row(row):
            width = sum(self._widths[heading.column : heading.column + heading.columns])
            needs.append(-(-_lines(heading.text, width - 1) // heading.rows))
        return max(needs)

    def _line(self, laid: Grid, at: int, line: Line, top: int) -> None:
        texts = [(cell, width) for cell, width in zip(line.cells, self._widths, strict=True) if isinstance(cell, str)]
        tallest = max((_lines(text, width - 3) for text, width in texts), default=1)
        self._sheet.set_row(self._row, min(_LINE_POINTS * tallest, _TALLEST_POINTS))
        for place, field in enumerate(laid.fields):
            look = _look(field, is_sum=line.is_sum)
            value = line.cells[place]
            adds = addition(laid, at, place)
            formula = _formula(adds, top) if adds else ""
            if formula:
                self._sheet.write_formula(self._row, place, formula, self._styles.of(look), _plain(value))
            else:
                self._put(self._row, place, value, look)
        self._row += 1

    def _foot(self, notes: Iterable[str]) -> None:
        self._row += 1
        told = list(notes)
        if told:
            self._text("Ghi chú:", bold=True)
            for note in told:
                self._text(f"– {note}")
        if self._report.unverified:
            self._text("Nội dung chưa được xác minh:", bold=True, font_color="#9C0006")
            for doubt in self._report.unverified:
                self._text(f"– {doubt}", font_color="#9C0006")
        for sentence in words.standing(self._report):
            self._text(f"{sentence}.", italic=True)

    def _text(self, text: str, **look: Any) -> None:
        """A line over the whole width, as tall as it needs to be."""
        look = {**_FONT, "align": "left", "text_wrap": True, **look}
        last = len(self._widths) - 1
        if last:
            self._sheet.merge_range(self._row, 0, self._row, last, "", self._styles.of(look))
        self._put(self._row, 0, text, look)
        points = _LINE_POINTS * look["font_size"] / 12
        self._sheet.set_row(self._row, min(points * _lines(text, sum(self._widths)), _TALLEST_POINTS))
        self._row += 1

    def _put(self, row: int, place: int, value: Value, look: Look) -> None:
        style = self._styles.of(look)
        match value:
            case None:
                self._sheet.write_blank(row, place, None, style)
            case str() if value.startswith(_DANGEROUS):  # marked as text, as Excel does for a leading apostrophe
                self._sheet.write_string(row, place, _fitting(value), self._styles.of({**look, "quote_prefix": True}))
            case str():
                self._sheet.write_string(row, place, _fitting(value), style)
            case date() if value >= _FIRST_DATE:
                self._sheet.write_datetime(row, place, value, style)
            case date():
                self._sheet.write_string(row, place, f"{value:%d/%m/%Y}", style)
            case _:
                self._sheet.write_number(row, place, value, style)


def _look(field: Field, *, is_sum: bool) -> Look:
    look = {**_BOXED, "bold": is_sum, "num_format": "General", "text_wrap": field.format is Format.TEXT}
    if field.kind is Kind.VALUE:
        look["num_format"] = _NUMBER_FORMATS[field.format]
    if field.kind is Kind.ORDER or field.format is Format.DAY:
        look["align"] = "center"
    elif field.format is Format.TEXT:
        look["indent"] = 1
    return {**look, "bg_color": "#F2F2F2"} if is_sum else look


def _formula(adds: Addition, top: int) -> str:
    """``=D10+E10`` across, ``=SUM(D10:D14,D16)`` down; empty where there are too many parts for one."""
    if not adds.is_down:
        return "=" + "+".join(xl_rowcol_to_cell(top + line, place) for line, place in adds.parts)
    name = xl_col_to_name(adds.parts[0][1])
    spans = _spans([top + line + 1 for line, _ in adds.parts])
    if len(spans) > RANGES_MAX:
        return ""
    return f"=SUM({','.join(f'{name}{a}:{name}{b}' if a != b else f'{name}{a}' for a, b in spans)})"


def _spans(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending numbers as spans without holes."""
    breaks = [at + 1 for at, (a, b) in enumerate(pairwise(rows)) if b != a + 1]
    edges = [0, *breaks, len(rows)]
    return [(rows[a], rows[b - 1]) for a, b in pairwise(edges)]


def _plain(value: Value) -> Any:
    return float(value) if value is not None and not isinstance(value, (str, int, date)) else value


def _width(field: Field) -> int:
    return _WIDTHS.get(field.kind) or _VALUE_WIDTHS.get(field.format, 12)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in so many characters; generous, for fonts differ."""
    return sum(max(-(-len(part) // max(width, 1)), 1) for part in text.split("\n"))


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - 1] + "…"
