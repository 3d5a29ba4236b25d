"""Questions about the delivery log, each in one read-only transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from notify.application.ports import DeliveryFilter, InboxFilter, InboxOf, Slice
from notify.domain.channels import Lane
from notify.domain.delivery import Delivery, DeliveryState, Priority
from notify.domain.occasions import Audience, Channel, Occasion
from notify.store.inbox import meant_for
from notify.store.rows import delivery_of
from notify.store.tables import DELIVERIES

_D = DELIVERIES.c

_WEEK = timedelta(days=7)
_IS_BULK = (_D.priority >= Priority.BULK).label("is_bulk")
_OLDEST = (
    select(_D.channel, _IS_BULK, func.min(_D.next_attempt_at).label("since"))
    .where(_D.state == DeliveryState.PENDING.value)
    .group_by(_D.channel, _IS_BULK)
)


class SqlReads:
    """Fulfils ``application.ports.Reads``. Ids are UUIDv7: newest first is by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def delivery(self, delivery_id: str) -> Delivery | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(DELIVERIES).where(_D.id == delivery_id))
            row = found.one_or_none()
        return None if row is None else delivery_of(row)

    async def deliveries(self, chosen: DeliveryFilter, *, limit: int, after: str) -> Slice:
        conditions: list[ColumnElement[bool]] = []
        if chosen.dossier_id:
            conditions.append(_D.dossier_id == chosen.dossier_id)
        if chosen.states:
            conditions.append(_D.state.in_(sorted(chosen.states)))
        if chosen.agency:
            conditions.append(_D.agency == chosen.agency)
        return await self._slice(conditions, limit=limit, after=after)

    async def oldest_due(self) -> dict[Lane, datetime]:
        async with self._database.read() as connection:
            found = (await connection.execute(_OLDEST)).all()
        return {Lane(channel=Channel(row.channel), is_bulk=bool(row.is_bulk)): row.since for row in found}

    async def inbox(self, whose: InboxOf, chosen: InboxFilter, *, limit: int, after: str) -> Slice:
        conditions = [meant_for(whose)]
        if chosen.only_unread:
            conditions.append(_D.read_at.is_(None))
        if chosen.occasions:
            conditions.append(_D.occasion.in_(sorted(chosen.occasions)))
        return await self._slice(conditions, limit=limit, after=after)

    async def unread(self, occasions: Collection[Occasion]) -> Sequence[Delivery]:
        own = (_D.channel == Channel.INBOX.value, _D.audience == Audience.OFFICER.value, _D.read_at.is_(None))
        async with self._database.read() as connection:
            newest = await connection.scalar(select(func.max(_D.created_at)).where(*own))
            if newest is None:
                return []
            wanted = select(DELIVERIES).where(*own, _D.occasion.in_(sorted(occasions)), _D.created_at > newest - _WEEK)
            found = await connection.execute(wanted.order_by(_D.id).limit(10_000))
            return [delivery_of(row) for row in found]

    async def _slice(self, conditions: Sequence[ColumnElement[bool]], *, limit: int, after: str) -> Slice:
        async with self._database.read() as connection:
            total = await _count(connection, DELIVERIES, conditions)
            wanted = select(DELIVERIES).where(*conditions).order_by(_D.id.desc()).limit(limit + 1)
            found = (await connection.execute(wanted.where(_D.id < after) if after else wanted)).all()
        deliveries = tuple(delivery_of(row) for row in found[:limit])
        return Slice(deliveries=deliveries, total_size=total, more=len(found) > limit)


async def _count(connection: AsyncConnection, table: Any, conditions: Sequence[ColumnElement[bool]]) -> int:
    counted = await connection.scalar(select(func.count()).select_from(table).where(*conditions))
    return int(counted or 0)
