"""One document: what the register says of it, and its content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.files.ports import FilePorts
from intake.application.reading import ReadsOfApplicants, Register
from intake.domain.files.stored import StoredFile, must_see
from intake.domain.reads import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFile:
    actor: Actor
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Bytes ``start`` to before ``end``."""

    start: int
    end: int


class GetFileHandler:
    def __init__(self, register: Register, ports: FilePorts, reads: ReadsOfApplicants) -> None:
        self._register = register
        self._ports = ports
        self._reads = reads

    async def __call__(self, query: GetFile) -> StoredFile:
        """Raises DocumentUnknown for what does not exist and for what is not the actor's to see."""
        file = await self._ports.shelf.file(query.file_id)
        dossier = await self._register.dossier(file.dossier_id) if file and file.dossier_id else None
        seen = must_see(query.actor, file, dossier)
        if dossier is not None:
            await self._reads.record(query.actor, dossier, Purpose.DOCUMENT, ("document",))
        return seen

    def content(self, file: StoredFile, span: Span | None = None) -> AsyncIterator[bytes]:
        """What a file that was asked for contains. Raises ``file-missing``, ``file-broken`` on the way,
        ``invalid-request`` for a span outside of it."""
        if span is None:
            return self._ports.contents.read(file.content_id)
        if not 0 <= span.start < span.end <= file.size:
            raise invalid("invalid-request", "The file does not have these bytes.", range=f"within 0 to {file.size}")
        return self._ports.contents.read_range(file.content_id, file.size, span.start, span.end)
