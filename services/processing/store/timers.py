"""Timers: waiting, claimed by locking, fired once. See docs/adr/0010-processing-owns-the-clock.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from processing.domain.timers import Timer, TimerKind
from processing.store.tables import cases, timers

_C = timers.c
_OWN = _C.dossier_id == bindparam("of_dossier")
_ONE = (_OWN, _C.kind == bindparam("of_kind"), _C.about_at == bindparam("of_instant"))
_WAITING = select(_C.kind, _C.about_at).where(_OWN, _C.fired_at.is_(None))
_DELETE = delete(timers).where(*_ONE, _C.fired_at.is_(None))
_FIRED = update(timers).where(*_ONE).values(fired_at=bindparam("now"))
_ADD = {
    "postgresql": postgresql_insert(timers).on_conflict_do_nothing(),
    "sqlite": sqlite_insert(timers).on_conflict_do_nothing(),
}
_CLAIM = (
    select(_C.dossier_id, _C.kind, _C.about_at, _C.fire_at)
    .join(cases, cases.c.dossier_id == _C.dossier_id)
    .where(_C.fired_at.is_(None), _C.fire_at <= bindparam("now"))
    .order_by(_C.fire_at, _C.dossier_id, _C.kind)
    .limit(1)
    .with_for_update(skip_locked=True)
)


class SqlTimers:
    """Fulfils ``ports.Timers`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, dossier_id: str, wanted: Sequence[Timer]) -> None:
        """A timer that has fired keeps its row, and its key keeps it from ever being set again."""
        found = await self._connection.execute(_WAITING, {"of_dossier": dossier_id})
        waiting = {(row.kind, row.about_at) for row in found}
        keys = {(timer.kind.value, timer.about_at) for timer in wanted}
        if stale := [_key(dossier_id, kind, about_at) for kind, about_at in waiting - keys]:
            await self._connection.execute(_DELETE, stale)
        new = [
            {"dossier_id": t.dossier_id, "kind": t.kind.value, "about_at": t.about_at, "fire_at": t.fire_at}
            for t in wanted
            if (t.kind.value, t.about_at) not in waiting
        ]
        if new:
            await self._connection.execute(_ADD[self._connection.dialect.name], new)

    async def claim(self, now: datetime, *, beside: frozenset[str]) -> Timer | None:
        """Timer and case are locked together and skipped together: whoever has a case fires its timers in order, and
        a timer fired meanwhile by another process is seen as fired when its row is locked."""
        query = _CLAIM.where(timers.c.dossier_id.not_in(beside)) if beside else _CLAIM
        row = (await self._connection.execute(query, {"now": now})).one_or_none()
        if row is None:
            return None
        return Timer(dossier_id=row.dossier_id, kind=TimerKind(row.kind), about_at=row.about_at, fire_at=row.fire_at)

    async def fired(self, timer: Timer, at: datetime) -> None:
        key = _key(timer.dossier_id, timer.kind.value, timer.about_at)
        await self._connection.execute(_FIRED, key | {"now": at})


def _key(dossier_id: str, kind: str, about_at: datetime) -> dict[str, Any]:
    return {"of_dossier": dossier_id, "of_kind": kind, "of_instant": about_at}
