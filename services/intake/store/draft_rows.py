"""Drafts in SQL: inside a transaction, and reading. What was filled in is sealed, for its own row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, bindparam, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import Instant
from chassis.data.database import Database
from intake.application.drafts.draft import Draft, DraftChanged, DraftContent, DraftRef
from intake.application.drafts.ports import DraftPlace, FoundDrafts
from intake.domain.canonical import canonical_json, from_plain, to_plain
from intake.store.sealing_keys import Sealing
from intake.store.tables import drafts

_BY_ID = select(drafts).where(drafts.c.id == bindparam("wanted"))
_LOCKED = _BY_ID.with_for_update()
_CLOSE = (
    update(drafts)
    .where(
        drafts.c.id == bindparam("wanted"),
        drafts.c.version == bindparam("seen"),
        drafts.c.dossier_id.is_(None),
    )
    .values(dossier_id=bindparam("dossier"), sealed=None)
)
_OPEN = (drafts.c.owner == bindparam("account"), drafts.c.dossier_id.is_(None))
_COUNT = select(func.count()).select_from(drafts).where(*_OPEN)
_PAGE = select(drafts).where(*_OPEN).order_by(drafts.c.created_at.desc(), drafts.c.id.desc())


class SqlDrafts:
    """Fulfils ``ports.Drafts``."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing) -> None:
        self._connection = connection
        self._sealer = sealer

    async def add(self, draft: Draft) -> None:
        await self._connection.execute(insert(drafts), _row(draft, self._sealer))

    async def locked(self, draft_id: str) -> Draft | None:
        row = (await self._connection.execute(_LOCKED, {"wanted": draft_id})).one_or_none()
        return None if row is None else _draft(row, self._sealer)

    async def save(self, draft: Draft) -> None:
        await self._connection.execute(update(drafts).where(drafts.c.id == draft.id).values(_row(draft, self._sealer)))

    async def close(self, draft: DraftRef, dossier_id: str) -> None:
        values = {"wanted": draft.id, "seen": draft.version, "dossier": dossier_id}
        if (await self._connection.execute(_CLOSE, values)).rowcount != 1:
            raise DraftChanged

    async def remove(self, draft_id: str) -> None:
        await self._connection.execute(delete(drafts).where(drafts.c.id == draft_id))

    async def remove_expired(self, now: datetime) -> int:
        return (await self._connection.execute(delete(drafts).where(drafts.c.expires_at < now))).rowcount


class SqlDraftShelf:
    """Fulfils ``ports.DraftShelf``."""

    def __init__(self, database: Database, sealer: Sealing) -> None:
        self._database = database
        self._sealer = sealer

    async def draft(self, draft_id: str) -> Draft | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_BY_ID, {"wanted": draft_id})).one_or_none()
        return None if row is None else _draft(row, self._sealer)

    async def open_drafts(self, owner: str) -> int:
        async with self._database.read() as connection:
            return int(await connection.scalar(_COUNT, {"account": owner}) or 0)

    async def find(self, owner: str, after: DraftPlace | None, size: int) -> FoundDrafts:
        page = _PAGE.limit(size + 1)
        if after is not None:
            place = tuple_(literal(after.created_at, Instant), literal(after.id))
            page = page.where(tuple_(drafts.c.created_at, drafts.c.id) < place)
        async with self._database.read() as connection:
            rows = (await connection.execute(page, {"account": owner})).all()
            total = int(await connection.scalar(_COUNT, {"account": owner}) or 0)
        found = tuple(_draft(row, self._sealer) for row in rows[:size])
        last = found[-1] if len(rows) > size else None
        following = None if last is None else DraftPlace(created_at=last.created_at, id=last.id)
        return FoundDrafts(drafts=found, total=total, following=following)


def _row(draft: Draft, sealer: Sealing) -> dict[str, Any]:
    return {
        "id": draft.id,
        "version": draft.version,
        "owner": draft.owner,
        "sealed": None if draft.content is None else _sealed(draft.id, draft.content, sealer),
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
        "expires_at": draft.expires_at,
        "dossier_id": draft.dossier_id,
    }


def _sealed(draft_id: str, content: DraftContent, sealer: Sealing) -> bytes:
    return sealer.seal(canonical_json(to_plain(content)).encode(), draft_context(draft_id))


def _draft(row: Row[Any], sealer: Sealing) -> Draft:
    content = None
    if row.sealed is not None:
        content = from_plain(DraftContent, orjson.loads(sealer.unseal(row.sealed, draft_context(row.id))))
    return Draft(
        id=row.id,
        version=row.version,
        owner=row.owner,
        content=content,
        created_at=row.created_at,
        updated_at=row.updated_at,
        expires_at=row.expires_at,
        dossier_id=row.dossier_id,
    )


def draft_context(draft_id: str) -> str:
    return f"draft:{draft_id}"
