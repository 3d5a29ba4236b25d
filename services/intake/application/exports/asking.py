"""Asking for an export, looking how far it is, fetching its file, taking it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.exports.export import (
    Applicants,
    Export,
    ExportNotReady,
    ExportState,
    ExportUnknown,
    may_export,
    must_own,
)
from intake.application.exports.ports import ExportFiles, Exports
from intake.application.ports import UnitOfWork
from intake.application.reading import Filter
from intake.application.understanding import Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExport:
    """format: ``xlsx`` or ``csv``. wanted: which dossiers, without people."""

    actor: Actor
    format: str
    applicants: Applicants
    wanted: Filter
    idempotency: Idempotency | None = None


class CreateExportHandler:
    def __init__(
        self, unit_of_work: UnitOfWork, exports: Exports, understand: Understanding, clock: Clock, ids: Ids
    ) -> None:
        self._unit_of_work = unit_of_work
        self._exports = exports
        self._understand = understand
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: CreateExport) -> Export:
        """The export, queued; for a repeated key the one that exists. Raises RoleForbidden, ``invalid-request``."""
        may_export(command.actor, command.applicants)
        self._understand(command.wanted)
        export = Export(
            id=self._ids.new(),
            actor=command.actor,
            format=command.format,
            applicants=command.applicants,
            wanted=command.wanted,
            created_at=self._clock.now(),
        )
        entry = Command(
            name="create-export",
            actor=command.actor,
            subject=export.id,
            unit=f"{command.actor.agency}/{command.actor.department}",
            idempotency=command.idempotency,
        )
        try:
            async with self._unit_of_work.begin() as transaction:
                await transaction.record(entry, [])
                await transaction.exports.add(export)
                await transaction.commit()
        except CommandRepeated as repeated:
            return must_own(command.actor, await self._exports.get(repeated.subject))
        return export


class GetExportHandler:
    """How far an export is; its file once it is done."""

    def __init__(self, exports: Exports, files: ExportFiles, clock: Clock) -> None:
        self._exports = exports
        self._files = files
        self._clock = clock

    async def __call__(self, actor: Actor, export_id: str) -> Export:
        """Raises ExportUnknown, also for an expired one; RoleForbidden for who may not export any more."""
        export = must_own(actor, await self._exports.get(export_id))
        if export.expires_at is not None and export.expires_at <= self._clock.now():
            raise ExportUnknown
        return export

    async def file(self, actor: Actor, export_id: str) -> tuple[Export, AsyncIterator[bytes]]:
        """The file's bytes. Raises the same, and ExportNotReady."""
        export = await self(actor, export_id)
        if export.state is not ExportState.DONE:
            raise ExportNotReady(export)
        return export, self._files.read(export.id)


class DeleteExportHandler:
    def __init__(self, exports: Exports, files: ExportFiles) -> None:
        self._exports = exports
        self._files = files

    async def __call__(self, actor: Actor, export_id: str) -> None:
        """Takes an export back, at whatever state; whoever works at it stops. Raises ExportUnknown."""
        export = must_own(actor, await self._exports.get(export_id))
        await self._exports.delete(export.id)
        await self._files.drop(export.id)
