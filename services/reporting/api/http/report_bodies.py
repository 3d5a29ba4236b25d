"""A report as JSON bodies: what ``domain.report`` says, field by field."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from reporting.domain.cells import figures, opens
from reporting.domain.report import Format, Level, Report, Section, Sheet, Value

Said = int | str | None


class ColumnBody(BaseModel):
    """Một cột / one column."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(description="as printed", examples=[3])
    label: str = Field(description="path of its headings, joined by ' – '")
    label_en: str
    format: Format
    sum_of: list[int] = Field(description="numbers of the columns that it adds up")
    adds_up: bool = Field(description="whether rows are summed in subtotals and the total")
    opens: bool = Field(description="whether its cells open to their dossiers")


class RowBody(BaseModel):
    """Một dòng / one row."""

    model_config = ConfigDict(extra="forbid")

    key: str = Field(description="name in addresses", examples=["dau-tu-tai-viet-nam"])
    label: str
    label_en: str
    level: Level
    group: str = Field(description="key of the subtotal that it belongs to; empty: none")
    values: dict[int, Said] = Field(
        description="by column number; shares, points and days as exact decimals in text; null or left out: no value,"
        " which is not 0"
    )
    opens: list[int] = Field(description="columns whose cells open: GET …/cells/{key}/{column}?sheet=…")


class SheetBody(BaseModel):
    """Một bảng / one table."""

    model_config = ConfigDict(extra="forbid")

    key: str
    title: str
    title_en: str
    unit: str
    columns: list[ColumnBody]
    rows: list[RowBody]
    notes: list[str] = Field(description="what was chosen or is not verified, for its foot")


class FigureBody(BaseModel):
    """Một số liệu trong đoạn văn / a figure in a text."""

    model_config = ConfigDict(extra="forbid")

    row: str = Field(description="name of the paragraph in addresses", examples=["doan-1"])
    column: int = Field(description="the figure in it, from 1")
    start: int = Field(description="where it stands in the paragraph, in characters from 0")
    length: int
    value: Said


class SectionBody(BaseModel):
    """Một đề mục / a heading of a narrative report."""

    model_config = ConfigDict(extra="forbid")

    number: str
    title: str
    paragraphs: list[str]
    sheet: SheetBody | None
    figures: list[FigureBody] = Field(description="of the text, in order: each opens as a cell of the section")


class ReportBody(BaseModel):
    """Một báo cáo / a report, live or from a snapshot, with what one must know to trust it."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(examples=["settlement-by-unit"])
    number: str = Field(description="as printed; empty: an internal report", examples=["II.06a/VPCP/KSTT"])
    title: str
    title_en: str
    agency: str
    agency_name: str
    receiver: str
    legal_ref: str
    law_version: str = Field(description="of the law that it was made by; empty while intake was never reached")
    definitions: list[str] = Field(examples=[["ii06a@1"]])
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    time_zone: str = "Asia/Ho_Chi_Minh"
    as_of: datetime | None = Field(description="time of the newest event counted; null before the first")
    sheets: list[SheetBody]
    sections: list[SectionBody]
    unverified: list[str] = Field(description="what is not verified: to be shown wherever the report is")
    snapshot: str = Field(description="its number; empty: live")
    revision: int
    signed_by: str
    closed_at: datetime | None


def report_body(report: Report) -> ReportBody:
    dates: dict[str, Any] = {"from": report.first, "to": report.last}
    return ReportBody(
        form=report.form,
        number=report.number,
        title=report.title,
        title_en=report.title_en,
        agency=report.agency,
        agency_name=report.agency_name,
        receiver=report.receiver,
        legal_ref=report.legal_ref,
        law_version=report.law_version,
        definitions=list(report.definitions),
        as_of=report.as_of,
        sheets=[_sheet(sheet) for sheet in report.sheets],
        sections=[_section(section) for section in report.sections],
        unverified=list(report.unverified),
        snapshot=report.snapshot,
        revision=report.revision,
        signed_by=report.signed_by,
        closed_at=report.closed_at,
        **dates,
    )


def said(value: Value) -> Said:
    """Exact: decimals and days as text."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _sheet(sheet: Sheet) -> SheetBody:
    return SheetBody(
        key=sheet.key,
        title=sheet.title,
        title_en=sheet.title_en,
        unit=sheet.unit,
        columns=[
            ColumnBody(
                number=column.number,
                label=column.label,
                label_en=column.label_en,
                format=column.format,
                sum_of=list(column.sum_of),
                adds_up=column.adds_up,
                opens=column.opens or any(opens(sheet, row, column) for row in sheet.rows),
            )
            for column in sheet.columns
        ],
        rows=[
            RowBody(
                key=row.key,
                label=row.label,
                label_en=row.label_en,
                level=row.level,
                group=row.group,
                values={number: said(value) for number, value in row.values.items()},
                opens=[column.number for column in sheet.columns if opens(sheet, row, column)],
            )
            for row in sheet.rows
        ],
        notes=list(sheet.notes),
    )


def _section(section: Section) -> SectionBody:
    return SectionBody(
        number=section.number,
        title=section.title,
        paragraphs=list(section.paragraphs),
        sheet=None if section.sheet is None else _sheet(section.sheet),
        figures=[
            FigureBody(
                row=cell.row, column=cell.column, start=figure.start, length=figure.length, value=said(cell.value)
            )
            for cell, figure in zip(figures(section), section.figures, strict=True)
        ],
    )
