"""Fulfils ``FormPrinter``: the words of a form, set by ``chassis.typesetting``."""

from __future__ import annotations

import asyncio
from pathlib import Path

from chassis.typesetting import Typesetter
from intake.domain.forms.register_book import BookSheet
from intake.domain.forms.sheets import Sheet
from intake.printing.books import spreadsheet
from intake.printing.sheets import printable


class TypstPrinter:
    def __init__(self) -> None:
        self._setter = Typesetter(Path(__file__).parent / "typ")

    async def pdf(self, sheet: Sheet) -> bytes:
        """As PDF/A-2a; text in a script that our fonts lack still prints, as an ordinary PDF."""
        return await self._setter.pdf("form.typ", printable(sheet), sheet.heading.dated)

    async def spreadsheet(self, book: BookSheet) -> bytes:
        return await asyncio.to_thread(spreadsheet, book)
