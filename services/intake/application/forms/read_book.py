"""The register book: page by page, or a part of it whole, to be printed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from intake.application.forms.ports import FormPrinter
from intake.application.law_in_force import LawInForce
from intake.application.reading import Line, ReadsOfApplicants, Register
from intake.domain import rights
from intake.domain.forms.heading import FormKey, heading
from intake.domain.forms.register_book import Book, BookSheet, Entry, book_view, pages, person
from intake.domain.lawpack import LawPack
from intake.domain.reads import Purpose

MAX_PAGE = 200
BOOK_FIELDS = ("name", "address", "phone")
LONGEST_PDF, LONGEST_SHEET = 500, 5_000
"""Lines of one file. A PDF of 500 is 34 pages, takes half a second and 60 MB; what is longer is asked for in parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBook:
    """after: code and number of the line before, null at the beginning. size: 1 to 200."""

    actor: Actor
    book: Book
    after: tuple[str, int] | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPage:
    """total: lines of the part that was asked for, exactly. is_last: no page follows."""

    entries: tuple[Entry, ...]
    total: int
    is_closed: bool
    is_last: bool


class RegisterBookTooLong(Problem):
    def __init__(self, lines: int, longest: int) -> None:
        super().__init__(
            "register-book-too-long",
            Kind.REFUSED,
            f"This part of the book has {lines} lines, and a file holds {longest}: narrow it with from and to, or to a "
            "field.",
            fields={"from": "later", "to": "earlier"},
        )


class ReadBookHandler:
    def __init__(self, *, register: Register, law: LawInForce, reads: ReadsOfApplicants, clock: Clock) -> None:
        self._register = register
        self._law = law
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: ReadBook) -> BookPage:
        """Raises RoleForbidden for applicants, ``field-unknown``, ``invalid-request``."""
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        law, view = self._law.pack, book_view(query.actor)
        wanted = pages(query.book, law, view)
        number = query.after[1] if query.after else await lines_before(self._register, query.book, law, query.actor)
        lines = await self._register.book(wanted, query.after[0] if query.after else "", query.size + 1)
        shown = entries(query.actor, lines[: query.size], number)
        await recorded(self._reads, query.actor, shown)
        return BookPage(
            entries=shown,
            total=await self._register.book_size(wanted),
            is_closed=query.book.is_closed(self._clock.now().astimezone(law.calendar.tz).date()),
            is_last=len(lines) <= query.size,
        )


class PrintBookHandler:
    def __init__(
        self, *, register: Register, law: LawInForce, printer: FormPrinter, reads: ReadsOfApplicants, clock: Clock
    ) -> None:
        self._register = register
        self._law = law
        self._printer = printer
        self._reads = reads
        self._clock = clock

    async def pdf(self, actor: Actor, book: Book) -> bytes:
        """The part of the book, whole, as form 07. Raises what ReadBook raises and RegisterBookTooLong."""
        return await self._printer.pdf(await self._sheet(actor, book, LONGEST_PDF))

    async def spreadsheet(self, actor: Actor, book: Book) -> bytes:
        """The same as XLSX."""
        return await self._printer.spreadsheet(await self._sheet(actor, book, LONGEST_SHEET))

    async def _sheet(self, actor: Actor, book: Book, longest: int) -> BookSheet:
        law, view = self._law.pack, book_view(actor)
        wanted = pages(book, law, view)
        size = await self._register.book_size(wanted)
        if size > longest:
            raise RegisterBookTooLong(size, longest)
        number = await lines_before(self._register, book, law, actor)
        lines = await self._register.book(wanted, "", longest)
        shown = await asyncio.to_thread(entries, actor, lines, number)
        await recorded(self._reads, actor, shown)
        today = self._clock.now().astimezone(law.calendar.tz)
        dated = min(today, datetime.combine(book.closes, time(12), tzinfo=law.calendar.tz))
        return BookSheet(
            heading=heading(law, FormKey.REGISTER, dated),
            book=book,
            is_closed=book.is_closed(today.date()),
            entries=shown,
            law=law,
        )


async def lines_before(register: Register, book: Book, law: LawPack, actor: Actor) -> int:
    """How many lines of the year stand before the part."""
    if (book.opens.month, book.opens.day) == (1, 1):
        return 0
    return await register.book_size(pages(book, law, book_view(actor), whole_before=True))


def entries(actor: Actor, lines: Sequence[Line], number: int) -> tuple[Entry, ...]:
    """The lines with their numbers; people whole only for those who may see them."""
    return tuple(
        Entry(
            number=place,
            dossier=dossier,
            person=person(open_file().applicant, is_whole=rights.sees_applicant(actor, dossier)),
        )
        for place, (dossier, open_file) in enumerate(lines, start=number + 1)
    )


async def recorded(reads: ReadsOfApplicants, actor: Actor, shown: Sequence[Entry]) -> None:
    """Whose lines the actor has seen whole goes into the log before they are answered."""
    seen = [entry.dossier for entry in shown if rights.sees_applicant(actor, entry.dossier)]
    await reads.record_all(actor, seen, Purpose.REGISTER_BOOK, BOOK_FIELDS)
