"""Timers: waiting, claimed by locking, fired once. See docs/adr/0010-processing-owns-the-clock.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from processing.domain.timers import Timer, TimerKind
from processing.store.tables import cases, timers


class SqlTimers:
    """Fulfils ``ports.Timers`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, dossier_id: str, wanted: Sequence[Timer]) -> None:
        """A timer that has fired keeps its row, and its key keeps it from ever being set again."""
        c = timers.c
        stale = delete(timers).where(c.dossier_id == dossier_id, c.fired_at.is_(None))
        keys = [(timer.kind.value, timer.about_at) for timer in wanted]
        if keys:
            typed = [tuple_(c.kind, c.about_at) == tuple_(*key, types=[c.kind.type, c.about_at.type]) for key in keys]
            for same in typed:
                stale = stale.where(~same)
        await self._connection.execute(stale)
        if not wanted:
            return
        upsert = postgresql_insert if self._connection.dialect.name == "postgresql" else sqlite_insert
        rows = [
            {"dossier_id": t.dossier_id, "kind": t.kind.value, "about_at": t.about_at, "fire_at": t.fire_at}
            for t in wanted
        ]
        await self._connection.execute(upsert(timers).values(rows).on_conflict_do_nothing())

    async def claim(self, now: datetime, *, beside: frozenset[str]) -> Timer | None:
        """Timer and case are locked together and skipped together: whoever has a case fires its timers in order, and
        a timer fired meanwhile by another process is seen as fired when its row is locked."""
        c = timers.c
        query = (
            select(c.dossier_id, c.kind, c.about_at, c.fire_at)
            .join(cases, cases.c.dossier_id == c.dossier_id)
            .where(c.fired_at.is_(None), c.fire_at <= now)
            .order_by(c.fire_at, c.dossier_id, c.kind)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if beside:
            query = query.where(c.dossier_id.not_in(beside))
        row = (await self._connection.execute(query)).one_or_none()
        if row is None:
            return None
        return Timer(dossier_id=row.dossier_id, kind=TimerKind(row.kind), about_at=row.about_at, fire_at=row.fire_at)

    async def fired(self, timer: Timer, at: datetime) -> None:
        c = timers.c
        which = and_(c.dossier_id == timer.dossier_id, c.kind == timer.kind.value, c.about_at == timer.about_at)
        await self._connection.execute(update(timers).where(which).values(fired_at=at))
