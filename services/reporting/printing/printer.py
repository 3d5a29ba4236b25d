"""Fulfils ``ReportPrinter``: each format made in threads, never in the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from chassis.typesetting import Typesetter
from reporting.application.exports.ports import FileFormat
from reporting.domain.report import Report
from reporting.printing.document import document
from reporting.printing.json_file import json_file
from reporting.printing.letter import letter
from reporting.printing.letter_data import letter_data
from reporting.printing.letterheads import Letterhead, letterheads
from reporting.printing.spreadsheet import workbook


class Printer:
    def __init__(self, heads: Mapping[str, Letterhead] | None = None) -> None:
        self._heads = letterheads() if heads is None else heads
        self._setter = Typesetter(Path(__file__).parent / "typ")

    async def printed(self, report: Report, form: FileFormat) -> bytes:
        match form:
            case FileFormat.JSON:
                return await asyncio.to_thread(json_file, report)
            case FileFormat.XLSX:
                return await asyncio.to_thread(workbook, report)
            case FileFormat.DOCX:
                return await asyncio.to_thread(lambda: document(letter(report, self._head(report))))
            case FileFormat.PDF:
                made = await asyncio.to_thread(letter, report, self._head(report))
                return await self._setter.pdf("report.typ", letter_data(made), made.created_at)

    def _head(self, report: Report) -> Letterhead:
        return self._heads.get(report.agency, Letterhead())
