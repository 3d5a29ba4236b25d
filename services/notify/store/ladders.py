"""Ladders being climbed, inside a transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from notify.domain.ladder import Climb
from notify.store.tables import CLIMBS

_C = CLIMBS.c


class SqlClimbs:
    """Fulfils ``application.ladders.ports.Climbs``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, climbs: Sequence[Climb]) -> None:
        if climbs:
            is_postgresql = self._connection.dialect.name == "postgresql"
            adding = (postgresql_insert if is_postgresql else sqlite_insert)(CLIMBS)
            rows = [asdict(one) for one in climbs]
            await self._connection.execute(adding.on_conflict_do_nothing(index_elements=["id"]), rows)

    async def end(self, dossier_id: str, ladders: Sequence[str], *, at: datetime, by: str) -> None:
        if ladders:
            going = (_C.dossier_id == dossier_id, _C.ladder.in_(ladders), _C.ended_at.is_(None))
            await self._connection.execute(update(CLIMBS).where(*going).values(ended_at=at, ended_by=by, next_at=None))

    async def due(self, at: datetime, limit: int) -> Sequence[Climb]:
        reached = or_(_C.next_at.is_(None), _C.next_at <= at)
        wanted = select(CLIMBS).where(_C.ended_at.is_(None), reached).order_by(_C.next_at, _C.id).limit(limit)
        found = await self._connection.execute(wanted.with_for_update(skip_locked=True))
        return [Climb(**row._mapping) for row in found]

    async def save(self, climb: Climb) -> None:
        await self._connection.execute(update(CLIMBS).where(_C.id == climb.id).values(asdict(climb)))
