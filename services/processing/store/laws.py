"""Procedure versions and calendars as intake published them; immutable, so what was read once is kept in memory."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.kernel.worktime import WorkCalendar
from processing.domain.calendars import calendar_from_dict, calendar_to_dict
from processing.domain.law import Law, ProcedureVersion
from processing.store.tables import calendars, law_versions


class LawMemory:
    """What this process has read. Building a calendar costs milliseconds; a case needs one at every turn."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, int], ProcedureVersion] = {}
        self.calendars: dict[str, WorkCalendar] = {}

    def law(self, key: str, version: int, revision: str) -> Law | None:
        """None if either part of it was not read yet."""
        procedure, calendar = self.versions.get((key, version)), self.calendars.get(revision)
        if procedure is None or calendar is None:
            return None
        return Law(version=procedure, calendar=calendar, revision=revision)


class SqlLaws:
    """Fulfils ``ports.LawKeeping`` on one open connection."""

    def __init__(self, connection: AsyncConnection, memory: LawMemory) -> None:
        self._connection = connection
        self._memory = memory

    async def law(self, key: str, version: int, revision: str) -> Law | None:
        procedure = await self._version(key, version)
        calendar = await self.calendar(revision)
        if procedure is None or calendar is None:
            return None
        return Law(version=procedure, calendar=calendar, revision=revision)

    async def keep(self, law: Law) -> None:
        """Nothing kept here enters the memory before it is read back: the transaction may still be lost."""
        version = law.version
        known = self._memory.versions.get((version.key, version.version)), self._memory.calendars.get(law.revision)
        if None not in known:  # what is in memory was read from the store
            return
        upsert = postgresql_insert if self._connection.dialect.name == "postgresql" else sqlite_insert
        await self._connection.execute(
            upsert(law_versions)
            .values(
                procedure_key=version.key,
                version=version.version,
                name=version.name,
                name_en=version.name_en,
                body=version.to_dict(),
            )
            .on_conflict_do_nothing()
        )
        await self.keep_calendar(law.revision, law.calendar)

    async def keep_calendar(self, revision: str, calendar: WorkCalendar) -> None:
        upsert = postgresql_insert if self._connection.dialect.name == "postgresql" else sqlite_insert
        await self._connection.execute(
            upsert(calendars).values(law_revision=revision, body=calendar_to_dict(calendar)).on_conflict_do_nothing()
        )

    async def _version(self, key: str, version: int) -> ProcedureVersion | None:
        if (known := self._memory.versions.get((key, version))) is not None:
            return known
        c = law_versions.c
        body = await self._connection.scalar(select(c.body).where(c.procedure_key == key, c.version == version))
        if body is None:
            return None
        return self._memory.versions.setdefault((key, version), ProcedureVersion.from_dict(body))

    async def calendar(self, revision: str) -> WorkCalendar | None:
        if (known := self._memory.calendars.get(revision)) is not None:
            return known
        query = select(calendars.c.body).where(calendars.c.law_revision == revision)
        body = await self._connection.scalar(query)
        if body is None:
            return None
        return self._memory.calendars.setdefault(revision, calendar_from_dict(body))
