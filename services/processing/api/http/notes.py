"""Notes on a case."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Paragraph, RequestModel
from processing.api.http import answers
from processing.api.http.mandates import after_of, id_token
from processing.api.http.tasks import AskedDep
from processing.application.notes import WriteNote
from processing.application.use_cases import UseCases
from processing.domain.notes import Note


class NoteIn(RequestModel):
    """Ghi chú / for those who see the case; told to nobody else."""

    text: Paragraph = Field(examples=["Đã trao đổi với phòng Quy hoạch, chờ ý kiến bằng văn bản."])


class NoteOut(answers.Answer):
    id: str
    author: str = Field(description="account id")
    department: str
    at: datetime
    text: str


class NotePage(answers.Answer):
    """Oldest first."""

    items: list[NoteOut]
    next_page_token: str | None = None
    total_size: int = Field(description="all of the case, exactly")


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/cases/{dossier_id}/notes", tags=["Giải quyết hồ sơ · Cases"])
    ask = use_cases.notes

    @made.post("", status_code=201, response_model=NoteOut, summary="Ghi chú · Write a note")
    async def write_note(dossier_id: str, body: NoteIn, asked: AskedDep) -> NoteOut:
        """By the people who see the case. It moves no clock, is in no event and lies sealed in the database."""
        return _out(await ask.write(WriteNote(asked=asked, dossier_id=dossier_id, text=body.text)))

    @made.get("", response_model=NotePage, summary="Các ghi chú · List notes")
    async def list_notes(dossier_id: str, actor: ActorDep, page: PageDep) -> NotePage:
        """Oldest first, for those who see the case."""
        filters: dict[str, object] = {"list": "notes", "case": dossier_id}
        found = await ask.list(actor, dossier_id, after_of(page.after(filters)), page.page_size)
        return NotePage(
            items=[_out(note) for note in found.notes],
            next_page_token=id_token(found.following, filters),
            total_size=found.total,
        )

    return made


def _out(note: Note) -> NoteOut:
    return NoteOut(id=note.id, author=note.author, department=note.department, at=note.at, text=note.text)
