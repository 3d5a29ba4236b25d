from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from chassis import sheets
from chassis.sheets import Cells, Format, Kind, SheetColumn, SheetTable, sheet_bytes, write_sheet

TABLE = SheetTable(
    title="Danh sách hồ sơ: quý I/2026 [tất cả]",
    columns=(
        SheetColumn("Mã hồ sơ", width=24),
        SheetColumn("Ngày", Kind.DATE),
        SheetColumn("Hẹn trả", Kind.INSTANT),
        SheetColumn("Lệ phí", Kind.MONEY),
        SheetColumn("Số bộ", Kind.NUMBER),
    ),
    zone=ZoneInfo("Asia/Ho_Chi_Minh"),
)
ROW: Cells = ("H24.15-260420-0001", date(2026, 4, 20), datetime(2026, 5, 4, 10, tzinfo=UTC), 450_000, 2)
EMPTY: Cells = (None, None, None, None, None)


def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_spreadsheet_has_real_dates_in_the_tables_zone_and_numbers() -> None:
    sheet = book_of(sheet_bytes(Format.XLSX, TABLE, [ROW, EMPTY])).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [column.heading for column in TABLE.columns]
    values = [cell.value for cell in sheet[2]]
    assert values == ["H24.15-260420-0001", datetime(2026, 4, 20), datetime(2026, 5, 4, 17), 450_000, 2]
    assert [cell.number_format for cell in sheet[2]][1:4] == ["dd/mm/yyyy", "dd/mm/yyyy hh:mm", "#,##0"]


def test_a_spreadsheet_has_a_frozen_bold_header_a_filter_and_widths() -> None:
    sheet = book_of(sheet_bytes(Format.XLSX, TABLE, [ROW])).active
    assert sheet is not None
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet["A1"].font.b) == ("A2", "A1:E2", True)
    assert round(sheet.column_dimensions["A"].width) in (24, 25)
    assert sheet.title == "Danh sách hồ sơ  quý I 2026  tấ"


@pytest.mark.parametrize("text", ["=1+1", "+84912345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("x")'])
def test_text_that_begins_like_a_formula_stays_text(text: str) -> None:
    row: Cells = (text, None, None, None, None)
    cell = book_of(sheet_bytes(Format.XLSX, TABLE, [row])).active["A2"]  # type: ignore[index]
    assert cell.data_type in ("s", "inlineStr")
    assert str(cell.value).replace("_x000D_", "\r").strip() == text.strip()
    assert lines_of(sheet_bytes(Format.CSV, TABLE, [row]))[1][0] == f"'{text}"


def test_a_negative_number_is_a_number_and_a_number_in_a_text_column_is_text() -> None:
    table = SheetTable(title="x", columns=(SheetColumn("a", Kind.NUMBER), SheetColumn("b")), zone=UTC)
    assert lines_of(sheet_bytes(Format.CSV, table, [(-5, -5)]))[1] == ["-5", "'-5"]
    sheet = book_of(sheet_bytes(Format.XLSX, table, [(Decimal("-0.25"), 201234567)])).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == [-0.25, "201234567"]


def test_csv_is_rfc_4180_with_a_mark_for_excel() -> None:
    row: Cells = ('Công ty "Mẫu", Hải Phòng\nLô A1', *ROW[1:])
    content = sheet_bytes(Format.CSV, TABLE, [row])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert lines_of(content)[1] == [row[0], "2026-04-20", "2026-05-04 17:00:00", "450000", "2"]


def test_a_text_too_long_for_a_cell_ends_in_an_ellipsis_and_an_old_date_is_text() -> None:
    table = SheetTable(title="", columns=(SheetColumn("a"), SheetColumn("b", Kind.DATE)), zone=UTC)
    sheet = book_of(sheet_bytes(Format.XLSX, table, [("ă" * 40_000, date(1899, 12, 31))])).active
    assert sheet is not None
    assert (len(str(sheet["A2"].value)), str(sheet["A2"].value)[-1]) == (sheets.CELL_MAX, "…")
    assert sheet["B2"].value == "1899-12-31"


def test_a_table_longer_than_a_worksheet_goes_on_in_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 3)
    book = book_of(sheet_bytes(Format.XLSX, TABLE, [ROW] * 5))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3, 2]
    assert [sheet.auto_filter.ref for sheet in book.worksheets] == ["A1:E3", "A1:E3", "A1:E2"]


@pytest.mark.parametrize("form", list(Format))
async def test_rows_are_taken_in_batches_as_they_come(form: Format, tmp_path: Path) -> None:
    async def batches() -> AsyncIterator[list[Cells]]:
        for _ in range(3):
            yield [ROW] * 100

    path = tmp_path / f"list.{form}"
    assert await write_sheet(form, TABLE, batches(), path) == 300
    assert list(tmp_path.iterdir()) == [path]
    content = path.read_bytes()
    rows = lines_of(content) if form is Format.CSV else list(book_of(content).active.values)  # type: ignore[union-attr]
    assert len(rows) == 301
