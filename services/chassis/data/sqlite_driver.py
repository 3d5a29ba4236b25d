"""SQLite under SQLAlchemy with as few changes of thread as waiting asks for.

The ordinary driver changes to a worker thread and back four times per statement, which costs ten times what the
statement does. Here only what may wait goes to the thread, and in one step: taking the write lock, a commit's fsync, a
reader's query. Inside a write transaction the lock is held and pages come from the cache, so its statements, short
and indexed all of them, run where they stand.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from typing import Any

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.util import await_only


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Executes and fetches everything at once; nothing is left to be closed."""

    __slots__ = ()

    _connection: Any
    _cursor: Any

    def _make_new_cursor(self, connection: Any) -> Any:
        try:
            return connection._conn.cursor()
        except Exception as error:
            self._adapt_connection._handle_exception(error)

    def _aenter_cursor(self, cursor: Any) -> Any:
        return cursor

    async def _async_soft_close(self) -> None:
        """All rows are here already."""

    def close(self) -> None:
        self._rows.clear()

    def execute(self, operation: Any, parameters: Any = None) -> None:
        self._run(self._cursor.execute, operation, parameters or ())

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._run(self._cursor.executemany, operation, seq_of_parameters)

    def _run(self, execute: Any, operation: str, parameters: Any) -> None:
        cursor = self._cursor

        def run() -> list[Any]:
            execute(operation, parameters)
            return cursor.fetchall() if cursor.description else []

        async def run_here() -> list[Any]:
            return run()

        try:
            self._rows = deque(await_only(run_here() if self._is_quick() else self._connection._execute(run)))
        except Exception as error:
            self._adapt_connection._handle_exception(error)

    def _is_quick(self) -> bool:
        adapted: Any = self._adapt_connection
        return bool(adapted.writes and self._connection._conn.in_transaction)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ("writes",)

    _cursor_cls = _Cursor
    _connection: Any

    def __init__(self, dbapi: Any, connection: Any, *, writes: bool) -> None:
        super().__init__(dbapi, connection)
        self.writes = writes

    def begin(self) -> None:
        """A writer takes the only lock there is, never in the middle of its work; a reader takes none yet."""
        try:
            raw = self._connection._conn
            if self.writes:
                await_only(self._connection._execute(raw.execute, "BEGIN IMMEDIATE"))
            else:
                raw.execute("BEGIN")
        except Exception as error:
            self._handle_exception(error)

    def rollback(self) -> None:
        """Nothing waits: a reader has nothing to undo, and what a writer has not committed is forgotten."""
        raw: sqlite3.Connection | None = self._connection._connection
        if raw is None or not raw.in_transaction:
            return
        try:
            raw.rollback()
        except Exception as error:
            self._handle_exception(error)


class QuickSqlite(AsyncAdapt_aiosqlite_dbapi):
    """The ``module`` of an engine. writes: whether its connections take the write lock when they begin."""

    def __init__(self, *, writes: bool) -> None:
        super().__init__(aiosqlite, sqlite3)
        self._writes = writes

    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        opened = kw.pop("async_creator_fn")(*arg, **kw)
        return _Connection(self, await_only(opened), writes=self._writes)
