"""Planned interruptions: inside a transaction, and to look up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import exists, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from notify.application.outages.ports import Concerned
from notify.domain.delivery import SUPERSEDED, DeliveryState
from notify.domain.occasions import Audience
from notify.domain.outage import Outage
from notify.store.rows import particulars_of
from notify.store.tables import DELIVERIES, DOSSIER_VIEWS, OUTAGES

_O, _V, _D = OUTAGES.c, DOSSIER_VIEWS.c, DELIVERIES.c
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

    async def get(self, outage_id: str) -> Outage | None:
        wanted = select(OUTAGES).where(_O.id == outage_id).with_for_update()
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else Outage(**row._mapping)

    async def concerned(self, outage: Outage, limit: int) -> Sequence[Concerned]:
        was_told = exists().where(
            _D.event_id == literal(f"{outage.id}:") + _V.dossier_id, _D.audience == Audience.APPLICANT.value
        )
        wanted = select(_V.dossier_id, _V.particulars, was_told.label("was_told"))
        if outage.version == 1:
            wanted = wanted.where(_V.is_open)
        else:
            wanted = wanted.where(was_told if outage.is_cancelled else or_(_V.is_open, was_told))
        if outage.agency:
            wanted = wanted.where(_V.particulars["agency"].as_string() == outage.agency)
        wanted = wanted.where(_V.dossier_id > outage.told_after).order_by(_V.dossier_id).limit(limit)
        return [
            Concerned(
                dossier_id=row.dossier_id, particulars=particulars_of(row.particulars), was_told=bool(row.was_told)
            )
            for row in await self._connection.execute(wanted)
        ]

    async def supersede(self, keys: Sequence[str], at: datetime, real: datetime) -> Collection[str]:
        waiting = (
            _D.event_id.in_(keys),
            _D.state == DeliveryState.PENDING.value,
            or_(_D.claimed_until.is_(None), _D.claimed_until <= real),
        )
        ended = {"state": DeliveryState.RECORDED.value, "failure": SUPERSEDED, "finished_at": at}
        done = update(DELIVERIES).where(*waiting).values(ended | {"next_attempt_at": None, "claimed_until": None})
        return frozenset((await self._connection.execute(done.returning(_D.dossier_id))).scalars())


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
