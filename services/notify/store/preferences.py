"""Preferences: inside a transaction, and to look up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from notify.domain.occasions import Channel, Occasion
from notify.domain.preference import Preference
from notify.store.tables import PREFERENCES

_P = PREFERENCES.c


class SqlPreferences:
    """Fulfils ``application.preferences.ports.PreferenceStore``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def locked(self, account: str) -> Preference:
        found = await self._connection.execute(select(PREFERENCES).where(_P.account == account).with_for_update())
        row = found.one_or_none()
        return Preference(account=account) if row is None else _preference(row)

    async def put(self, preference: Preference, at: datetime) -> bool:
        row = _row(preference) | {"changed_at": at}
        if preference.version == 1:
            is_postgresql = self._connection.dialect.name == "postgresql"
            adding = (postgresql_insert if is_postgresql else sqlite_insert)(PREFERENCES).values(row)
            done = await self._connection.execute(adding.on_conflict_do_nothing(index_elements=["account"]))
            return done.rowcount == 1
        await self._connection.execute(update(PREFERENCES).where(_P.account == preference.account).values(row))
        return True


class SqlPreferenceReads:
    """Fulfils ``application.ports.Preferences``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, account: str) -> Preference:
        if not account:
            return Preference(account="")
        async with self._database.read() as connection:
            row = (await connection.execute(select(PREFERENCES).where(_P.account == account))).one_or_none()
        return Preference(account=account) if row is None else _preference(row)


def _row(preference: Preference) -> dict[str, Any]:
    return {
        "account": preference.account,
        "language": preference.language,
        "channels": [channel.value for channel in preference.channels],
        "unsubscribed": sorted(occasion.value for occasion in preference.unsubscribed),
        "version": preference.version,
    }


def _preference(row: Any) -> Preference:
    return Preference(
        account=row.account,
        language=row.language,
        channels=tuple(Channel(one) for one in row.channels),
        unsubscribed=frozenset(Occasion(one) for one in row.unsubscribed),
        version=row.version,
    )
