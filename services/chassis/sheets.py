"""Tables as spreadsheet files: XLSX (real dates, frozen header, filter) and CSV (RFC 4180, UTF-8 with BOM for Excel).

    table = SheetTable(title="Hồ sơ", columns=(SheetColumn("Mã hồ sơ"), SheetColumn("Hẹn trả", Kind.INSTANT)), zone=…)
    written = await write_sheet(Format.XLSX, table, batches, path)      # batches: an async iterator of lists of rows
    content = sheet_bytes(Format.CSV, table, rows)                      # small tables, at once

Rows are streamed: a million of them take no more memory than one batch. Text never becomes a formula: a cell that
begins like one is a string in XLSX, and in CSV, which cannot say so, gets an apostrophe before it (OWASP, CSV
injection); so does a telephone number that begins with ``+``.
"""

from __future__ import annotations

import asyncio
import csv
import tempfile
from collections.abc import AsyncIterable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import xlsxwriter

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
ROWS_OF_A_SHEET = 1_048_576
"""What a worksheet of Excel holds, with its header; the table goes on in another one."""
CELL_MAX = 32_767
"""Characters of a cell; a longer text ends in ``…`` there."""

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FIRST_DATE = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_WIDTHS = {"text": 28, "number": 12, "date": 12, "instant": 17, "money": 16}
_NUMBER_FORMATS = {"number": "General", "date": "dd/mm/yyyy", "instant": "dd/mm/yyyy hh:mm", "money": "#,##0"}

Value = str | int | float | Decimal | date | datetime | None
Cells = Sequence[Value]


class Format(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"


class Kind(StrEnum):
    """What a column holds. date: ``date``; instant: aware ``datetime``; number, money: ``int`` or ``Decimal``."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """width: in characters; null: as the kind wants it."""

    heading: str
    kind: Kind = Kind.TEXT
    width: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTable:
    """title: name of the worksheet, cut to Excel's 31 characters. zone: in which instants are told."""

    title: str
    columns: tuple[SheetColumn, ...]
    zone: tzinfo


class SheetWriter(Protocol):
    """Writes one file. Blocks: call it in a thread. Each row has as many cells as the table has columns."""

    def add(self, rows: Iterable[Cells]) -> None: ...

    def close(self) -> None:
        """Finishes the file; without it there is none."""
        ...


def sheet_writer(form: Format, table: SheetTable, path: Path) -> SheetWriter:
    """A writer of this format; for XLSX also ``path``'s folder holds what is being made."""
    return _Xlsx(table, path) if form is Format.XLSX else _Csv(table, path)


async def write_sheet(form: Format, table: SheetTable, batches: AsyncIterable[Sequence[Cells]], path: Path) -> int:
    """Write all batches; the number of rows. The event loop is free meanwhile."""
    writer = await asyncio.to_thread(sheet_writer, form, table, path)
    count = 0
    try:
        async for batch in batches:
            await asyncio.to_thread(writer.add, batch)
            count += len(batch)
    finally:
        await asyncio.to_thread(writer.close)
    return count


def sheet_bytes(form: Format, table: SheetTable, rows: Iterable[Cells]) -> bytes:
    """A small table as the content of its file. Blocks for about 25 ms (XLSX) or 7 ms (CSV) a thousand rows."""
    with tempfile.TemporaryDirectory(prefix="motcua-sheet-") as folder:
        path = Path(folder) / f"table.{form}"
        writer = sheet_writer(form, table, path)
        writer.add(rows)
        writer.close()
        return path.read_bytes()


class _Csv:
    def __init__(self, table: SheetTable, path: Path) -> None:
        self._table = table
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow([_guarded(column.heading) for column in table.columns])

    def add(self, rows: Iterable[Cells]) -> None:
        columns = self._table.columns
        for row in rows:
            self._writer.writerow([self._told(c.kind, value) for c, value in zip(columns, row, strict=True)])

    def close(self) -> None:
        self._file.close()

    def _told(self, kind: Kind, value: Value) -> str:
        """ISO 8601, which every spreadsheet reads as a date whatever its language; instants in the table's zone."""
        match value:
            case None:
                return ""
            case datetime():
                return value.astimezone(self._table.zone).strftime("%Y-%m-%d %H:%M:%S")
            case date():
                return value.isoformat()
            case int() | float() | Decimal() if kind is not Kind.TEXT:
                return str(value)
            case _:
                return _guarded(str(value))


class _Xlsx:
    """Constant memory: a row is written out when the next one begins."""

    def __init__(self, table: SheetTable, path: Path) -> None:
        self._table = table
        options = {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        self._book = xlsxwriter.Workbook(str(path), {**options, "strings_to_urls": False})
        header = {"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True, "valign": "vcenter"}
        self._header = self._book.add_format(header)
        self._formats = {kind: self._book.add_format({"num_format": f}) for kind, f in _NUMBER_FORMATS.items()}
        self._sheets = 0
        self._begin_sheet()

    def add(self, rows: Iterable[Cells]) -> None:
        columns = self._table.columns
        for row in rows:
            if self._row == ROWS_OF_A_SHEET:
                self._end_sheet()
                self._begin_sheet()
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                self._write(place, column.kind, value)
            self._row += 1

    def close(self) -> None:
        self._end_sheet()
        self._book.close()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        name = _sheet_name(self._table.title, self._sheets)
        self._sheet = self._book.add_worksheet(name)
        for place, column in enumerate(self._table.columns):
            self._sheet.set_column(place, place, column.width or _WIDTHS[column.kind])
            self._sheet.write_string(0, place, column.heading, self._header)
        self._sheet.freeze_panes(1, 0)
        self._row = 1

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._table.columns) - 1)

    def _write(self, place: int, kind: Kind, value: Value) -> None:
        match value:
            case None:
                return
            case datetime() if value.astimezone(self._table.zone).date() >= _FIRST_DATE:
                local = value.astimezone(self._table.zone).replace(tzinfo=None)
                self._sheet.write_datetime(self._row, place, local, self._formats["instant"])
            case date() if not isinstance(value, datetime) and value >= _FIRST_DATE:
                self._sheet.write_datetime(self._row, place, value, self._formats["date"])
            case int() | float() | Decimal() if kind is not Kind.TEXT:
                self._sheet.write_number(self._row, place, value, self._formats.get(kind))
            case _:
                self._sheet.write_string(self._row, place, _fitting(str(value)))


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _fitting(text: str) -> str:
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - 1] + "…"


def _sheet_name(title: str, number: int) -> str:
    """Excel wants 1 to 31 characters, none of ``[]:*?/\\`` and no apostrophe at the ends."""
    plain = "".join(" " if char in "[]:*?/\\" else char for char in title).strip(" '") or "1"
    suffix = "" if number == 1 else f" ({number})"
    return f"{plain[: 31 - len(suffix)].rstrip(chr(39))}{suffix}"
