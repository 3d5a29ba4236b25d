"""Makes the files: one export at a time, in batches along the list, under the view of who asked."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path

from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from intake.application.exports.export import ATTEMPTS, Applicants, Export, may_export
from intake.application.exports.ports import ExportPorts
from intake.application.reading import Place, ReadsOfApplicants, Register
from intake.application.understanding import Understanding
from intake.domain import rights
from intake.domain.dossier import Dossier
from intake.domain.people import Face, masked
from intake.domain.reads import LISTED_FIELDS, Purpose

BATCH = 500
EXPIRED_AT_ONCE = 50
Rows = Sequence[tuple[Dossier, Face | None]]


class _Lost(Exception):
    """Somebody else works at it, or it was taken back."""


class RunExportsHandler:
    """Called again and again; a process that dies on the way leaves its lease to run out, and another begins anew."""

    def __init__(
        self,
        ports: ExportPorts,
        *,
        understand: Understanding,
        register: Register,
        reads: ReadsOfApplicants,
        clock: Clock,
    ) -> None:
        self._exports = ports.exports
        self._files = ports.files
        self._sheets = ports.sheets
        self._keep = ports.keep
        self._understand = understand
        self._register = register
        self._reads = reads
        self._clock = clock

    async def __call__(self) -> bool:
        """Make one export; whether there was one. Clears away what has expired."""
        for export_id in await self._exports.expired(EXPIRED_AT_ONCE):
            await self._files.drop(export_id)
            await self._exports.delete(export_id)
        export = await self._exports.claim()
        if export is None:
            return False
        try:
            await self._make(export)
        except _Lost:
            pass
        except Exception as fault:
            slug = fault.slug if isinstance(fault, Problem) else type(fault).__name__
            await self._exports.give_up(export, slug, is_final=export.attempt >= ATTEMPTS)
            raise
        return True

    async def _make(self, export: Export) -> None:
        with tempfile.TemporaryDirectory(prefix="motcua-export-") as folder:
            path = Path(folder) / f"dossiers.{export.format}"
            await self._sheets.write(export.format, self._batches(export), path)
            size = await self._files.keep(export.id, path)
        if not await self._exports.finish(export, size=size, expires_at=self._clock.now() + self._keep):
            await self._files.drop(export.id)

    async def _batches(self, export: Export) -> AsyncIterator[Rows]:
        view = may_export(export.actor, export.applicants)
        wanted = self._understand(export.wanted)
        total = (await self._register.find(view, wanted, None, 1)).total
        place: Place | None = None
        done = 0
        while True:
            if not await self._exports.advance(export, done, total):
                raise _Lost
            dossiers, place = await self._register.following(view, wanted, place, BATCH)
            if dossiers:
                yield await self._rows(export, dossiers)
            done += len(dossiers)
            if place is None:
                return

    async def _rows(self, export: Export, dossiers: Sequence[Dossier]) -> Rows:
        """With applicants as asked for; full ones are recorded before they are written."""
        seen = [dossier for dossier in dossiers if rights.sees_applicant(export.actor, dossier)]
        if export.applicants is Applicants.FULL:
            await self._reads.record_all(export.actor, seen, Purpose.EXPORT, LISTED_FIELDS)
        faces: Mapping[str, Face] = await self._register.faces([dossier.id for dossier in seen])
        if export.applicants is Applicants.MASKED:
            faces = {dossier_id: masked(face) for dossier_id, face in faces.items()}
        return [(dossier, faces.get(dossier.id)) for dossier in dossiers]
