"""Exact totals of lists without counting a hundred thousand rows for every page.

PostgreSQL names what a statement can see: ``pg_current_snapshot()``. Two statements with the same snapshot see the same
rows, so a count taken under the snapshot of this page is this page's total. Any commit makes another snapshot, and the
rows are counted again. On SQLite, which has few rows or few readers, they always are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from intake.store.tables import dossiers

REMEMBERED = 256

_COUNT = select(func.count()).select_from(dossiers)
_SNAPSHOT = select(cast(func.pg_current_snapshot(), Text)).scalar_subquery().label("snapshot")
_NOW = select(cast(func.pg_current_snapshot(), Text))


class Totals:
    """Remembers the last count of each question with the snapshot it was taken under."""

    def __init__(self, dialect: str) -> None:
        self._knows_snapshots = dialect == "postgresql"
        self._counted: OrderedDict[Hashable, tuple[str, int]] = OrderedDict()

    def marked(self, page: Select[Any]) -> Select[Any]:
        """The page with its snapshot as the last column, where there are snapshots."""
        return page.add_columns(_SNAPSHOT) if self._knows_snapshots else page

    async def of(
        self,
        connection: AsyncConnection,
        question: Hashable,
        conditions: Sequence[ColumnElement[bool]],
        page: Sequence[Row[Any]],
    ) -> int:
        """How many dossiers fulfil the conditions. question: names them. page: rows of the marked page."""
        if not self._knows_snapshots:
            return int(await connection.scalar(_COUNT.where(*conditions)) or 0)
        known = self._counted.get(question)
        if known is not None and page and known[0] == page[0][-1]:
            return known[1]
        return await self._counted_anew(connection, question, _COUNT.where(*conditions))

    async def counted(self, connection: AsyncConnection, question: Hashable, counting: Select[Any]) -> int:
        """The same for a count that comes before its page: whether it is known costs a question without a table."""
        if not self._knows_snapshots:
            return int(await connection.scalar(counting) or 0)
        known = self._counted.get(question)
        if known is not None and known[0] == await connection.scalar(_NOW):
            return known[1]
        return await self._counted_anew(connection, question, counting)

    async def _counted_anew(self, connection: AsyncConnection, question: Hashable, counting: Select[Any]) -> int:
        total, snapshot = (await connection.execute(counting.add_columns(_SNAPSHOT))).one()
        self._counted[question] = (snapshot, total)
        self._counted.move_to_end(question)
        if len(self._counted) > REMEMBERED:
            self._counted.popitem(last=False)
        return int(total)
