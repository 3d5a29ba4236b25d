"""motcua.intake.v1.RegisterBookService: the register book, as the HTTP API gives it."""

from __future__ import annotations

from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.rpc.server import current_actor
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.vocabulary import local_day, on_wire, stamp
from intake.application import ReadBook, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.forms.control_slip import unit_name
from intake.domain.forms.register_book import Book, Entry, book
from intake.domain.lawpack import LawPack
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import register_book_service_pb2 as pb
from motcua.intake.v1 import register_book_service_pb2_grpc


class RegisterBookServicer(register_book_service_pb2_grpc.RegisterBookServiceServicer):
    def __init__(self, use_cases: UseCases, in_force: LawInForce) -> None:
        self._forms = use_cases.forms
        self._law = in_force

    async def ListEntries(self, request: pb.ListEntriesRequest, context: Any) -> pb.ListEntriesResponse:  # noqa: N802
        actor, filters = current_actor(), {"book": request.book.SerializeToString(deterministic=True).hex()}
        place = decode_cursor(request.page_token, filters) if request.page_token else None
        after = (str(place[0]), int(place[1] or 0)) if place else None
        query = ReadBook(actor=actor, book=_book(request.book), after=after, size=page_size(request.page_size))
        read = await self._forms.read_book(query)
        last = read.entries[-1] if read.entries and not read.is_last else None
        return pb.ListEntriesResponse(
            entries=[_message(entry, self._law.pack) for entry in read.entries],
            next_page_token=encode_cursor((last.dossier.code, last.number), filters) if last else "",
            total_size=read.total,
            closed=read.is_closed,
        )

    async def RenderRegisterBook(  # noqa: N802
        self, request: pb.RenderRegisterBookRequest, context: Any
    ) -> pb.RenderRegisterBookResponse:
        actor, printing = current_actor(), self._forms.print_book
        render = printing.spreadsheet if request.format == pb.BOOK_FORMAT_XLSX else printing.pdf
        content = await render(actor, _book(request.book))
        return pb.RenderRegisterBookResponse(content=content)


def _book(message: pb.RegisterBook) -> Book:
    since, until = local_day(message.opens_on, "book.opens_on"), local_day(message.closes_on, "book.closes_on")
    return book(message.year, message.field or None, since, until, message.site or None)


def _message(entry: Entry, law: LawPack) -> pb.RegisterBookEntry:
    dossier = entry.dossier
    return pb.RegisterBookEntry(
        number=entry.number,
        dossier_id=dossier.id,
        code=dossier.code,
        procedure=law.version(dossier.procedure_key, dossier.procedure_version).name,
        applicant=entry.person.name,
        address=entry.person.address,
        phone=entry.person.phone,
        department=unit_name(law, dossier.department),
        accepted_at=stamp(dossier.accepted_at),
        due_at=stamp(dossier.due_at),
        returned_at=stamp(dossier.returned_at),
        result_by=on_wire(vocabulary_pb2.Channel, "CHANNEL", dossier.returned_by or dossier.result_by),
    )
