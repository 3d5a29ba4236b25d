"""Planned interruptions: inside a transaction, and to look up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from notify.domain.occurrence import Particulars
from notify.domain.outage import Outage
from notify.store.rows import particulars_of
from notify.store.tables import DOSSIER_VIEWS, OUTAGES

_O, _V = OUTAGES.c, DOSSIER_VIEWS.c
_UNTOLD = select(OUTAGES).where(_O.is_told.is_(False)).order_by(_O.id).limit(1).with_for_update(skip_locked=True)


class SqlOutages:
    """Fulfils ``application.outages.ports.Outages``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, outage: Outage) -> None:
        await self._connection.execute(insert(OUTAGES).values(asdict(outage)))

    async def untold(self) -> Outage | None:
        row = (await self._connection.execute(_UNTOLD)).one_or_none()
        return None if row is None else Outage(**row._mapping)

    async def save(self, outage: Outage) -> None:
        await self._connection.execute(update(OUTAGES).where(_O.id == outage.id).values(asdict(outage)))

    async def open_dossiers(self, agency: str, after: str, limit: int) -> Sequence[tuple[str, Particulars]]:
        wanted = select(_V.dossier_id, _V.particulars).where(_V.is_open, _V.dossier_id > after)
        if agency:
            wanted = wanted.where(_V.particulars["agency"].as_string() == agency)
        found = await self._connection.execute(wanted.order_by(_V.dossier_id).limit(limit))
        return [(row.dossier_id, particulars_of(row.particulars)) for row in found]


class SqlOutageReads:
    """Fulfils ``application.outages.ports.OutageReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ending_after(self, at: datetime) -> Sequence[Outage]:
        wanted = select(OUTAGES).where(_O.to_at > at).order_by(_O.from_at, _O.id).limit(100)
        async with self._database.read() as connection:
            return [Outage(**row._mapping) for row in await connection.execute(wanted)]

    async def get(self, outage_id: str) -> Outage | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(OUTAGES).where(_O.id == outage_id))).one_or_none()
        return None if row is None else Outage(**row._mapping)
