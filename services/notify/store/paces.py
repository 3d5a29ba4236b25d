"""One pace for a gateway, shared by all replicas: a row that says when its next place is free."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from chassis.data.database import Database
from notify.store.tables import PACES

_P = PACES.c


class SqlPlaces:
    """Fulfils ``clients.gateways.pace.Reserve`` for one gateway. store_time: the same for all replicas.

    Asked only when there is something to send. Whoever dies with a place leaves it empty.
    """

    def __init__(
        self, database: Database, gateway: str, per_second: float, store_time: Callable[[], Awaitable[datetime]]
    ) -> None:
        self._database, self._gateway, self._store_time = database, gateway, store_time
        self._gap = timedelta(seconds=1 / per_second)

    async def __call__(self) -> float:
        now = await self._store_time()
        async with self._database.write() as writing:
            first = {"gateway": self._gateway, "free_at": now}
            await writing.connection.execute(_begin(writing.connection.dialect.name), first)
            own = select(_P.free_at).where(_P.gateway == self._gateway).with_for_update()
            free_at: datetime = (await writing.connection.execute(own)).scalar_one()
            place = max(free_at, now)
            taken = update(PACES).where(_P.gateway == self._gateway).values(free_at=place + self._gap)
            await writing.connection.execute(taken)
            await writing.commit()
        return (place - now).total_seconds()


@cache
def _begin(dialect: str) -> Executable:
    inserting: Any = postgresql_insert(PACES) if dialect == "postgresql" else sqlite_insert(PACES)
    return cast(Executable, inserting.on_conflict_do_nothing())
