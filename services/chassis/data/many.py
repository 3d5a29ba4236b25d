"""Many rows in one statement, built once: PostgreSQL takes whole columns as arrays, SQLite a row at a time.

A row is a mapping from names of columns to values. Not for JSON and binary columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Executable, Table, bindparam, delete, text, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]
_POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
_OF = "of_"  # before the names of key columns: SQLAlchemy keeps those of set columns for itself


class Changes:
    """``UPDATE``: the rows with these keys get these columns anew. where: SQL besides, the same for both databases."""

    def __init__(self, table: Table, keys: Sequence[str], columns: Sequence[str], *, where: str = "TRUE") -> None:
        self._names = (*keys, *columns)
        sets = ", ".join(f"{name} = given.{name}" for name in columns)
        matches = " AND ".join(f"{table.name}.{key} = given.{key}" for key in keys)
        self._at_once = text(
            f"UPDATE {table.name} SET {sets} FROM {_given(table, self._names)} WHERE {matches} AND {where}"
        )
        values: dict[str, Any] = {name: bindparam(name) for name in columns}
        self._one: Executable = (
            update(table).where(*(table.c[key] == bindparam(_OF + key) for key in keys), text(where)).values(values)
        )
        self._keys = frozenset(keys)

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if connection.dialect.name == "postgresql":
            await connection.execute(self._at_once, _columns(self._names, rows))
        else:
            await connection.execute(self._one, [_renamed(row, self._keys) for row in rows])


class Removals:
    """``DELETE``: the rows with these keys. where: SQL besides, the same for both databases."""

    def __init__(self, table: Table, keys: Sequence[str], *, where: str) -> None:
        self._keys = keys
        matches = " AND ".join(f"{table.name}.{key} = given.{key}" for key in keys)
        given = _given(table, keys)
        self._at_once = text(f"DELETE FROM {table.name} USING {given} WHERE {matches} AND {where}")
        own = (table.c[key] == bindparam(_OF + key) for key in keys)
        self._one: Executable = delete(table).where(*own, text(where))

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if connection.dialect.name == "postgresql":
            await connection.execute(self._at_once, _columns(self._keys, rows))
        else:
            await connection.execute(self._one, [_renamed(row, frozenset(self._keys)) for row in rows])


class Additions:
    """``INSERT`` of these columns; a row whose key exists stays as it is."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        self._names = columns
        named = ", ".join(columns)
        self._at_once = text(
            f"INSERT INTO {table.name} ({named}) SELECT {named} FROM {_given(table, columns)} ON CONFLICT DO NOTHING"
        )
        self._one: Executable = sqlite_insert(table).on_conflict_do_nothing()

    async def __call__(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        if not rows:
            return
        if connection.dialect.name == "postgresql":
            await connection.execute(self._at_once, _columns(self._names, rows))
        else:
            await connection.execute(self._one, [dict(row) for row in rows])


def _given(table: Table, names: Iterable[str]) -> str:
    """``unnest(CAST(:a AS TEXT[]), …) AS given(a, …)``."""
    arrays = ", ".join(f"CAST(:{name} AS {_type(table.c[name])}[])" for name in names)
    return f"unnest({arrays}) AS given({', '.join(names)})"


def _type(column: Column[Any]) -> str:
    return str(column.type.compile(dialect=_POSTGRESQL))


def _columns(names: Iterable[str], rows: Sequence[Row]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in names}


def _renamed(row: Row, keys: frozenset[str]) -> dict[str, Any]:
    return {_OF + name if name in keys else name: value for name, value in row.items()}
