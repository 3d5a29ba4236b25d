"""Exports in memory: asked for in the unit of work, made by whoever claims them, kept in a dictionary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from chassis.kernel.clock import Clock
from intake.application.exports import ExportPorts
from intake.application.exports.export import Export, ExportState
from intake.application.law_in_force import LawInForce
from intake.store.export_files import LawfulSheets
from unit.intake.fakes import InMemoryUnitOfWork


def exports_in_memory(unit_of_work: InMemoryUnitOfWork, law: LawInForce, clock: Clock) -> ExportPorts:
    return ExportPorts(
        exports=InMemoryExports(unit_of_work, clock),
        files=InMemoryFiles(),
        sheets=LawfulSheets(law, clock),
        keep=timedelta(hours=24),
    )


class InMemoryExports:
    def __init__(self, unit_of_work: InMemoryUnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    @property
    def _all(self) -> dict[str, Export]:
        return self._unit_of_work.stored.exports

    async def get(self, export_id: str) -> Export | None:
        return self._all.get(export_id)

    async def claim(self) -> Export | None:
        queued = sorted((e for e in self._all.values() if e.state is ExportState.QUEUED), key=lambda e: e.created_at)
        if not queued:
            return None
        return self._put(replace(queued[0], state=ExportState.RUNNING, attempt=queued[0].attempt + 1, rows_done=0))

    async def advance(self, export: Export, rows_done: int, rows_total: int) -> bool:
        return self._change(export, rows_done=rows_done, rows_total=rows_total)

    async def finish(self, export: Export, *, size: int, expires_at: datetime) -> bool:
        now = self._clock.now()
        return self._change(export, state=ExportState.DONE, size=size, finished_at=now, expires_at=expires_at)

    async def give_up(self, export: Export, fault: str, *, is_final: bool) -> None:
        if is_final:
            self._change(export, state=ExportState.FAILED, fault=fault, finished_at=self._clock.now())
        else:
            self._change(export, state=ExportState.QUEUED)

    async def delete(self, export_id: str) -> None:
        self._all.pop(export_id, None)

    async def expired(self, limit: int) -> Sequence[str]:
        now = self._clock.now()
        return [e.id for e in self._all.values() if e.expires_at is not None and e.expires_at < now][:limit]

    def _change(self, export: Export, **changes: Any) -> bool:
        now = self._all.get(export.id)
        if now is None or now.attempt != export.attempt or now.state is not ExportState.RUNNING:
            return False
        self._put(replace(now, **changes))
        return True

    def _put(self, export: Export) -> Export:
        self._all[export.id] = export
        return export


class InMemoryFiles:
    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def keep(self, export_id: str, path: Path) -> int:
        self.files[export_id] = path.read_bytes()
        return len(self.files[export_id])

    async def read(self, export_id: str) -> AsyncIterator[bytes]:
        yield self.files[export_id]

    async def drop(self, export_id: str) -> None:
        self.files.pop(export_id, None)
