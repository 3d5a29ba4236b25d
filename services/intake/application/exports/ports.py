"""What exports need from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from intake.application.exports.export import Export
from intake.domain.dossier import Dossier
from intake.domain.people import Face


class Exports(Protocol):
    """What was asked for and how far it is. Each call is a transaction of its own."""

    async def get(self, export_id: str) -> Export | None: ...

    async def claim(self) -> Export | None:
        """The oldest that nobody works at, now ours for a lease; null when there is none. A lease that its holder
        lets run out (the process died) is given to the next who asks."""
        ...

    async def advance(self, export: Export, rows_done: int, rows_total: int) -> bool:
        """Says how far it is and renews the lease; false when it is not ours any more."""
        ...

    async def finish(self, export: Export, *, size: int, expires_at: datetime) -> bool:
        """Done, with a file; false when it is not ours any more."""
        ...

    async def give_up(self, export: Export, fault: str, *, is_final: bool) -> None:
        """Back into the queue, or failed for good."""
        ...

    async def delete(self, export_id: str) -> None: ...

    async def expired(self, limit: int) -> Sequence[str]:
        """Ids of exports whose time is over."""
        ...


class ExportFiles(Protocol):
    """The finished files, sealed."""

    async def keep(self, export_id: str, path: Path) -> int:
        """Takes the file in; its size in bytes."""
        ...

    def read(self, export_id: str) -> AsyncIterator[bytes]: ...

    async def drop(self, export_id: str) -> None:
        """Fine if there is none."""
        ...


class DossierSheets(Protocol):
    """Writes dossiers as a spreadsheet."""

    async def write(
        self, form: str, batches: AsyncIterator[Sequence[tuple[Dossier, Face | None]]], path: Path
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPorts:
    """All of them. keep: how long a finished file is there."""

    exports: Exports
    files: ExportFiles
    sheets: DossierSheets
    keep: timedelta
