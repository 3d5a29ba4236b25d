"""Fulfils ``obligations.ports.Calendars``: intake's calendar, kept for when intake is away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import WorkCalendar
from reporting.application.obligations.ports import GivenCalendar
from reporting.store.obligation_tables import KEPT_CALENDARS

_C = KEPT_CALENDARS.c


class KeptCalendars:
    """ask: intake; read: the calendar of a message."""

    def __init__(
        self, database: Database, ask: Callable[[], Awaitable[GivenCalendar]], read: Callable[[bytes], WorkCalendar]
    ) -> None:
        self._database = database
        self._ask = ask
        self._read = read
        self._known: tuple[GivenCalendar, WorkCalendar] | None = None

    async def current(self) -> tuple[str, WorkCalendar]:
        """The newest that can be had."""
        try:
            given = await self._ask()
        except Problem as problem:
            if problem.kind is not Kind.UNAVAILABLE:
                raise
            kept = await self._kept()
            if kept is None:
                raise
            given = kept
        else:
            await self._keep(given)
        if self._known is None or self._known[0] != given:
            self._known = (given, self._read(given.body))
        return given.agency, self._known[1]

    async def _kept(self) -> GivenCalendar | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(_C.agency, _C.revision, _C.body).limit(1))).one_or_none()
        return GivenCalendar(agency=row.agency, revision=row.revision, body=row.body) if row else None

    async def _keep(self, given: GivenCalendar) -> None:
        if self._known is not None and self._known[0] == given:
            return
        async with self._database.write() as writing:
            statement = _KEEP[self._database.dialect]
            values = {"agency": given.agency, "revision": given.revision, "body": given.body}
            await writing.connection.execute(statement, values)
            await writing.commit()


def _keep(dialect: str) -> Any:
    statement = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(KEPT_CALENDARS)
    excluded = {name: statement.excluded[name] for name in ("revision", "body")}
    return statement.on_conflict_do_update(index_elements=["agency"], set_=excluded)


_KEEP = {dialect: _keep(dialect) for dialect in ("postgresql", "sqlite")}
