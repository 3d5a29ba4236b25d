"""Write a note on a case, and read them. They move no clock and are told to nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from processing.application.changing import Asked, written
from processing.application.ports import Reading, UnitOfWork
from processing.application.reading import GetCaseHandler
from processing.application.result_ports import FoundNotes
from processing.domain.notes import Note, check_write


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteNote:
    """text: 1 to 2,000 characters."""

    asked: Asked
    dossier_id: str
    text: str


class WriteNoteHandler:
    def __init__(self, unit_of_work: UnitOfWork, get_case: GetCaseHandler, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._get_case = get_case
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: WriteNote) -> Note:
        """The note, or the one that the same request wrote before. Problems: those of GetCase, ``role-not-allowed``,
        ``reason-required``."""
        actor, text = command.asked.actor, written(command.text, field="text")
        seen = await self._get_case(actor, command.dossier_id)
        check_write(actor, seen.case)
        note = Note(
            id=self._ids.new(),
            dossier_id=command.dossier_id,
            author=actor.subject,
            department=actor.department,
            at=self._clock.now(),
            text=text,
        )
        journalled = Command(
            name="write-note",
            actor=actor,
            subject=note.id,
            unit=f"{seen.case.dossier.agency}/{actor.department}",
            idempotency=command.asked.idempotency,
        )
        async with self._unit_of_work.begin() as tx:
            earlier = await tx.earlier(journalled)
            if earlier is not None and (known := await tx.notes.note(earlier)) is not None:
                return known
            await tx.notes.add(note)
            await tx.record(journalled, ())
            await tx.commit()
        return note


class ListNotesHandler:
    def __init__(self, reading: Reading, get_case: GetCaseHandler) -> None:
        self._reading = reading
        self._get_case = get_case

    async def __call__(self, actor: Actor, dossier_id: str, after: str, size: int) -> FoundNotes:
        """Oldest first. Problems: those of GetCase."""
        await self._get_case(actor, dossier_id)
        return await self._reading.notes.of(dossier_id, after, size)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteUseCases:
    """See ``application.notes`` for what each is."""

    write: WriteNoteHandler
    list: ListNotesHandler

    @classmethod
    def on(cls, unit_of_work: UnitOfWork, reading: Reading, get_case: GetCaseHandler, clock: Clock, ids: Ids) -> Self:
        return cls(write=WriteNoteHandler(unit_of_work, get_case, clock, ids), list=ListNotesHandler(reading, get_case))
