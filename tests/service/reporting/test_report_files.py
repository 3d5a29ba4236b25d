"""A report's files: the spreadsheet, calculated anew by LibreOffice too, the letter, the document, JSON."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reporting.api.http.report_files import report_json
from reporting.application.exports.ports import FileFormat
from reporting.domain.grid import grid
from reporting.domain.report import Report, Sheet, Value
from reporting.domain.report_words import said
from reporting.printing.letterheads import Letterhead
from reporting.printing.printer import Printer
from reporting.printing.spreadsheet import tables_of
from support import paper
from unit.reporting.specimens import narrative, settlement

REPORTS = {"settlement": settlement(), "narrative": narrative()}


@dataclass(frozen=True)
class Files:
    made: dict[tuple[str, FileFormat], bytes]
    folder: Path

    def sheet(self, name: str, *, calculated: bool = False) -> openpyxl.Workbook:
        source = self.folder / "calculated" / f"{name}.xlsx"
        content = source.read_bytes() if calculated else self.made[name, FileFormat.XLSX]
        return openpyxl.load_workbook(io.BytesIO(content), data_only=True)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Everything printed once, and opened once by LibreOffice: spreadsheets without the values that we wrote beside
    the formulas, so that it must calculate them, and documents."""
    folder = tmp_path_factory.mktemp("reports")

    async def printed() -> dict[tuple[str, FileFormat], bytes]:
        printer = Printer(report_json)
        return {(n, f): await printer.printed(r, f) for n, r in REPORTS.items() for f in FileFormat}

    made = asyncio.run(printed())
    for name in REPORTS:
        openpyxl.load_workbook(io.BytesIO(made[name, FileFormat.XLSX])).save(folder / f"{name}.xlsx")
        (folder / f"{name}.docx").write_bytes(made[name, FileFormat.DOCX])
    _convert(folder, "xlsx", "calculated")
    _convert(folder, "docx", "seen", to="pdf")
    return Files(made=made, folder=folder)


def _convert(folder: Path, kind: str, into: str, *, to: str = "") -> None:
    office = shutil.which("soffice")
    assert office, "apt-get install --no-install-recommends libreoffice-calc libreoffice-writer"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    sources = [str(path) for path in sorted(folder.glob(f"*.{kind}"))]
    command = [office, "--headless", profile, "--convert-to", to or kind, "--outdir", str(folder / into), *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def _plain(value: object) -> object:
    """As a spreadsheet holds it."""
    match value:
        case datetime():
            return value.date()
        case Decimal() | int() | float():
            return round(float(value), 9)
        case "":
            return None
    return value


def _table(page: Worksheet, sheet: Sheet) -> list[list[object]]:
    """The cells of the sheet's lines on a page, found by the row of the columns' numbers."""
    laid = grid(sheet)
    numbers = [field.printed_number for field in laid.fields]
    rows = [[_plain(cell) for cell in row[: len(numbers)]] for row in page.iter_rows(values_only=True)]
    above = rows.index(list(numbers))
    return rows[above + 1 : above + 1 + len(laid.lines)]


def _expected(sheet: Sheet) -> list[list[object]]:
    return [[_plain(cell) for cell in line.cells] for line in grid(sheet).lines]


@pytest.mark.parametrize("calculated", [False, True], ids=["as written", "calculated anew"])
@pytest.mark.parametrize("name", REPORTS)
def test_every_cell_of_the_spreadsheet_is_the_reports_figure(files: Files, name: str, calculated: bool) -> None:
    book = files.sheet(name, calculated=calculated)
    for page, sheet in zip(book.worksheets, tables_of(REPORTS[name]), strict=False):
        assert _table(page, sheet) == _expected(sheet)


def test_sums_are_formulas_and_text_never_is(files: Files) -> None:
    page = openpyxl.load_workbook(io.BytesIO(files.made["settlement", FileFormat.XLSX])).worksheets[0]
    formulas = {cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"}
    written = [str(formula) for formula in formulas]
    assert any(formula.startswith("=SUM(D") for formula in written)
    assert all(set(formula) <= set("=+SUM():,ABCDEFGHIJKLM0123456789") for formula in written)
    texts = {str(cell.value): cell for row in page.iter_rows() for cell in row if cell.data_type == "s"}
    hostile = texts['=HYPERLINK("http://x")']
    assert hostile.quotePrefix
    assert page.freeze_panes is not None


@pytest.mark.parametrize("name", REPORTS)
def test_the_document_holds_the_same_table_under_the_state_s_name(files: Files, name: str) -> None:
    document = docx.Document(io.BytesIO(files.made[name, FileFormat.DOCX]))
    for table, sheet in zip(document.tables[1:-1], tables_of(REPORTS[name]), strict=True):
        rows = [[cell.text for cell in row.cells] for row in table.rows]
        assert rows[-len(sheet.rows) :] == _in_words(sheet)
    assert [line.text for line in document.tables[0].rows[0].cells[1].paragraphs][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    normal = document.styles["Normal"].font
    assert (normal.name, normal.size.pt if normal.size else 0) == ("Times New Roman", 13)
    seen = paper.text((files.folder / "seen" / f"{name}.pdf").read_bytes())
    assert "Trang 1 / " in seen  # it opens, and its fields are filled in; letters depend on the fonts of the machine


def _in_words(sheet: Sheet) -> list[list[str]]:
    laid = grid(sheet)

    def text(value: Value, place: int) -> str:
        return ("" if value is None else str(value)) if place < 2 else said(value, laid.fields[place].format)

    return [[text(value, place) for place, value in enumerate(line.cells)] for line in laid.lines]


@pytest.mark.parametrize("name", REPORTS)
def test_the_letter_is_an_archivable_document_with_every_figure(files: Files, name: str) -> None:
    pdf = files.made[name, FileFormat.PDF]
    assert paper.declared(pdf) == {
        "standard": "2A",
        "title": REPORTS[name].title,
        "author": "Ban Quản lý Khu kinh tế Hải Phòng",
        "language": "vi-VN",
        "tagged": "True",
    }
    text = paper.text(pdf)
    for sheet in tables_of(REPORTS[name]):
        for line in _in_words(sheet):
            assert " ".join(cell for cell in line[2:]) in text
    for wanted in ("Độc lập - Tự do - Hạnh phúc", "UBND thành phố (để b/c)", *_said_of(REPORTS[name])):
        assert wanted in text


def _said_of(report: Report) -> list[str]:
    notes = [note for sheet in tables_of(report) for note in sheet.notes]
    return [*notes, *report.unverified, *report.definitions, report.snapshot]


def test_a_closed_report_is_dated_and_a_live_one_is_left_to_be(files: Files) -> None:
    assert "Hải Phòng, ngày 16 tháng 12 năm 2024" in paper.text(files.made["settlement", FileFormat.PDF])
    assert "Hải Phòng, ngày ..... tháng ..... năm 2024" in paper.text(files.made["narrative", FileFormat.PDF])


def test_a_wide_form_lies_across_and_a_narrative_stands(files: Files) -> None:
    assert paper.size_mm(files.made["settlement", FileFormat.PDF]) == (297, 210)
    assert paper.size_mm(files.made["narrative", FileFormat.PDF]) == (210, 297)


def test_json_says_everything_exactly(files: Files) -> None:
    said_json = json.loads(files.made["narrative", FileFormat.JSON])
    (row, _) = said_json["sections"][1]["sheet"]["rows"]
    assert row["values"] == {
        **{"3": 1234567, "4": "0.9875", "5": 28_800_000, "6": "3.5", "7": "17.25", "8": "Đạt", "9": "2024-07-05"}
    }
    assert date.fromisoformat(said_json["to"]) == date(2024, 6, 30)


async def test_an_agency_without_a_letterhead_leaves_its_lines_to_be_written_in() -> None:
    pdf = await Printer(report_json, {"elsewhere": Letterhead()}).printed(settlement(), FileFormat.PDF)
    assert "Số: ..............." in paper.text(pdf)
