"""Library loans: what the chassis is tested with. It knows nothing of dossiers, and must not need to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field

from chassis.auth.tokens import TokenVerifier
from chassis.clock import SystemClock
from chassis.health import Health
from chassis.http.app import ServiceApp, create_app
from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, OptionalActorDep, allow_seconds, etag
from chassis.http.paging import Page, PageDep, encode_cursor
from chassis.http.text import Email, Line, OptionalParagraph, Phone, RequestModel
from chassis.http.uploads import sha256_of, upload_of
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import tracing

router = APIRouter()
shelves = APIRouter(prefix="/shelves")
FAULT = "cannot connect to postgresql://librarian:hunter2@db/loans for 'Nguyễn Văn A'"
BOOKS = [f"book-{number:03d}" for number in range(7)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    client: httpx.AsyncClient
    port: int


class Reader(RequestModel):
    name: Line
    phone: Phone = ""
    email: Email = ""


class Book(RequestModel):
    name: Line


class NewLoan(RequestModel):
    reader: Reader
    books: list[Book] = Field(default_factory=list)
    note: OptionalParagraph = ""
    form: dict[str, Any] = Field(default_factory=dict)


@router.post("/v1/loans", status_code=201)
async def create_loan(loan: NewLoan, actor: ActorDep, key: IdempotencyDep) -> dict[str, Any]:
    return {
        "reader": loan.reader.name,
        "phone": loan.reader.phone,
        "by": actor.subject,
        "digest": key.digest if key else None,
    }


@router.put("/v1/loans/{loan_id}")
async def change_loan(loan_id: str, version: IfMatchDep, response: Response, actor: ActorDep) -> dict[str, Any]:
    del loan_id, actor
    response.headers["ETag"] = etag((version or 0) + 1)
    return {"seen": version}


@router.get("/v1/books")
async def list_books(actor: OptionalActorDep, page: PageDep, shelf: Annotated[str | None, Query()] = None) -> Page[str]:
    del actor
    after = page.after({"shelf": shelf})
    begin = BOOKS.index(str(after[0])) + 1 if after else 0
    found = BOOKS[begin : begin + page.page_size]
    more = begin + page.page_size < len(BOOKS)
    token = encode_cursor([found[-1]], {"shelf": shelf}) if more else None
    return Page(items=found, next_page_token=token, total_size=len(BOOKS))


@router.get("/v1/books/{book_id}")
async def get_book(book_id: Annotated[str, Path(max_length=40)], actor: OptionalActorDep) -> dict[str, str]:
    del actor
    with tracing.span("read book", dossier=book_id, outcome="found"):
        return {"id": book_id, "traceparent": tracing.current_traceparent()}


@router.post("/v1/scans", max_body_size=3 * 1024 * 1024)
async def scan(content: dict[str, str], actor: OptionalActorDep) -> int:
    del actor
    return len(content["scan"])


@shelves.get("/{shelf}")
async def get_shelf(shelf: str, actor: OptionalActorDep) -> str:
    del actor
    return shelf


@router.get("/v1/refusals/{kind}")
async def refuse(kind: Kind, actor: OptionalActorDep) -> None:
    del actor
    raise Problem("book-lent-out", kind, "The book is lent out; reserve it.", fields={"books[0]": "lent out"})


@router.get("/v1/faults")
async def fail(actor: OptionalActorDep) -> None:
    del actor
    raise RuntimeError(FAULT)


@router.get("/v1/slow")
async def slow(actor: OptionalActorDep, seconds: float) -> str:
    del actor
    await asyncio.sleep(seconds)
    return "done"


@router.get("/v1/slow-line")
async def slow_line(request: Request, actor: OptionalActorDep, seconds: float) -> str:
    del actor
    allow_seconds(request, 10)
    await asyncio.sleep(seconds)
    return "done"


@router.post("/v1/pictures", max_body_size=1024 * 1024)
async def picture(request: Request, actor: OptionalActorDep) -> list[str | int | None]:
    del actor
    upload = await upload_of(request)
    return [upload.name, sum([len(part) async for part in upload.content]), sha256_of(request)]


library = APIRouter(prefix="/v1")
library.include_router(shelves, prefix="/library")


def loans_app(
    verifier: TokenVerifier, health: Health, *, environment: str = "demo", deadline_seconds: float = 30.0
) -> ServiceApp:
    return create_app(
        title="Loans",
        version="1",
        description="Library loans",
        routers=[router, library],
        verifier=verifier,
        health=health,
        clock=SystemClock(),
        environment=environment,
        deadline_seconds=deadline_seconds,
    )
