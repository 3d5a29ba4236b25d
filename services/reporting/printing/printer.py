"""Fulfils ``ReportPrinter``: each format made in threads, never in the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path

from chassis.typesetting import Typesetter
from reporting.application.exports.ports import FileFormat
from reporting.domain.report import Report
from reporting.printing.document import document
from reporting.printing.letter import letter
from reporting.printing.letter_data import letter_data
from reporting.printing.letterheads import Letterhead, letterheads
from reporting.printing.spreadsheet import workbook


class Printer:
    """as_json: the report as the API says it, so that the file is the same. heads: by agency, None: the data's."""

    def __init__(self, as_json: Callable[[Report], bytes], heads: Mapping[str, Letterhead] | None = None) -> None:
        self._as_json = as_json
        self._heads = letterheads() if heads is None else heads
        self._setter = Typesetter(Path(__file__).parent / "typ")

    async def printed(self, report: Report, form: FileFormat) -> bytes:
        match form:
            case FileFormat.JSON:
                return await asyncio.to_thread(self._as_json, report)
            case FileFormat.XLSX:
                return await asyncio.to_thread(workbook, report)
            case FileFormat.DOCX:
                return await asyncio.to_thread(lambda: document(letter(report, self._head(report))))
            case FileFormat.PDF:
                made = await asyncio.to_thread(letter, report, self._head(report))
                return await self._setter.pdf("report.typ", letter_data(made), made.created_at)

    def _head(self, report: Report) -> Letterhead:
        return self._heads.get(report.agency, Letterhead())
