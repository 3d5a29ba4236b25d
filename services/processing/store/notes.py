"""Notes, sealed: people write names and numbers into them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from processing.application.result_ports import FoundNotes
from processing.domain.notes import Note
from processing.store.file_keys import FileKeyRing
from processing.store.result_tables import notes

_C = notes.c


class SqlNotes:
    """Fulfils ``result_ports.Notes`` on one open connection."""

    def __init__(self, connection: AsyncConnection, keys: FileKeyRing) -> None:
        self._connection = connection
        self._keys = keys

    async def add(self, note: Note) -> None:
        row = {name: getattr(note, name) for name in ("id", "dossier_id", "author", "department", "at")}
        sealed = self._keys.seal(note.text.encode(), _context(note.id))
        await self._connection.execute(insert(notes), row | {"sealed": sealed})

    async def note(self, note_id: str) -> Note | None:
        row = (await self._connection.execute(select(notes).where(_C.id == note_id))).one_or_none()
        return _note(row, self._keys) if row else None


class SqlNoteReads:
    """Fulfils ``result_ports.NoteReads``."""

    def __init__(self, database: Database, keys: FileKeyRing) -> None:
        self._database = database
        self._keys = keys

    async def of(self, dossier_id: str, after: str, size: int) -> FoundNotes:
        query = select(notes).where(_C.dossier_id == dossier_id, _C.id > after).order_by(_C.id).limit(size + 1)
        count = select(func.count()).select_from(notes).where(_C.dossier_id == dossier_id)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
            total = await connection.scalar(count)
        page = tuple(_note(row, self._keys) for row in found[:size])
        return FoundNotes(notes=page, total=total or 0, following=page[-1].id if len(found) > size else "")


def _note(row: Row[Any], keys: FileKeyRing) -> Note:
    return Note(
        id=row.id,
        dossier_id=row.dossier_id,
        author=row.author,
        department=row.department,
        at=row.at,
        text=keys.unseal(bytes(row.sealed), _context(row.id)).decode(),
    )


def _context(note_id: str) -> str:
    return f"note:{note_id}"
