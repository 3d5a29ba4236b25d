"""Texts of messages: kept in a sender's transaction, and looked up."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Executable, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from notify.domain.kept_text import KeptText
from notify.store.tables import TEXTS

_T = TEXTS.c


class SqlTexts:
    """Fulfils ``application.ports.Texts``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, text: KeptText, at: datetime) -> None:
        row = {
            "digest": text.digest,
            "template": text.template,
            "language": text.language,
            "version": text.version,
            "source": text.source,
            "first_sent_at": at,
        }
        await self._connection.execute(_keep(self._connection.dialect.name), row)


class SqlTextReads:
    """Fulfils ``application.texts.ports.KeptTexts``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, digest: str) -> KeptText | None:
        wanted = select(_T.template, _T.language, _T.version, _T.source).where(_T.digest == digest)
        async with self._database.read() as connection:
            row = (await connection.execute(wanted)).one_or_none()
        return None if row is None else KeptText(**row._mapping)


@cache
def _keep(dialect: str) -> Executable:
    inserting: Any = postgresql_insert(TEXTS) if dialect == "postgresql" else sqlite_insert(TEXTS)
    return cast(Executable, inserting.on_conflict_do_nothing())
