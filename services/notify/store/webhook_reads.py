"""Questions about endpoints, what was sent to them and what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, case, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import Instant
from chassis.data.database import Database
from notify.application.webhooks.ports import Attempt, Backlog, Outgoing, WebhookFilter
from notify.domain.webhooks import Endpoint, EndpointState, WebhookDelivery, WebhookState
from notify.store.tables import WEBHOOKS
from notify.store.webhook_conditions import matching
from notify.store.webhook_rows import delivery_of, endpoint_of

_E, _D, _A = WEBHOOKS.endpoints.c, WEBHOOKS.deliveries.c, WEBHOOKS.attempts.c
_EARLIER = WEBHOOKS.deliveries.alias("earlier")
_PENDING = WebhookState.PENDING.value

_BEHIND = exists().where(
    _EARLIER.c.endpoint_id == _D.endpoint_id,
    _EARLIER.c.subject == _D.subject,
    _EARLIER.c.state == _PENDING,
    _EARLIER.c.attempts > 0,
    _EARLIER.c.position < _D.position,
    _EARLIER.c.next_attempt_at > bindparam("now", type_=Instant),
)
_DUE = (
    select(WEBHOOKS.deliveries, WEBHOOKS.events.c.body)
    .join(WEBHOOKS.events, WEBHOOKS.events.c.id == _D.event_id)
    .where(
        _D.endpoint_id == bindparam("of_endpoint"),
        _D.state == _PENDING,
        _D.next_attempt_at <= bindparam("now", type_=Instant),
        ~_BEHIND,
    )
    .order_by(_D.position)
    .limit(bindparam("most"))
)


class SqlWebhookReads:
    """Fulfils ``application.webhooks.ports.Reads``. Ids are UUIDv7: oldest first is by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def endpoint(self, endpoint_id: str) -> Endpoint | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(WEBHOOKS.endpoints).where(_E.id == endpoint_id))
            row = found.one_or_none()
        return None if row is None else endpoint_of(row)

    async def endpoints(self, owner: str, *, limit: int, after: str) -> tuple[Sequence[Endpoint], int, bool]:
        conditions: list[ColumnElement[bool]] = [_E.owner == owner] if owner else []
        async with self._database.read() as connection:
            total = await _count(connection, WEBHOOKS.endpoints, conditions)
            wanted = select(WEBHOOKS.endpoints).where(*conditions, _E.id > after).order_by(_E.id).limit(limit + 1)
            rows = (await connection.execute(wanted)).all()
        return [endpoint_of(row) for row in rows[:limit]], total, len(rows) > limit

    async def backlogs(self, endpoint_ids: Sequence[str]) -> Mapping[str, Backlog]:
        is_pending = case((_D.state == _PENDING, 1), else_=0)
        waiting_since = case((_D.state == _PENDING, _D.created_at))
        counted = (
            select(_D.endpoint_id, func.sum(is_pending), func.min(waiting_since, type_=Instant), func.count())
            .where(_D.endpoint_id.in_(endpoint_ids), _D.state.in_((_PENDING, WebhookState.FAILED.value)))
            .group_by(_D.endpoint_id)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(counted)).all()
        return {
            endpoint_id: Backlog(pending=int(pending), oldest_at=oldest, failed=int(both) - int(pending))
            for endpoint_id, pending, oldest, both in rows
        }

    async def delivery(self, delivery_id: str) -> WebhookDelivery | None:
        async with self._database.read() as connection:
            found = await connection.execute(select(WEBHOOKS.deliveries).where(_D.id == delivery_id))
            row = found.one_or_none()
        return None if row is None else delivery_of(row)

    async def deliveries(
        self, chosen: WebhookFilter, *, limit: int, after: str
    ) -> tuple[Sequence[WebhookDelivery], int, bool]:
        rows, total, more = await self._newest(WEBHOOKS.deliveries, matching(chosen), limit=limit, after=after)
        return [delivery_of(row) for row in rows], total, more

    async def attempts(self, endpoint_id: str, *, limit: int, after: str) -> tuple[Sequence[Attempt], int, bool]:
        own = [_A.endpoint_id == endpoint_id]
        rows, total, more = await self._newest(WEBHOOKS.attempts, own, limit=limit, after=after)
        return [Attempt(**row._mapping) for row in rows], total, more

    async def due(self, endpoint_id: str, *, at: datetime, limit: int) -> Sequence[Outgoing]:
        async with self._database.read() as connection:
            rows = await connection.execute(_DUE, {"of_endpoint": endpoint_id, "now": at, "most": limit})
            return [Outgoing(delivery=delivery_of(row), body=row.body) for row in rows]

    async def with_due(self, endpoint_ids: Sequence[str], at: datetime) -> Collection[str]:
        due = exists().where(_D.endpoint_id == _E.id, _D.state == _PENDING, _D.next_attempt_at <= at)
        async with self._database.read() as connection:
            return frozenset(await connection.scalars(select(_E.id).where(_E.id.in_(endpoint_ids), due)))

    async def failing(self, before: datetime) -> Sequence[Endpoint]:
        wanted = (_E.state == EndpointState.ENABLED.value, _E.failing_since <= before)
        async with self._database.read() as connection:
            rows = await connection.execute(select(WEBHOOKS.endpoints).where(*wanted).order_by(_E.id))
            return [endpoint_of(row) for row in rows]

    async def handshakes(self, at: datetime) -> Sequence[Endpoint]:
        due = _E.handshake_at <= at
        async with self._database.read() as connection:
            rows = await connection.execute(select(WEBHOOKS.endpoints).where(due).order_by(_E.handshake_at).limit(20))
            return [endpoint_of(row) for row in rows]

    async def _newest(
        self, table: Table, conditions: Sequence[ColumnElement[bool]], *, limit: int, after: str
    ) -> tuple[Sequence[Any], int, bool]:
        async with self._database.read() as connection:
            total = await _count(connection, table, conditions)
            wanted = select(table).where(*conditions).order_by(table.c.id.desc()).limit(limit + 1)
            rows = (await connection.execute(wanted.where(table.c.id < after) if after else wanted)).all()
        return rows[:limit], total, len(rows) > limit


async def _count(connection: AsyncConnection, table: Table, conditions: Sequence[ColumnElement[bool]]) -> int:
    counted = await connection.scalar(select(func.count()).select_from(table).where(*conditions))
    return int(counted or 0)
