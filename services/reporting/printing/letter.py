"""A report as an official letter: what stands where by NĐ 30/2020/NĐ-CP, annex I. PDF and DOCX set these words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from reporting.domain import report_words as words
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.grid import Field, Grid, Kind, Line, grid
from reporting.domain.report import Format, Report, Sheet
from reporting.printing.letterheads import Letterhead

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
WIDE = 12.0
"""Width from which on a table lies across the page; a column of counts takes 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    text: str
    style: str = "plain"
    """``plain``, ``heading``, ``note``, ``doubt`` (not verified), ``quiet``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """title: empty where the letter's own says it. widths: shares of the page."""

    title: str
    unit: str
    grid: Grid
    widths: tuple[float, ...]

    @property
    def is_wide(self) -> bool:
        return sum(self.widths) > WIDE


Part = Paragraph | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """about: lines under the title, in italics."""

    parent: str
    issuer: str
    number: str
    dated: str
    created_at: datetime
    form: str
    title: str
    about: tuple[str, ...]
    parts: tuple[Part, ...]
    recipients: tuple[str, ...]
    signer: str

    @property
    def is_across(self) -> bool:
        """Whether the whole letter lies across the page: a table without a narrative."""
        tables = [part for part in self.parts if isinstance(part, Table)]
        return any(table.is_wide for table in tables) and not any(
            isinstance(part, Paragraph) and part.style == "heading" for part in self.parts
        )


def letter(report: Report, head: Letterhead) -> Letter:
    receiver = [f"Đơn vị nhận báo cáo: {report.receiver}"] if report.receiver else []
    return Letter(
        parent=head.parent,
        issuer=report.agency_name or report.agency,
        number=f"Số:        /{head.symbol}" if head.symbol else "Số: ...............",
        dated=f"{head.place or '...............'}, {words.issued_on(report)}",
        created_at=report.closed_at or report.as_of or datetime.combine(report.last, time.max, HO_CHI_MINH),
        form=f"Biểu số {report.number}" if report.number else "",
        title=report.title,
        about=(words.period(report), *receiver, *([f"({report.legal_ref})"] if report.legal_ref else [])),
        parts=tuple(_parts(report)),
        recipients=head.recipients,
        signer=head.signer,
    )


def cell_text(field: Field, line: Line, place: int) -> str:
    value = line.cells[place]
    if value is None and field.kind is not Kind.VALUE:
        return ""
    return words.said(value, field.format if field.kind is Kind.VALUE else Format.COUNT)


def _parts(report: Report) -> Iterable[Part]:
    alone = len(report.sheets) == 1 and not report.sections
    for sheet in report.sheets:
        yield from _table(sheet, title="" if alone and sheet.title == report.title else sheet.title)
    for section in report.sections:
        yield Paragraph(text=f"{section.number}. {section.title}", style="heading")
        yield from (Paragraph(text=text) for text in section.paragraphs)
        if section.sheet:
            yield from _table(section.sheet, title=section.sheet.title)
    if report.unverified:
        yield Paragraph(text="Nội dung chưa được xác minh:", style="doubt")
        yield from (Paragraph(text=f"– {doubt}", style="doubt") for doubt in report.unverified)
    yield Paragraph(text=". ".join(words.standing(report)) + ".", style="quiet")


def _table(sheet: Sheet, *, title: str) -> Iterable[Part]:
    laid = grid(sheet)
    yield Table(title=title, unit=sheet.unit, grid=laid, widths=tuple(_share(field) for field in laid.fields))
    yield from (Paragraph(text=f"– {note}", style="note") for note in sheet.notes)


def _share(field: Field) -> float:
    match field.kind:
        case Kind.ORDER:
            return 0.7
        case Kind.LABEL:
            return 3.4
    return {Format.TEXT: 2.6, Format.MONEY: 1.5}.get(field.format, 1.0)
