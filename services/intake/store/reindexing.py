"""Fills the blind index for dossiers that are not in it, or are under another index key; in batches, resumable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from intake.domain.people import kept_terms
from intake.store.applicant_rows import APPLICANT_COLUMNS, file_of_row
from intake.store.people import token_row
from intake.store.rows import DOSSIER_COLUMNS, dossier_of
from intake.store.sealing_keys import Indexing, Sealing
from intake.store.tables import applicant_tokens, applicants, dossiers

BATCH = 500

_NAMES = tuple(column.name for column in APPLICANT_COLUMNS)
_ROWS = (
    select(*DOSSIER_COLUMNS, *(column.label(f"applicant_{column.name}") for column in APPLICANT_COLUMNS))
    .join(applicants)
    .outerjoin(applicant_tokens, applicant_tokens.c.dossier_id == dossiers.c.id)
    .order_by(dossiers.c.id)
)


class Reindexing:
    def __init__(self, database: Database, sealer: Sealing, index: Indexing) -> None:
        self._database = database
        self._sealer = sealer
        self._index = index

    async def remaining(self) -> int:
        """Dossiers whose applicants cannot be found under the active index key yet."""
        counting = (
            select(func.count())
            .select_from(dossiers)
            .outerjoin(applicant_tokens, applicant_tokens.c.dossier_id == dossiers.c.id)
            .where(self._waiting())
        )
        async with self._database.read() as connection:
            return int(await connection.scalar(counting) or 0)

    async def run(self) -> AsyncIterator[int]:
        """The number of rows of each batch as it is done."""
        page, after = _ROWS.where(self._waiting()).limit(BATCH), ""
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(page.where(dossiers.c.id > after))).all()
            if not rows:
                return
            after = rows[-1].id
            async with self._database.write() as writing:
                await self._keep(rows, writing.connection)
                await writing.commit()
            yield len(rows)

    def _waiting(self) -> ColumnElement[bool]:
        key = applicant_tokens.c.index_key
        return or_(key.is_(None), key != self._index.index_key)

    async def _keep(self, rows: Sequence[Row[Any]], connection: AsyncConnection) -> None:
        insert = postgresql_insert if connection.dialect.name == "postgresql" else sqlite_insert
        inserting = insert(applicant_tokens)
        upsert = inserting.on_conflict_do_update(
            index_elements=["dossier_id"],
            set_={"index_key": inserting.excluded.index_key, "tokens": inserting.excluded.tokens},
        )
        for row in rows:
            dossier = dossier_of(row, self._sealer)
            kept = dict(zip(_NAMES, row[-len(_NAMES) :], strict=True))
            applicant = file_of_row(dossier.id, kept, self._sealer).applicant
            await connection.execute(upsert, token_row(dossier, kept_terms(applicant), self._index))
            if dossier.applicant_kind is None:
                of_kind = update(dossiers).where(dossiers.c.id == dossier.id).values(applicant_kind=applicant.kind)
                await connection.execute(of_kind)
