"""Delete an upload that belongs to no dossier yet."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Command
from intake.application.files.ports import FilePorts
from intake.application.ports import UnitOfWork
from intake.application.reading import Register
from intake.domain.files.stored import DocumentAttached, must_see


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteFile:
    actor: Actor
    file_id: str


class DeleteFileHandler:
    """Row first, object second; if the store is away the sweep takes the object later."""

    def __init__(self, unit_of_work: UnitOfWork, register: Register, ports: FilePorts) -> None:
        self._unit_of_work = unit_of_work
        self._register = register
        self._ports = ports

    async def __call__(self, command: DeleteFile) -> None:
        """Raises DocumentUnknown; DocumentAttached for one that belongs to a dossier."""
        async with self._unit_of_work.begin() as transaction:
            file = (await transaction.files.locked([command.file_id])).get(command.file_id)
            if file is not None and file.dossier_id is not None:
                must_see(command.actor, file, await self._register.dossier(file.dossier_id))
                raise DocumentAttached
            file = must_see(command.actor, file, None)
            entry = Command(name="delete-document", actor=command.actor, subject=file.id)
            await transaction.record(entry, [])
            await transaction.files.remove([file.id])
            await transaction.commit()
        try:
            await self._ports.contents.delete(file.content_id)
        except Problem:
            return  # an object without a row: nobody can ask for it, and the sweep takes it
