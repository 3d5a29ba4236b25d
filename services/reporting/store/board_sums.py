"""The sums of boards: kept by differences, read by the months and days of a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, exists, false, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.domain.board_sums import Amount, BoardKey, Cut, Span
from reporting.domain.on_time import Period
from reporting.store.tables import BOARD_SUMS, REBUILT_BOARD_SUMS

_B, _R = BOARD_SUMS.c, REBUILT_BOARD_SUMS.c
COUNTS = ("total", "late", "seconds")
EVERYBODY: ColumnElement[bool] = _B.officer == literal_column("''")
"""As the partial indexes have it."""


class SqlBoardSums:
    """Fulfils ``application.ports.BoardBook``."""

    def __init__(self, connection: AsyncConnection, table: Table = BOARD_SUMS) -> None:
        self._connection = connection
        self._statement = _ADD[table.name, connection.dialect.name]

    async def add(self, changes: Iterable[tuple[BoardKey, Amount]]) -> None:
        rows = [board_row(key, amount) for key, amount in changes]
        if rows:
            await self._connection.execute(self._statement, rows)


def board_row(key: BoardKey, amount: Amount) -> dict[str, Any]:
    total, late, seconds = amount
    return {
        "agency": key.agency,
        "officer": key.officer,
        "measure": str(key.measure),
        "span": str(key.span),
        "first": key.first,
        "department": key.department,
        "procedure_key": key.procedure,
        "label": str(key.label),
        "total": total,
        "late": late,
        "seconds": seconds,
    }


def of_period(cut: Cut) -> ColumnElement[bool]:
    """The sums of whole months and of the days that are left over."""
    spans = ((Span.MONTH, cut.months), (Span.DAY, cut.days))
    return or_(*(and_(_B.span == span.value, within(_B.first, periods)) for span, periods in spans if periods))


def within(column: ColumnElement[date], periods: Sequence[Period]) -> ColumnElement[bool]:
    """On a day of any of these, which are in order and apart; those that follow one another are one."""
    joined: list[Period] = []
    for period in periods:
        follows = bool(joined) and joined[-1].last + timedelta(days=1) == period.first
        first = joined.pop().first if follows else period.first
        joined.append(Period(first=first, last=period.last))
    return or_(false(), *(column.between(period.first, period.last) for period in joined))


async def exchange_sums(connection: AsyncConnection) -> None:
    """What was counted anew is what is live. Only what came out differently is written."""
    await connection.execute(_EXCHANGE[connection.dialect.name])
    same = and_(*(_R[column.name] == column for column in BOARD_SUMS.primary_key))
    await connection.execute(delete(BOARD_SUMS).where(~exists().where(same, _NOT_NOTHING)))


def _add(table: Table, dialect: str) -> Any:
    statement: Any = postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={name: table.c[name] + statement.excluded[name] for name in COUNTS},
    )


def _exchange(dialect: str) -> Any:
    statement: Any = postgresql_insert(BOARD_SUMS) if dialect == "postgresql" else sqlite_insert(BOARD_SUMS)
    names = [column.name for column in BOARD_SUMS.columns]
    return statement.from_select(names, select(REBUILT_BOARD_SUMS).where(_NOT_NOTHING)).on_conflict_do_update(
        index_elements=[column.name for column in BOARD_SUMS.primary_key],
        set_={name: statement.excluded[name] for name in COUNTS},
        where=or_(*(_B[name] != statement.excluded[name] for name in COUNTS)),
    )


_NOT_NOTHING = or_(*(_R[name] != 0 for name in COUNTS))
_EXCHANGE = {dialect: _exchange(dialect) for dialect in ("postgresql", "sqlite")}
_ADD = {
    (table.name, dialect): _add(table, dialect)
    for table in (BOARD_SUMS, REBUILT_BOARD_SUMS)
    for dialect in ("postgresql", "sqlite")
}
