"""motcua.processing.v1.NoteService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.processing.v1 import note_service_pb2 as pb
from motcua.processing.v1 import note_service_pb2_grpc
from processing.api.grpc.mandates import id_page, id_token
from processing.api.grpc.messages import created
from processing.application.notes import WriteNote
from processing.application.use_cases import UseCases
from processing.domain.notes import Note
from processing.protocol import stamp


class NoteServicer(note_service_pb2_grpc.NoteServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.notes

    async def WriteNote(self, request: pb.WriteNoteRequest, context: Any) -> pb.WriteNoteResponse:  # noqa: N802
        command = WriteNote(asked=created("WriteNote", request), dossier_id=request.dossier_id, text=request.text)
        return pb.WriteNoteResponse(note=_message(await self._ask.write(command)))

    async def ListNotes(self, request: pb.ListNotesRequest, context: Any) -> pb.ListNotesResponse:  # noqa: N802
        filters: dict[str, object] = {"list": "notes", "case": request.dossier_id}
        after, size = id_page(request, filters)
        found = await self._ask.list(current_actor(), request.dossier_id, after, size)
        return pb.ListNotesResponse(
            notes=[_message(note) for note in found.notes],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )


def _message(note: Note) -> pb.Note:
    return pb.Note(id=note.id, author=note.author, department=note.department, at=stamp(note.at), text=note.text)
