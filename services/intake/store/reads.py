"""The log of who saw personal data: only ever added to, and written before the data is answered.

Readers who come at the same time share one transaction: the first in turn writes for all who wait. So a thousand reads
a second cost a few hundred commits, and none is answered before its entry lasts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.reading import FoundReads
from intake.domain.dossier import Dossier
from intake.domain.reads import Purpose, ReadOfApplicant, WantedReads
from intake.store.tables import personal_data_reads as table

AT_ONCE = 200
_INSERT = insert(table).inline()


class SqlReads:
    """Fulfils ``ports.ReadsOfApplicants``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._turn = asyncio.Lock()
        self._waiting: dict[int, dict[str, Any]] = {}
        self._tickets = 0

    async def record(self, actor: Actor, dossier: Dossier, purpose: Purpose, fields: tuple[str, ...]) -> None:
        self._tickets += 1
        ticket = self._tickets
        self._waiting[ticket] = _row(self._clock.now(), actor, dossier, purpose, fields)
        try:
            async with self._turn:
                if ticket in self._waiting:  # else whoever had the turn before wrote for us too
                    await self._write()
        finally:
            self._waiting.pop(ticket, None)

    async def record_all(
        self, actor: Actor, dossiers: Sequence[Dossier], purpose: Purpose, fields: tuple[str, ...]
    ) -> None:
        if not dossiers:
            return
        now = self._clock.now()
        async with self._database.write() as writing:
            rows = [_row(now, actor, dossier, purpose, fields) for dossier in dossiers]
            await writing.connection.execute(_INSERT, rows)
            await writing.commit()

    async def _write(self) -> None:
        batch = dict(list(self._waiting.items())[:AT_ONCE])  # ours is among them: the oldest always are
        async with self._database.write() as writing:
            await writing.connection.execute(_INSERT, list(batch.values()))
            await writing.commit()
        for ticket in batch:
            self._waiting.pop(ticket, None)

    async def find(self, wanted: WantedReads, before: int | None, size: int) -> FoundReads:
        conditions = _matching(wanted)
        page = select(table).where(*conditions).order_by(table.c.position.desc()).limit(size + 1)
        if before is not None:
            page = page.where(table.c.position < before)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
            total = len(rows)
            if before is not None or len(rows) > size:
                counting = select(func.count()).select_from(table).where(*conditions)
                total = int(await connection.scalar(counting) or 0)
        found = tuple(_read_of(row) for row in rows[:size])
        return FoundReads(reads=found, total=total, following=found[-1].position if len(rows) > size else None)

    async def forget(self, after: timedelta) -> int:
        """Delete what is older; how many entries. The one way in which an entry goes."""
        async with self._database.write() as writing:
            done = await writing.connection.execute(delete(table).where(table.c.at < self._clock.now() - after))
            await writing.commit()
        return done.rowcount


def _row(at: datetime, actor: Actor, dossier: Dossier, purpose: Purpose, fields: tuple[str, ...]) -> dict[str, Any]:
    return {
        "at": at,
        "actor": actor.subject,
        "roles": " ".join(sorted(actor.roles)),
        "on_behalf_of": actor.on_behalf_of,
        "agency": dossier.agency,
        "dossier_id": dossier.id,
        "purpose": purpose,
        "fields": " ".join(fields),
    }


def _read_of(row: Row[Any]) -> ReadOfApplicant:
    values = row._asdict()
    return ReadOfApplicant(**values | {name: tuple(values[name].split()) for name in ("roles", "fields")})


def _matching(wanted: WantedReads) -> list[ColumnElement[bool]]:
    columns = {"agency": wanted.agency, "dossier_id": wanted.dossier_id, "actor": wanted.actor}
    found = [table.c[name] == value for name, value in columns.items() if value is not None]
    if wanted.at_from is not None:
        found.append(table.c.at >= wanted.at_from)
    if wanted.at_before is not None:
        found.append(table.c.at < wanted.at_before)
    return found
