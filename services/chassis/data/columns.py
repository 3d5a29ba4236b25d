"""Column types and shorthands that mean the same on PostgreSQL and SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    LargeBinary,
    Text,
    and_,
    func,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime: ``timestamptz`` on PostgreSQL, fixed-width ISO text on SQLite.

    The text (``2026-11-23T01:30:00.000000Z``) sorts as time does. A naive datetime raises ValueError: it
    would be an hour of nobody's zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone; got a naive datetime")
        utc = value.astimezone(UTC)
        return instant_text(utc) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """None on PostgreSQL: asyncpg gives aware UTC datetimes, and a page has 1,500 of them."""
        return None if dialect.name == "postgresql" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        read = datetime.fromisoformat(value) if isinstance(value, str) else cast(datetime, value)
        return read.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """A JSON document: ``jsonb`` on PostgreSQL, text on SQLite. Python None is SQL NULL."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(JSON(none_as_null=True))


class TokenSet(TypeDecorator[Sequence[int]]):
    """A set of 64-bit numbers: ``bigint[]`` on PostgreSQL, where GIN finds them; ``,3,17,`` on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return f",{','.join(map(str, value))},"

    def process_result_value(self, value: Any, dialect: Dialect) -> Sequence[int] | None:
        return [int(part) for part in value.split(",") if part] if isinstance(value, str) else value


def has_all(column: Column[Sequence[int]], tokens: Sequence[int], dialect: str) -> ColumnElement[bool]:
    """Whether a TokenSet holds each of these numbers; on SQLite every row is looked at."""
    if dialect == "postgresql":
        array = ARRAY(BigInteger)
        return type_coerce(column, array).contains(type_coerce(list(tokens), array))
    return and_(*(func.instr(column, f",{token},") > 0 for token in tokens))


def instant_text(at: datetime) -> str:
    """RFC 3339 in UTC with six decimals and ``Z``; of fixed width, so that text sorts as time does."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def json_text(value: Any) -> str:
    """The serializer both engines use for Json columns."""
    return orjson.dumps(value).decode()


def position() -> Column[int]:
    """``position``: the primary key of a journal-like table; grows, has holes, is never used as a
    watermark.
    """
    return Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True)


def identifier(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[str]:
    """An id, token or slug: short text without length limit in the database (the domain checks its form)."""
    return Column(name, Text, primary_key=primary_key, nullable=nullable and not primary_key)


def text(name: str, *, nullable: bool = False) -> Column[str]:
    """Free or formatted text."""
    return Column(name, Text, nullable=nullable)


def instant(name: str, *, nullable: bool = False) -> Column[datetime]:
    """An instant in UTC; name it ``*_at``."""
    return Column(name, Instant, nullable=nullable)


def number(name: str, *, nullable: bool = False) -> Column[int]:
    """A whole number of 64 bits."""
    return Column(name, BigInteger, nullable=nullable)


def document(name: str, *, nullable: bool = False) -> Column[Any]:
    """A JSON document."""
    return Column(name, Json, nullable=nullable)


def blob(name: str, *, nullable: bool = False) -> Column[bytes]:
    """Bytes that come back exactly as they went in."""
    return Column(name, LargeBinary, nullable=nullable)
