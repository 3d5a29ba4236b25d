"""Result files and notes in memory; a vault that is a dictionary, and a gateway that answers what it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from chassis.kernel.errors import Kind, Problem
from processing.application.result_ports import FoundNotes, Signed
from processing.application.results.results import Cabinet
from processing.domain.notes import Note
from processing.domain.results import ResultFile


class Shelved(Protocol):
    results: dict[str, ResultFile]
    notes: dict[str, Note]


class InMemoryResults:
    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf

    async def of(self, dossier_id: str) -> Sequence[ResultFile]:
        found = [result for result in self._shelf.results.values() if result.dossier_id == dossier_id]
        return sorted(found, key=lambda result: result.number)

    async def add(self, result: ResultFile) -> None:
        self._shelf.results[result.id] = result

    async def save_signature(self, result: ResultFile) -> None:
        self._shelf.results[result.id] = result


class InMemoryNotes:
    def __init__(self, shelf: Shelved) -> None:
        self._shelf = shelf

    async def add(self, note: Note) -> None:
        self._shelf.notes[note.id] = note

    async def note(self, note_id: str) -> Note | None:
        return self._shelf.notes.get(note_id)

    async def of(self, dossier_id: str, after: str, size: int) -> FoundNotes:
        every = sorted((n for n in self._shelf.notes.values() if n.dossier_id == dossier_id), key=lambda n: n.id)
        rest = [note for note in every if note.id > after]
        following = rest[size - 1].id if len(rest) > size else ""
        return FoundNotes(notes=tuple(rest[:size]), total=len(every), following=following)


class InMemoryContents:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        self.files[content_id] = b"".join([part async for part in plain])
        return "k1"

    async def read(self, content_id: str) -> AsyncIterator[bytes]:
        yield self.files[content_id]

    async def delete(self, content_id: str) -> None:
        self.files.pop(content_id, None)


class InMemorySigning:
    """``is_away`` as if the gateway did not answer. Counts how often it was asked."""

    def __init__(self) -> None:
        self.is_away = False
        self.asked = 0

    async def sign(self, sha256: bytes, *, reference: str) -> Signed:
        self.asked += 1
        if self.is_away:
            raise Problem("signing-gateway-unavailable", Kind.UNAVAILABLE, "The gateway does not answer.")
        return Signed(value=b"signed " + sha256, certificate=b"certificate")


def cabinet(procedures: frozenset[str] = frozenset()) -> Cabinet:
    """A place for results, with a megabyte for each."""
    return Cabinet(
        contents=InMemoryContents(), signing=InMemorySigning(), most_bytes=1024**2, signed_procedures=procedures
    )
