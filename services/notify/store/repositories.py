"""What a transaction writes: deliveries, and what is known of dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, Table, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from notify.application.ports import InboxOf
from notify.domain.channels import Lane
from notify.domain.delivery import Delivery, DeliveryState, Priority
from notify.domain.occurrence import Particulars
from notify.store.inbox import meant_for
from notify.store.rows import delivery_of, delivery_row, particulars_json, particulars_of
from notify.store.tables import DELIVERIES, DOSSIER_VIEWS

_D = DELIVERIES.c
_VIEW = select(DOSSIER_VIEWS.c.particulars).where(DOSSIER_VIEWS.c.dossier_id == bindparam("wanted")).with_for_update()


class SqlDossierViews:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, dossier_id: str) -> Particulars:
        # Locked on PostgreSQL: intake's and processing's events of a dossier may be taken in by two
        # replicas at once.
        found = await self._connection.scalar(_VIEW, {"wanted": dossier_id})
        return particulars_of(found) if found is not None else Particulars()

    async def put(self, dossier_id: str, particulars: Particulars, *, is_open: bool | None) -> None:
        row = {"dossier_id": dossier_id, "particulars": particulars_json(particulars), "is_open": is_open is not False}
        await self._connection.execute(_put_view(self._connection.dialect.name, tells=is_open is not None), row)


class SqlDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            rows = [delivery_row(one) for one in deliveries]
            await self._connection.execute(_add_deliveries(self._connection.dialect.name), rows)

    async def claim_due(self, lane: Lane, *, real: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        due = (
            select(_D.id)
            .where(
                _D.state == DeliveryState.PENDING.value,
                _D.channel == lane.channel.value,
                _D.priority >= Priority.BULK if lane.is_bulk else _D.priority < Priority.BULK,
                _D.next_attempt_at <= real,
                or_(_D.claimed_until.is_(None), _D.claimed_until <= real),
            )
            .order_by(_D.priority, _D.next_attempt_at, _D.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = await self._connection.execute(
            update(DELIVERIES).where(_D.id.in_(due)).values(claimed_until=until).returning(DELIVERIES)
        )
        return sorted((delivery_of(row) for row in found), key=lambda one: one.id)

    async def settle(self, delivery: Delivery) -> bool:
        settled = await self._connection.execute(
            update(DELIVERIES)
            .where(_D.id == delivery.id, _D.state == DeliveryState.PENDING.value)
            .values(
                state=delivery.state.value,
                channel=delivery.channel.value,
                attempts=delivery.attempts,
                failure=delivery.failure,
                next_attempt_at=delivery.next_attempt_at,
                finished_at=delivery.finished_at,
                template_version=delivery.template_version,
                text_digest=delivery.text_digest,
                gateway=delivery.gateway,
                receipt_id=delivery.receipt_id,
                claimed_until=None,
            )
        )
        return settled.rowcount > 0

    async def handed(self, gateway: str, receipt_id: str) -> Delivery | None:
        wanted = select(DELIVERIES).where(_D.gateway == gateway, _D.receipt_id == receipt_id, _D.receipt_id != "")
        row = (await self._connection.execute(wanted.with_for_update().limit(1))).one_or_none()
        return None if row is None else delivery_of(row)

    async def mark_read(self, whose: InboxOf, ids: Sequence[str], at: datetime) -> int:
        theirs = (_D.id.in_(ids), _D.read_at.is_(None), meant_for(whose))
        return (await self._connection.execute(update(DELIVERIES).where(*theirs).values(read_at=at))).rowcount

    async def report(self, delivery: Delivery) -> None:
        known = {"receipt": delivery.receipt.value, "receipt_at": delivery.receipt_at, "failure": delivery.failure}
        ended = {"state": delivery.state.value, "finished_at": delivery.finished_at}
        await self._connection.execute(update(DELIVERIES).where(_D.id == delivery.id).values(known | ended))


@cache
def _put_view(dialect: str, *, tells: bool) -> Executable:
    putting = _insert(DOSSIER_VIEWS, dialect)
    known = {"particulars": putting.excluded.particulars} | ({"is_open": putting.excluded.is_open} if tells else {})
    return cast(Executable, putting.on_conflict_do_update(index_elements=["dossier_id"], set_=known))


@cache
def _add_deliveries(dialect: str) -> Executable:
    same = ["event_id", "audience", "channel"]
    return cast(Executable, _insert(DELIVERIES, dialect).on_conflict_do_nothing(index_elements=same))


def _insert(table: Table, dialect: str) -> Any:
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)
