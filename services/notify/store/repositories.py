"""What a transaction writes: deliveries, and what is known of dossiers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from notify.domain.delivery import Delivery, DeliveryState
from notify.domain.occurrence import Particulars
from notify.store.rows import delivery_of, delivery_row, particulars_json, particulars_of
from notify.store.tables import DELIVERIES, DOSSIER_VIEWS

_D = DELIVERIES.c
_VIEW = select(DOSSIER_VIEWS.c.particulars).where(DOSSIER_VIEWS.c.dossier_id == bindparam("wanted"))


class SqlDossierViews:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, dossier_id: str) -> Particulars:
        # Locked on PostgreSQL: intake's and processing's events of a dossier may be taken in by two
        # replicas at once.
        found = await self._connection.scalar(_VIEW.with_for_update(), {"wanted": dossier_id})
        return particulars_of(found) if found is not None else Particulars()

    async def put(self, dossier_id: str, particulars: Particulars) -> None:
        statement = _insert(self._connection, DOSSIER_VIEWS)
        await self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["dossier_id"], set_={"particulars": statement.excluded.particulars}
            ),
            {"dossier_id": dossier_id, "particulars": particulars_json(particulars)},
        )


class SqlDeliveries:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, deliveries: Sequence[Delivery]) -> None:
        if deliveries:
            statement = _insert(self._connection, DELIVERIES).on_conflict_do_nothing(
                index_elements=["event_id", "audience", "channel"]
            )
            await self._connection.execute(statement, [delivery_row(one) for one in deliveries])

    async def claim_due(self, *, real: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        due = (
            select(_D.id)
            .where(
                _D.state == DeliveryState.PENDING.value,
                _D.next_attempt_at <= real,
                or_(_D.claimed_until.is_(None), _D.claimed_until <= real),
            )
            .order_by(_D.next_attempt_at, _D.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        found = await self._connection.execute(
            update(DELIVERIES).where(_D.id.in_(due)).values(claimed_until=until).returning(DELIVERIES)
        )
        return sorted((delivery_of(row) for row in found), key=lambda one: one.id)

    async def settle(self, delivery: Delivery) -> None:
        await self._connection.execute(
            update(DELIVERIES)
            .where(_D.id == delivery.id, _D.state == DeliveryState.PENDING.value)
            .values(
                state=delivery.state.value,
                attempts=delivery.attempts,
                failure=delivery.failure,
                next_attempt_at=delivery.next_attempt_at,
                finished_at=delivery.finished_at,
                claimed_until=None,
            )
        )


def _insert(connection: AsyncConnection, table: Table) -> Any:
    return postgresql_insert(table) if connection.dialect.name == "postgresql" else sqlite_insert(table)
