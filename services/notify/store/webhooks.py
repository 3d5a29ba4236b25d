"""What a webhooks' transaction writes: endpoints, leases on them, deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, and_, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.many import Changes
from notify.application.webhooks.ports import Attempt, KeptEvent, Wanted, WebhookFilter
from notify.domain.webhooks import Endpoint, EndpointState, Health, WebhookDelivery, WebhookState
from notify.store.tables import SUBSCRIBERS, WEBHOOKS
from notify.store.webhook_conditions import matching
from notify.store.webhook_rows import (
    AT_ONCE,
    endpoint_of,
    endpoint_row,
    fresh_row,
    health_row,
    outcome_row,
    subscriber_of,
)

_E, _D, _V, _A = WEBHOOKS.endpoints.c, WEBHOOKS.deliveries.c, WEBHOOKS.events.c, WEBHOOKS.attempts.c
_S = SUBSCRIBERS.c
_ALL = select(WEBHOOKS.endpoints).order_by(_E.id)
_CHANGED = select(
    select(func.count()).select_from(WEBHOOKS.endpoints).scalar_subquery(),
    select(func.sum(_E.version)).scalar_subquery(),
    select(func.max(_E.id)).scalar_subquery(),
    select(func.sum(_S.version)).scalar_subquery(),
    select(func.count()).select_from(SUBSCRIBERS).scalar_subquery(),
)
_OFF = select(_S.key).where(~_S.is_enabled)
# An attempt that outlived its sender's lease says nothing against what the next sender has achieved.
_SETTLE = Changes(
    WEBHOOKS.deliveries,
    ["id"],
    ["state", "attempts", "status", "duration_ms", "failure", "next_attempt_at", "finished_at"],
    where=f"webhook_deliveries.state = '{WebhookState.PENDING.value}'",
)
_KEEP_HEALTH = (
    update(WEBHOOKS.endpoints)
    .where(_E.id == bindparam("of_id"), _E.version == bindparam("of_version"))
    .values({name: bindparam(name) for name in health_row(Health())})
)
_ANEW: dict[str, Any] = {
    "state": WebhookState.PENDING.value,
    "attempts": 0,
    "failure": "",
    "next_attempt_at": AT_ONCE,
    "finished_at": None,
}


class KnownEndpoints:
    """The endpoints as they were read last. Every event asks for them; they change seldom."""

    def __init__(self) -> None:
        self.mark: tuple[Any, ...] = ()
        self.wanted: tuple[Wanted, ...] = ()


class SqlEndpoints:
    def __init__(self, connection: AsyncConnection, known: KnownEndpoints) -> None:
        self._connection = connection
        self._known = known

    async def get(self, endpoint_id: str) -> Endpoint | None:
        found = await self._connection.execute(select(WEBHOOKS.endpoints).where(_E.id == endpoint_id).with_for_update())
        row = found.one_or_none()
        return None if row is None else endpoint_of(row)

    async def wanted(self) -> Sequence[Wanted]:
        """Read again when their number, the sum of their versions or the newest has changed."""
        mark = tuple((await self._connection.execute(_CHANGED)).one())
        if mark != self._known.mark:
            owners = {row.key: subscriber_of(row) for row in await self._connection.execute(select(SUBSCRIBERS))}
            endpoints = [endpoint_of(row) for row in await self._connection.execute(_ALL)]
            self._known.wanted = tuple(Wanted(endpoint=each, owner=owners.get(each.owner)) for each in endpoints)
            self._known.mark = mark
        return self._known.wanted

    async def count(self, owner: str) -> tuple[int, int]:
        own = select(func.count()).select_from(WEBHOOKS.endpoints).where(_E.owner == owner)
        of_all = select(func.count()).select_from(WEBHOOKS.endpoints)
        return int(await self._connection.scalar(own) or 0), int(await self._connection.scalar(of_all) or 0)

    async def is_named(self, name: str) -> bool:
        return await self._connection.scalar(select(_E.id).where(_E.name == name)) is not None

    async def add(self, endpoint: Endpoint) -> None:
        unleased = {"lease_holder": "", "leased_until": None}
        await self._connection.execute(insert(WEBHOOKS.endpoints).values(endpoint_row(endpoint) | unleased))

    async def save(self, endpoint: Endpoint) -> None:
        values = endpoint_row(endpoint)
        await self._connection.execute(update(WEBHOOKS.endpoints).where(_E.id == endpoint.id).values(values))

    async def remove(self, endpoint_id: str) -> None:
        waiting = and_(_D.endpoint_id == endpoint_id, _D.state == WebhookState.PENDING.value)
        await self._connection.execute(delete(WEBHOOKS.deliveries).where(waiting))
        await self._connection.execute(delete(WEBHOOKS.endpoints).where(_E.id == endpoint_id))

    async def keep_health(self, endpoint: Endpoint, health: Health) -> bool:
        which = {"of_id": endpoint.id, "of_version": endpoint.version}
        kept = await self._connection.execute(_KEEP_HEALTH, which | health_row(health))
        return kept.rowcount == 1

    async def lease(self, holder: str, *, at: datetime, until: datetime) -> Sequence[Endpoint]:
        free = (
            select(_E.id)
            .where(
                _E.state == EndpointState.ENABLED.value,
                _E.owner.not_in(_OFF),
                or_(_E.lease_holder == holder, _E.leased_until.is_(None), _E.leased_until <= at),
            )
            .order_by(_E.id)
            .with_for_update(skip_locked=True)
        )
        taken = update(WEBHOOKS.endpoints).where(_E.id.in_(free)).values(lease_holder=holder, leased_until=until)
        found = await self._connection.execute(taken.returning(WEBHOOKS.endpoints))
        return [endpoint_of(row) for row in found]

    async def let_go(self, holder: str) -> None:
        await self._connection.execute(
            update(WEBHOOKS.endpoints).where(_E.lease_holder == holder).values(lease_holder="", leased_until=None)
        )


class SqlWebhookDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, events: Sequence[KeptEvent], deliveries: Sequence[WebhookDelivery], at: datetime) -> None:
        dialect = self._connection.dialect.name
        kept = [
            {
                "id": each.id,
                "position": each.position,
                "happened_at": each.happened_at,
                "body": each.body,
                "kept_at": at,
            }
            for each in events
        ]
        await self._connection.execute(_once(WEBHOOKS.events, dialect), kept)
        rows = [fresh_row(each) for each in deliveries]
        await self._connection.execute(_once(WEBHOOKS.deliveries, dialect), rows)

    async def settle(self, tried: Sequence[WebhookDelivery], attempts: Sequence[Attempt]) -> None:
        await _SETTLE(self._connection, sorted((outcome_row(each) for each in tried), key=lambda row: str(row["id"])))
        if attempts:
            kept = _once(WEBHOOKS.attempts, self._connection.dialect.name)
            await self._connection.execute(kept, [asdict(each) for each in attempts])

    async def anew(self, delivery_ids: Sequence[str]) -> None:
        if delivery_ids:
            await self._connection.execute(
                update(WEBHOOKS.deliveries)
                .where(_D.id.in_(delivery_ids), _D.state != WebhookState.DELIVERED.value)
                .values(_ANEW)
            )

    async def release(self, endpoint_id: str, at: datetime) -> None:
        waiting = and_(_D.endpoint_id == endpoint_id, _D.state == WebhookState.PENDING.value, _D.next_attempt_at > at)
        await self._connection.execute(update(WEBHOOKS.deliveries).where(waiting).values(next_attempt_at=AT_ONCE))

    async def revive(self, endpoint_id: str, since: datetime) -> None:
        given_up = and_(_D.endpoint_id == endpoint_id, _D.state == WebhookState.FAILED.value, _D.finished_at >= since)
        await self._connection.execute(update(WEBHOOKS.deliveries).where(given_up).values(_ANEW))

    async def again(self, chosen: WebhookFilter) -> int:
        ended = and_(*matching(chosen), _D.state != WebhookState.PENDING.value)
        sent = await self._connection.execute(update(WEBHOOKS.deliveries).where(ended).values(_ANEW))
        return sent.rowcount

    async def expire(self, before: datetime, at: datetime) -> int:
        off = select(_E.id).where(_E.state == EndpointState.DISABLED.value)
        waiting = and_(_D.state == WebhookState.PENDING.value, _D.created_at < before, _D.endpoint_id.in_(off))
        given_up = {"state": WebhookState.FAILED.value, "failure": "expired", "next_attempt_at": None}
        done = await self._connection.execute(
            update(WEBHOOKS.deliveries).where(waiting).values(given_up | {"finished_at": at})
        )
        return done.rowcount

    async def forget(self, *, delivered: datetime, failed: datetime, limit: int) -> int:
        ended = or_(
            and_(_D.state == WebhookState.DELIVERED.value, _D.finished_at < delivered),
            and_(_D.state == WebhookState.FAILED.value, _D.finished_at < failed),
        )
        old = select(_D.id).where(ended).order_by(_D.finished_at).limit(limit)
        gone = (await self._connection.execute(delete(WEBHOOKS.deliveries).where(_D.id.in_(old)))).rowcount
        tried = select(_A.id).where(_A.at < failed).limit(limit)
        gone += (await self._connection.execute(delete(WEBHOOKS.attempts).where(_A.id.in_(tried)))).rowcount
        needed = exists().where(_D.event_id == _V.id)
        unneeded = select(_V.id).where(_V.kept_at < delivered, ~needed).order_by(_V.kept_at).limit(limit)
        gone += (await self._connection.execute(delete(WEBHOOKS.events).where(_V.id.in_(unneeded)))).rowcount
        return gone


@cache
def _once(table: Table, dialect: str) -> Executable:
    inserting: Any = postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)
    return cast(Executable, inserting.on_conflict_do_nothing())
