"""Law packs in SQL: their history, and which dossiers stand on which version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history.covered import Written
from intake.application.ports import Enactment
from intake.application.reading import FoundPacks
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Revision
from intake.domain.lawpack import LawPack
from intake.store.history import LAW_PACKS
from intake.store.tables import dossiers, law_packs

_C = law_packs.c
_LATEST = _C.position.desc()
_HISTORY: Select[Any] = select(_C.position, _C.digest, _C.loaded_at, _C.applied_by, _C.reason, _C.legal_ref).order_by(
    _LATEST
)
# Writers wait for one another, readers do not notice. On SQLite the transaction itself is the lock.
_LOCK = text("LOCK TABLE law_packs IN SHARE ROW EXCLUSIVE MODE")


class SqlLawPacks:
    """Fulfils ``ports.LawPacks``."""

    def __init__(self, connection: AsyncConnection, written: Written) -> None:
        self._connection = connection
        self._written = written

    async def locked(self) -> LawPack | None:
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(_LOCK)
        content = await self._connection.scalar(select(_C.content).order_by(_LATEST).limit(1))
        return None if content is None else LawPack.from_dict(content)

    async def add(self, pack: LawPack, enactment: Enactment) -> int:
        values: dict[str, Any] = {
            "digest": pack.digest,
            "agency": pack.agency.token,
            "content": pack.to_dict(),
            "loaded_at": enactment.at,
            "applied_by": enactment.by,
            "reason": enactment.reason,
            "legal_ref": enactment.legal_ref,
        }
        done = await self._connection.execute(insert(law_packs).values(values).returning(_C.position))
        position = int(done.scalar_one())
        self._written.note(LAW_PACKS, [values | {"position": position}])
        return position

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        return await filed_by(self._connection, versions)


async def law_pack(connection: AsyncConnection, digest: str) -> LawPack | None:
    content = await connection.scalar(select(_C.content).where(_C.digest == digest).limit(1))
    return None if content is None else LawPack.from_dict(content)


async def in_force(connection: AsyncConnection) -> str | None:
    """Digest of the latest pack."""
    found: str | None = await connection.scalar(select(_C.digest).order_by(_LATEST).limit(1))
    return found


async def revision(connection: AsyncConnection, digest: str) -> Revision:
    """The latest enactment of a pack; LookupError for one that never was in force."""
    row = (await connection.execute(_HISTORY.where(_C.digest == digest).limit(1))).one_or_none()
    if row is None:
        raise LookupError(f"law pack {digest} was never in force")
    return _revision(row)


async def history(connection: AsyncConnection, before: int | None, size: int) -> FoundPacks:
    """A page, the latest first."""
    page = _HISTORY.limit(size + 1) if before is None else _HISTORY.where(_C.position < before).limit(size + 1)
    rows = (await connection.execute(page)).all()
    total = await connection.scalar(select(func.count()).select_from(law_packs))
    following = int(rows[size - 1].position) if len(rows) > size else None
    return FoundPacks(revisions=tuple(map(_revision, rows[:size])), total=total or 0, following=following)


async def filed_by(connection: AsyncConnection, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
    """Dossiers by version. Reads the whole register once, and only if some version is asked about."""
    if not versions:
        return {}
    key: ColumnElement[str] = dossiers.c.procedure_key
    counted = (
        select(key, dossiers.c.procedure_version, func.count())
        .where(key.in_(sorted({procedure for procedure, _ in versions})))
        .group_by(key, dossiers.c.procedure_version)
    )
    found = {(row[0], int(row[1])): int(row[2]) for row in await connection.execute(counted)}
    return {version: found[version] for version in versions if version in found}


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        position=row.position,
        digest=row.digest,
        applied_at=row.loaded_at,
        applied_by=row.applied_by,
        reason=row.reason,
        legal_ref=row.legal_ref,
    )
