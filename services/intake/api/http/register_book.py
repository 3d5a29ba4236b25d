"""The register book (form 07): page by page as JSON, a part of it whole as PDF or XLSX."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep, encode_cursor
from chassis.sheets import MEDIA_TYPES
from intake.api.http.answers import Answer
from intake.api.http.forms import PdfResponse
from intake.api.http.shapes import Shape, answer
from intake.application import ReadBook, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.forms.control_slip import unit_name
from intake.domain.forms.register_book import Book, Entry, book
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel

_YEAR = Annotated[int, Query(description="the book of this year", examples=[2026])]
_FIELD = Annotated[
    str | None, Query(max_length=200, description="lĩnh vực; without it all", examples=["Việc làm, lao động"])
]
_SITE = Annotated[str | None, Query(max_length=40, description="taken in there, see GET /v1/sites; without it all")]
_FROM = Annotated[date | None, Query(alias="from", description="accepted on this local day of the year or later")]
_TO = Annotated[date | None, Query(alias="to", description="accepted on this local day of the year or earlier")]


class EntryOut(Answer):
    """One line. Name, address and phone are ••• for those who may not see people."""

    number: int = Field(description="số thứ tự in the year's book of the field")
    dossier_id: str
    code: str
    procedure: str
    applicant: str
    address: str
    phone: str
    department: str
    accepted_at: datetime
    due_at: datetime | None
    returned_at: datetime | None
    result_by: Channel


class BookPageOut(Answer):
    items: list[EntryOut]
    next_page_token: str | None = None
    total_size: int
    year: int
    field: str | None
    closed: bool = Field(description="the year is over: nothing is entered any more")


class XlsxResponse(Response):
    media_type = MEDIA_TYPES["xlsx"]


async def asked(year: _YEAR, field: _FIELD = None, since: _FROM = None, until: _TO = None, site: _SITE = None) -> Book:
    """Which book, and which part of it."""
    return book(year, field, since, until, site or None)


BookDep = Annotated[Book, Depends(asked)]


def router(use_cases: UseCases, in_force: LawInForce) -> APIRouter:
    made = APIRouter(tags=["Biểu mẫu · Forms"])

    @made.get("/v1/register-book", response_model=BookPageOut, summary="Sổ theo dõi hồ sơ · The register book")
    async def read_register_book(actor: ActorDep, wanted: BookDep, page: PageDep) -> Response:
        """Every accepted dossier of a year and a field in the order of the codes, of those you may see. Officers only;
        people are masked for those who may not see them."""
        filters = _digestible(wanted)
        place = page.after(filters)
        after = (str(place[0]), int(place[1] or 0)) if place else None
        read = await use_cases.forms.read_book(ReadBook(actor=actor, book=wanted, after=after, size=page.page_size))
        last = read.entries[-1] if read.entries and not read.is_last else None
        return answer(
            {
                "items": [_shape(entry, in_force.pack) for entry in read.entries],
                "next_page_token": last and encode_cursor((last.dossier.code, last.number), filters),
                "total_size": read.total,
                "year": wanted.year,
                "field": wanted.field,
                "closed": read.is_closed,
            }
        )

    @made.get("/v1/register-book.pdf", response_class=PdfResponse, summary="Sổ theo dõi · The book as PDF (form 07)")
    async def print_register_book(actor: ActorDep, wanted: BookDep) -> Response:
        """A4, PDF/A, up to 500 lines; 409 `register-book-too-long` says how to ask for less."""
        pdf = await use_cases.forms.print_book.pdf(actor, wanted)
        return PdfResponse(pdf, headers=_headers(wanted, "pdf"))

    @made.get("/v1/register-book.xlsx", response_class=XlsxResponse, summary="Sổ theo dõi · The book as XLSX")
    async def download_register_book(actor: ActorDep, wanted: BookDep) -> Response:
        """Up to 5,000 lines; 409 `register-book-too-long` says how to ask for less."""
        content = await use_cases.forms.print_book.spreadsheet(actor, wanted)
        return XlsxResponse(content, headers=_headers(wanted, "xlsx"))

    return made


def _digestible(wanted: Book) -> dict[str, Any]:
    """What a page token is bound to."""
    return {
        "list": "register-book",
        "year": wanted.year,
        "field": wanted.field,
        "from": wanted.opens.isoformat(),
        "to": wanted.closes.isoformat(),
        "site": wanted.site,
    }


def _shape(entry: Entry, law: LawPack) -> Shape:
    dossier = entry.dossier
    return {
        "number": entry.number,
        "dossier_id": dossier.id,
        "code": dossier.code,
        "procedure": law.version(dossier.procedure_key, dossier.procedure_version).name,
        "applicant": entry.person.name,
        "address": entry.person.address,
        "phone": entry.person.phone,
        "department": unit_name(law, dossier.department),
        "accepted_at": dossier.accepted_at,
        "due_at": dossier.due_at,
        "returned_at": dossier.returned_at,
        "result_by": dossier.returned_by or dossier.result_by,
    }


def _headers(wanted: Book, suffix: str) -> dict[str, str]:
    name = f"register-book-{wanted.year}.{suffix}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
