"""Brings everything sealed under the active key, in batches, while the service runs; may be stopped and begun again.

Each batch is a transaction of its own. A row that somebody changes meanwhile is left to the next pass, and passes go
on until one finds nothing: then no value needs an older key any more.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.sealing import Sealer
from intake.store.sealed_places import PLACES, SealedPlace

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """One batch. table: where. count: rows that were changed."""

    table: str
    count: int


class Resealing:
    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer
        self._under = (sealer.header(), sealer.active)

    async def remaining(self) -> dict[str, int]:
        """Rows by table that still need an older key, or no key yet."""
        counts: dict[str, int] = {}
        for place in PLACES:
            statement = select(func.count()).select_from(place.table).where(place.waiting(*self._under))
            async with self._database.read() as connection:
                counts[place.table.name] = int(await connection.scalar(statement) or 0)
        return counts

    async def run(self) -> AsyncIterator[Resealed]:
        """Every batch as it is done, until nothing remains."""
        while True:
            changed = 0
            for place in PLACES:
                async for batch in self._pass(place):
                    changed += batch.count
                    yield batch
            if changed == 0:
                return

    async def _pass(self, place: SealedPlace) -> AsyncIterator[Resealed]:
        key, after = place.table.c[place.key], ""
        columns = (key, *(place.table.c[name] for name in (*place.also, *place.columns)))
        page = select(*columns).where(place.waiting(*self._under)).order_by(key).limit(BATCH)
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(page.where(key > after))).all()
            if not rows:
                return
            after = rows[-1][0]
            yield Resealed(table=place.table.name, count=await self._batch(place, rows))

    async def _batch(self, place: SealedPlace, rows: Sequence[Row[Any]]) -> int:
        count = 0
        async with self._database.write() as writing:
            for row in rows:
                count += await self._row(place, row._asdict(), writing.connection)
            await writing.commit()
        return count

    async def _row(self, place: SealedPlace, values: dict[str, Any], connection: AsyncConnection) -> int:
        changes = place.resealed(values, self._sealer)
        changes.pop(place.key, None)
        if not changes:
            return 0
        table = place.table
        unchanged = [table.c[name].is_not_distinct_from(values[name]) for name in (*place.also, *changes)]
        done = await connection.execute(
            update(table).where(table.c[place.key] == values[place.key], *unchanged).values(changes)
        )
        return done.rowcount
