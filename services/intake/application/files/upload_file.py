"""Upload a document: sealed and stored while it arrives, then known to the register."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.files.ports import FilePorts
from intake.application.ports import UnitOfWork
from intake.domain.files.stored import DocumentUnknown, Inspection, StoredFile, may_upload


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFile:
    """name: as the applicant's machine has it. sha256: hexadecimal, what must arrive; null: not said.

    idempotency_key: the same key, name and content are stored once.
    """

    actor: Actor
    name: str
    content: AsyncIterator[bytes]
    sha256: str | None = None
    idempotency_key: str | None = None


class UploadFileHandler:
    """Object first, row second: a crash between leaves an object that the sweep finds, never a row without one."""

    def __init__(self, unit_of_work: UnitOfWork, ports: FilePorts, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._ports = ports
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: UploadFile) -> StoredFile:
        """The file; for a repeated key the one that exists. Raises as ``Inspection`` does, RoleForbidden,
        ``uploads-too-many``, ``file-store-unavailable``."""
        may_upload(command.actor)
        inspection = Inspection(command.name, self._ports.limits, command.sha256)
        await self._check_allowance(command.actor)
        file_id = self._ids.new()
        key_id = await self._ports.contents.put(file_id, _inspected(command.content, inspection))
        uploaded_at = self._clock.now()
        file = StoredFile(
            id=file_id,
            content_id=file_id,
            name=inspection.name,
            size=inspection.size,
            media=inspection.media,
            sha256=inspection.sha256,
            key_id=key_id,
            uploaded_by=command.actor.subject,
            uploaded_at=uploaded_at,
            expires_at=uploaded_at + self._ports.limits.kept_unattached,
        )
        try:
            await self._record(command, file)
        except CommandRepeated as repeated:
            return await self._existing(repeated.subject, file_id)
        return file

    async def _record(self, command: UploadFile, file: StoredFile) -> None:
        entry = Command(
            name="upload-document",
            actor=command.actor,
            subject=file.id,
            unit=f"{command.actor.agency}/{command.actor.department}" if command.actor.agency else "",
            idempotency=_idempotency(command.idempotency_key, file),
        )
        async with self._unit_of_work.begin() as transaction:
            await transaction.record(entry, [])
            await transaction.files.add([file])
            await transaction.commit()

    async def _existing(self, file_id: str, unneeded: str) -> StoredFile:
        await self._ports.contents.delete(unneeded)
        existing = await self._ports.shelf.file(file_id)
        if existing is None:
            raise DocumentUnknown
        return existing

    async def _check_allowance(self, actor: Actor) -> None:
        most = self._ports.limits.account_bytes
        if await self._ports.shelf.unattached_bytes(actor.subject) >= most:
            raise Problem(
                "uploads-too-many",
                Kind.LIMITED,
                f"Your account keeps {most // 1024**2} MiB of documents that belong to no dossier. File the dossier "
                "they are meant for, or delete those you do not need.",
            )


async def _inspected(content: AsyncIterator[bytes], inspection: Inspection) -> AsyncIterator[bytes]:
    """The content on its way to the store; a refusal at its end comes before the store has all of it."""
    async for part in content:
        inspection.take(part)
        yield part
    inspection.finish()


def _idempotency(key: str | None, file: StoredFile) -> Idempotency | None:
    if key is None:
        return None
    said = b"\0".join((b"upload-document", file.name.encode(), file.sha256.encode()))
    return Idempotency(key=key, digest=hashlib.sha256(said).hexdigest())
