"""Fulfils ``FormPrinter``: typst makes PDF/A-2a, tagged, with the fonts it carries, the same bytes for the same sheet.

Typesetting takes milliseconds of processor outside the interpreter's lock: it runs in threads of its own, each with a
compiler kept warm, and never in the event loop.
"""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import orjson
import typst

from chassis.telemetry import logs
from intake.domain.forms.register_book import BookSheet
from intake.domain.forms.sheets import Sheet
from intake.printing.books import spreadsheet
from intake.printing.sheets import printable

TEMPLATES = Path(__file__).parent / "typ"
STANDARD: typst.PDFStandard = "a-2a"
THREADS = 2

_log = logs.get(__name__)


class TypstPrinter:
    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="typst")
        self._own = threading.local()

    async def pdf(self, sheet: Sheet) -> bytes:
        """The form as PDF/A-2a. Text in a script that our fonts lack still prints, as an ordinary PDF."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._print, sheet)

    async def spreadsheet(self, book: BookSheet) -> bytes:
        return await asyncio.to_thread(spreadsheet, book)

    def _print(self, sheet: Sheet) -> bytes:
        # Decomposed letters would be set as two glyphs: everything is composed first.
        content = unicodedata.normalize("NFC", orjson.dumps(printable(sheet)).decode())
        dated = sheet.heading.dated
        try:
            return self._compile(content, dated, [STANDARD])
        except typst.TypstError as fault:
            if "PDF/A" not in str(fault):
                raise
            _log.warning("form printed without PDF/A", reason="our fonts lack a letter")
            return self._compile(content, dated, [])

    def _compile(self, content: str, dated: datetime, standards: list[typst.PDFStandard]) -> bytes:
        """pdf: of the whole form; its creation date is the form's own, not the clock's."""
        pdf = self._compiler.compile(
            str(TEMPLATES / "form.typ"),
            format="pdf",
            sys_inputs={"data": content},
            pdf_standards=standards,
            timestamp=int(dated.timestamp()),
        )
        if not isinstance(pdf, bytes):
            raise TypeError("one document makes one file")
        return pdf

    @property
    def _compiler(self) -> typst.Compiler:
        """A compiler serves one thread at a time."""
        if not hasattr(self._own, "compiler"):
            self._own.compiler = typst.Compiler(root=str(TEMPLATES), ignore_system_fonts=True)
        compiler: typst.Compiler = self._own.compiler
        return compiler
