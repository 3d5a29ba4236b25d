"""Data becomes PDF/A-2a by typst: tagged, with the fonts the library carries, the same bytes for the same data.

Typesetting takes milliseconds of processor outside the interpreter's lock: it runs in threads of its own, each with a
compiler kept warm, and never in the event loop.
"""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import orjson
import typst

from chassis.telemetry import logs

STANDARD: typst.PDFStandard = "a-2a"
THREADS = 2

_log = logs.get(__name__)


class Typesetter:
    """templates: a folder of ``.typ`` files; each reads its data as JSON from ``sys.inputs.data``, as text alone."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="typst")
        self._own = threading.local()

    async def pdf(self, template: str, data: Mapping[str, object], dated: datetime) -> bytes:
        """The document as PDF/A-2a. Text in a script that our fonts lack still prints, as an ordinary PDF.

        dated: the creation date in the file, the document's own and not the clock's.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._print, template, data, dated)

    def _print(self, template: str, data: Mapping[str, object], dated: datetime) -> bytes:
        # Decomposed letters would be set as two glyphs: everything is composed first.
        content = unicodedata.normalize("NFC", orjson.dumps(data).decode())
        try:
            return self._compile(template, content, dated, [STANDARD])
        except typst.TypstError as fault:
            if "PDF/A" not in str(fault):
                raise
            _log.warning("printed without PDF/A", reason="our fonts lack a letter")
            return self._compile(template, content, dated, [])

    def _compile(self, template: str, content: str, dated: datetime, standards: list[typst.PDFStandard]) -> bytes:
        pdf = self._compiler.compile(
            str(self._templates / template),
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
            self._own.compiler = typst.Compiler(root=str(self._templates), ignore_system_fonts=True)
        compiler: typst.Compiler = self._own.compiler
        return compiler
