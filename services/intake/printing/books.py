"""The words of form 07, the register book: on A4 across the page, and as a spreadsheet."""

from __future__ import annotations

from chassis.sheets import Cells, Format, Kind, SheetColumn, SheetTable, sheet_bytes
from intake.domain.forms.control_slip import unit_name
from intake.domain.forms.register_book import BookSheet, Entry
from intake.domain.lawpack import LawPack
from intake.printing.blocks import Block, signatures, table, words
from intake.printing.wording import RESULT_BY, short

_COLUMNS = [
    ("TT", 0.6, True),
    ("Mã hồ sơ", 2.35, False),
    ("Tên thủ tục hành chính", 3.6, False),
    ("Tên tổ chức, cá nhân", 2.6, False),
    ("Địa chỉ, số điện thoại", 3.0, False),
    ("Cơ quan chủ trì giải quyết", 1.9, False),
    ("Nhận hồ sơ", 1.35, True),
    ("Hẹn trả kết quả", 1.35, True),
    ("Trả kết quả", 1.35, True),
    ("Phương thức nhận kết quả", 1.8, False),
    ("Ký nhận", 1.1, True),
]
_SHEET = (
    SheetColumn("TT", Kind.NUMBER),
    SheetColumn("Mã hồ sơ"),
    SheetColumn("Tên thủ tục hành chính", width=40),
    SheetColumn("Tên tổ chức, cá nhân"),
    SheetColumn("Địa chỉ", width=36),
    SheetColumn("Số điện thoại", width=16),
    SheetColumn("Cơ quan chủ trì giải quyết"),
    SheetColumn("Nhận hồ sơ", Kind.INSTANT),
    SheetColumn("Hẹn trả kết quả", Kind.INSTANT),
    SheetColumn("Trả kết quả", Kind.INSTANT),
    SheetColumn("Phương thức nhận kết quả"),
)


def book_title(sheet: BookSheet) -> str:
    """``Năm 2026 – Lĩnh vực: Việc làm, lao động``, and the days where it is a part of the book."""
    book = sheet.book
    whole = (book.opens.timetuple().tm_yday, (book.closes.month, book.closes.day)) == (1, (12, 31))
    days = "" if whole else f" – từ ngày {book.opens:%d/%m} đến ngày {book.closes:%d/%m}"
    site = f" – {sheet.law.agency.site(book.site).name}" if book.site else ""
    return f"Năm {book.year} – Lĩnh vực: {book.field or 'tất cả'}{site}{days}"


def book_blocks(sheet: BookSheet) -> list[Block]:
    if not sheet.entries:
        return [words("Không có hồ sơ nào.")]
    rows = [(*line, "") for line in (_line(entry, sheet.law) for entry in sheet.entries)]
    ending: list[Block] = []
    if sheet.is_closed and (sheet.book.closes.month, sheet.book.closes.day) == (12, 31):
        last = sheet.entries[-1].number
        ending = [
            words(f"Sổ có {last} hồ sơ, đóng ngày 31 tháng 12 năm {sheet.book.year}."),
            signatures(("", ""), ("Người phụ trách", "")),
        ]
    return [table(_COLUMNS, rows), *ending]


def spreadsheet(sheet: BookSheet) -> bytes:
    """The same lines as XLSX, with real dates. Blocks: call it in a thread."""
    layout = SheetTable(title=f"Sổ theo dõi {sheet.book.year}", columns=_SHEET, zone=sheet.law.calendar.tz)
    return sheet_bytes(Format.XLSX, layout, [_cells(entry, sheet.law) for entry in sheet.entries])


def _line(entry: Entry, law: LawPack) -> tuple[str, ...]:
    dossier, person, zone = entry.dossier, entry.person, law.calendar.tz
    return (
        str(entry.number),
        dossier.code,
        law.version(dossier.procedure_key, dossier.procedure_version).name,
        person.name,
        f"{person.address}\n{person.phone}",
        unit_name(law, dossier.department),
        *(
            short(at.astimezone(zone)) if at else ""
            for at in (dossier.accepted_at, dossier.due_at, dossier.returned_at)
        ),
        RESULT_BY[dossier.returned_by or dossier.result_by],
    )


def _cells(entry: Entry, law: LawPack) -> Cells:
    dossier, person = entry.dossier, entry.person
    return (
        entry.number,
        dossier.code,
        law.version(dossier.procedure_key, dossier.procedure_version).name,
        person.name,
        person.address,
        person.phone,
        unit_name(law, dossier.department),
        dossier.accepted_at,
        dossier.due_at,
        dossier.returned_at,
        RESULT_BY[dossier.returned_by or dossier.result_by],
    )
