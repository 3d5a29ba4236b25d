"""The register of files in SQL: inside a transaction, and reading. Names are sealed, each for its own row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import Instant
from chassis.data.database import Database
from intake.application.files.ports import FilePlace, FoundReusable, Reusable
from intake.domain.files.media import Media
from intake.domain.files.stored import StoredFile
from intake.store.rows import DOSSIER_COLUMNS, dossier_of
from intake.store.sealing_keys import Sealing
from intake.store.tables import dossiers, files

_NAMES = tuple(field.name for field in fields(StoredFile))
_COLUMNS = tuple(files.c["sealed_name" if name == "name" else name] for name in _NAMES)

# Built once.
_INSERT = insert(files)
_AMONG = files.c.id.in_(bindparam("wanted", expanding=True))
_BY_ID = select(*_COLUMNS).where(_AMONG)
_LOCKED = _BY_ID.order_by(files.c.id).with_for_update()
_OF_DOSSIER = (
    select(*_COLUMNS).where(files.c.dossier_id == bindparam("dossier")).order_by(files.c.attached_at, files.c.id)
)
_ATTACH = (
    update(files)
    .where(files.c.id == bindparam("wanted"))
    .values(
        dossier_id=bindparam("dossier"),
        document_key=bindparam("key"),
        attached_at=bindparam("at", type_=Instant),
        expires_at=None,
    )
)
_SUPERSEDE = update(files).where(_AMONG).values(document_key=None)
_KEEP = (
    update(files)
    .where(
        _AMONG,
        files.c.uploaded_by == bindparam("owner"),
        files.c.dossier_id.is_(None),
        files.c.expires_at < bindparam("until", type_=Instant),
    )
    .values(expires_at=bindparam("until", type_=Instant))
)
_EXPIRED = (
    select(files.c.id)
    .where(files.c.dossier_id.is_(None), files.c.expires_at < bindparam("now", type_=Instant))
    .order_by(files.c.expires_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_REMOVE_EXPIRED = delete(files).where(files.c.id.in_(_EXPIRED)).returning(files.c.content_id)
_UNATTACHED_BYTES = select(func.coalesce(func.sum(files.c.size), 0)).where(
    files.c.uploaded_by == bindparam("owner"), files.c.dossier_id.is_(None)
)
_KNOWN = select(files.c.content_id).where(files.c.content_id.in_(bindparam("wanted", expanding=True))).distinct()
_REUSABLE = (
    select(*DOSSIER_COLUMNS, *_COLUMNS)
    .join(dossiers, files.c.dossier_id == dossiers.c.id)
    .where(files.c.document_key.is_not(None))
)
_REUSABLE_COUNT = (
    select(func.count())
    .select_from(files.join(dossiers, files.c.dossier_id == dossiers.c.id))
    .where(files.c.document_key.is_not(None))
)


class SqlFiles:
    """Fulfils ``ports.Files``."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing) -> None:
        self._connection = connection
        self._sealer = sealer

    async def add(self, added: Sequence[StoredFile]) -> None:
        await self._connection.execute(_INSERT, [_row(file, self._sealer) for file in added])

    async def locked(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        rows = (await self._connection.execute(_LOCKED, {"wanted": list(file_ids)})).all()
        return {file.id: file for file in (_file(row, self._sealer) for row in rows)}

    async def attach(self, keys: Sequence[tuple[str, str]], dossier_id: str, at: datetime) -> None:
        rows = [{"wanted": file_id, "key": key, "dossier": dossier_id, "at": at} for file_id, key in keys]
        await self._connection.execute(_ATTACH, rows)

    async def supersede(self, file_ids: Sequence[str]) -> None:
        await self._connection.execute(_SUPERSEDE, {"wanted": list(file_ids)})

    async def keep_until(self, file_ids: Sequence[str], uploaded_by: str, expires_at: datetime) -> None:
        values = {"wanted": list(file_ids), "owner": uploaded_by, "until": expires_at}
        await self._connection.execute(_KEEP, values)

    async def remove(self, file_ids: Sequence[str]) -> None:
        await self._connection.execute(delete(files).where(_AMONG), {"wanted": list(file_ids)})

    async def remove_expired(self, now: datetime, most: int) -> tuple[str, ...]:
        return tuple((await self._connection.execute(_REMOVE_EXPIRED, {"now": now, "most": most})).scalars())

    async def rekey(self, file: StoredFile, key_id: str) -> None:
        sharing = select(*_COLUMNS).where(files.c.content_id == file.content_id).order_by(files.c.id).with_for_update()
        for row in (await self._connection.execute(sharing)).all():
            each = _file(row, self._sealer)
            changed = {"key_id": key_id, "sealed_name": _row(each, self._sealer)["sealed_name"]}
            await self._connection.execute(update(files).where(files.c.id == each.id).values(changed))


class SqlFileShelf:
    """Fulfils ``ports.FileShelf``."""

    def __init__(self, database: Database, sealer: Sealing) -> None:
        self._database = database
        self._sealer = sealer

    async def file(self, file_id: str) -> StoredFile | None:
        return (await self.files([file_id])).get(file_id)

    async def files(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        return {file.id: file for file in await self._all(_BY_ID, {"wanted": list(file_ids)})}

    async def files_of(self, dossier_id: str) -> tuple[StoredFile, ...]:
        return await self._all(_OF_DOSSIER, {"dossier": dossier_id})

    async def unattached_bytes(self, uploaded_by: str) -> int:
        async with self._database.read() as connection:
            return int(await connection.scalar(_UNATTACHED_BYTES, {"owner": uploaded_by}) or 0)

    async def known_contents(self, content_ids: Sequence[str]) -> frozenset[str]:
        async with self._database.read() as connection:
            return frozenset((await connection.execute(_KNOWN, {"wanted": list(content_ids)})).scalars())

    async def sealed_otherwise(self, key_id: str, after_id: str, most: int) -> tuple[StoredFile, ...]:
        waiting = select(*_COLUMNS).where(files.c.key_id != key_id, files.c.id > after_id)
        return await self._all(waiting.order_by(files.c.id).limit(most), {})

    async def reusable(
        self, registered_by: str | None, dossier_ids: Sequence[str] | None, after: FilePlace | None, size: int
    ) -> FoundReusable:
        conditions: list[ColumnElement[bool]] = []
        if registered_by is not None:
            conditions.append(dossiers.c.registered_by == registered_by)
        if dossier_ids is not None:
            conditions.append(files.c.dossier_id.in_(dossier_ids))
        page = _REUSABLE.where(*conditions).order_by(files.c.attached_at.desc(), files.c.id.desc()).limit(size + 1)
        if after is not None:
            place = tuple_(literal(after.attached_at, Instant), literal(after.id))
            page = page.where(tuple_(files.c.attached_at, files.c.id) < place)
        async with self._database.read() as connection:
            rows = (await connection.execute(page)).all()
            total = int(await connection.scalar(_REUSABLE_COUNT.where(*conditions)) or 0)
        items = tuple(self._reusable(row) for row in rows[:size])
        last = items[-1].file if len(rows) > size else None
        following = FilePlace(attached_at=last.attached_at, id=last.id) if last and last.attached_at else None
        return FoundReusable(items=items, total=total, following=following)

    def _reusable(self, row: Row[Any]) -> Reusable:
        return Reusable(file=_file(row[len(DOSSIER_COLUMNS) :], self._sealer), dossier=dossier_of(row, self._sealer))

    async def _all(self, statement: Any, values: Mapping[str, Any]) -> tuple[StoredFile, ...]:
        async with self._database.read() as connection:
            rows = (await connection.execute(statement, values)).all()
        return tuple(_file(row, self._sealer) for row in rows)


def _row(file: StoredFile, sealer: Sealing) -> dict[str, Any]:
    row = {name: getattr(file, name) for name in _NAMES}
    row["sealed_name"] = sealer.seal(row.pop("name").encode(), _context(file.id))
    return row


def _file(row: Sequence[Any], sealer: Sealing) -> StoredFile:
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=True))
    values["name"] = sealer.unseal(values["name"], _context(values["id"])).decode()
    values["media"] = Media(values["media"])
    return StoredFile(**values)


def _context(file_id: str) -> str:
    return f"file-name:{file_id}"
