"""What result files and notes need from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from processing.domain.notes import Note
from processing.domain.results import ResultFile


class Results(Protocol):
    """Result files of cases that this transaction locked."""

    async def of(self, dossier_id: str) -> Sequence[ResultFile]:
        """Every version, oldest first."""
        ...

    async def add(self, result: ResultFile) -> None: ...

    async def save_signature(self, result: ResultFile) -> None: ...


class ResultReads(Protocol):
    """What is committed."""

    async def of(self, dossier_id: str) -> Sequence[ResultFile]:
        """Every version, oldest first."""
        ...


class Contents(Protocol):
    """Where the bytes are, sealed. Raises Problem ``files-not-set-up``, ``file-store-unavailable``."""

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        """Id of the key that sealed it. What ``plain`` raises leaves nothing behind."""
        ...

    def read(self, content_id: str) -> AsyncIterator[bytes]:
        """Raises Problem ``file-missing``, ``file-broken`` on the way."""
        ...

    async def delete(self, content_id: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """value: the signature. certificate: DER of who signed."""

    value: bytes
    certificate: bytes


class Signing(Protocol):
    """The gateway that has the keys (a signing server, an HSM, a remote-signing service)."""

    async def sign(self, sha256: bytes, *, reference: str) -> Signed:
        """A signature over the digest, verified with the certificate that came with it.

        reference: the same for the same file, so that a gateway may recognise a repetition. Raises Problem
        ``signing-not-set-up``, ``signing-gateway-unavailable`` (nothing happened here: try again),
        ``signature-invalid``.
        """
        ...


class Notes(Protocol):
    """Notes, inside a transaction."""

    async def add(self, note: Note) -> None: ...

    async def note(self, note_id: str) -> Note | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundNotes:
    """One page, oldest first. total: all of the case. following: id to go on after; empty: the end."""

    notes: tuple[Note, ...]
    total: int
    following: str


class NoteReads(Protocol):
    """What is committed."""

    async def of(self, dossier_id: str, after: str, size: int) -> FoundNotes: ...
