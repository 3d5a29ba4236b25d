"""What a database error means for the caller: somebody was first, try again, or the store is away.

    store-conflict      CONFLICT     deadlock, serialization failure, a lock not granted in time
    store-busy          UNAVAILABLE  statement too slow, no free connection, the writer's queue too long
    store-unavailable   UNAVAILABLE  server away or shutting down, disk full, file unreadable

Errors that are a program's own (constraint, syntax, type) stay what they are.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from chassis.kernel.errors import Kind, Problem

_CONFLICTS = frozenset({"40001", "40P01", "55P03"})
_BUSY = frozenset({"57014"})
#: Connection lost, out of resources (53100 is disk full), operator intervention, system error.
_AWAY_CLASSES = ("08", "53", "57P", "58", "XX001", "XX002", "25006", "25P03")
_SQLITE_CONFLICTS = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_AWAY = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }
)


def problem_of(error: BaseException) -> Problem | None:
    """The refusal a database error stands for, None if it is a program's own fault."""
    if isinstance(error, PoolTimeout):
        return busy()
    if not isinstance(error, DBAPIError):
        return None
    if error.connection_invalidated:
        return unavailable()
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _sqlite(cause)
    return _postgresql(cause)


def unavailable() -> Problem:
    return Problem(
        "store-unavailable",
        Kind.UNAVAILABLE,
        "The database cannot be reached or cannot store. Try again shortly.",
    )


def busy() -> Problem:
    return Problem("store-busy", Kind.UNAVAILABLE, "The database is too busy at the moment. Try again shortly.")


def conflict() -> Problem:
    return Problem("store-conflict", Kind.CONFLICT, "Somebody else changed the same thing first. Try again.")


def _sqlite(cause: sqlite3.Error) -> Problem | None:
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest says where it happened
    if code in _SQLITE_CONFLICTS:
        return conflict()
    if code in _SQLITE_AWAY or "no active connection" in str(cause) or "connection closed" in str(cause):
        return unavailable()
    return None


def _postgresql(cause: BaseException | None) -> Problem | None:
    state = str(getattr(cause, "sqlstate", "") or getattr(cause, "pgcode", "") or "")
    if state in _CONFLICTS:
        return conflict()
    if state in _BUSY:
        return busy()
    if state.startswith(_AWAY_CLASSES) or "connection is closed" in str(cause):
        return unavailable()
    return None
