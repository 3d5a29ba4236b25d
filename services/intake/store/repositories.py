"""The ports of a transaction, in SQL. One statement each; every statement the same on PostgreSQL and SQLite."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs
from chassis.timers.firing import Timers
from intake.application.ports import ApplicantFile
from intake.domain.dossier import Dossier
from intake.domain.people import kept_terms
from intake.domain.timers import timers_of
from intake.store.applicant_rows import APPLICANT_COLUMNS, applicant_row, file_of_row
from intake.store.people import token_row
from intake.store.rows import DOSSIER_COLUMNS, dossier_of, dossier_row
from intake.store.sealing_keys import Indexing, Sealing
from intake.store.tables import applicant_tokens, applicants, code_counters, dossiers

FIRST_WIDE = 10_000

_log = logs.get(__name__)

# Built once: making a statement of forty columns costs more than sending it.
_INSERT_DOSSIER = insert(dossiers)
_INSERT_APPLICANT = insert(applicants)
_INSERT_TOKENS = insert(applicant_tokens)
_APPLICANT = select(*APPLICANT_COLUMNS).where(applicants.c.dossier_id == bindparam("wanted"))
_LOCK_DOSSIER = select(*DOSSIER_COLUMNS).where(dossiers.c.id == bindparam("wanted")).with_for_update()
_UPDATE_DOSSIER = (
    update(dossiers)
    .where(dossiers.c.id == bindparam("wanted"), dossiers.c.version == bindparam("earlier"))
    .values({column.name: bindparam(column.name) for column in dossiers.c if column.name != "id"})
)
_COUNT = {
    dialect: insert_for(code_counters)
    .on_conflict_do_update(index_elements=["unit", "on_date"], set_={"last": code_counters.c.last + 1})
    .returning(code_counters.c.last)
    for dialect, insert_for in (("postgresql", postgresql_insert), ("sqlite", sqlite_insert))
}


class SqlDossiers:
    """Keeps a dossier's timers up with it; a change that leaves them alone costs nothing for them."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, timers: Timers) -> None:
        self._connection = connection
        self._sealer = sealer
        self._timers = timers
        self._locked: dict[str, Dossier] = {}

    async def add(self, dossier: Dossier) -> None:
        await self._connection.execute(_INSERT_DOSSIER, dossier_row(dossier, self._sealer))
        self._locked[dossier.id] = dossier
        if wanted := timers_of(dossier):
            await self._timers.replace(dossier.id, wanted)

    async def locked(self, dossier_id: str) -> Dossier | None:
        # SQLite has one writer at a time and needs no row lock; the clause is left out there.
        row = (await self._connection.execute(_LOCK_DOSSIER, {"wanted": dossier_id})).one_or_none()
        if row is None:
            return None
        dossier = self._locked[dossier_id] = dossier_of(row, self._sealer)
        return dossier

    async def save(self, dossier: Dossier) -> None:
        row = dossier_row(dossier, self._sealer) | {"wanted": dossier.id, "earlier": dossier.version - 1}
        del row["id"]
        done = await self._connection.execute(_UPDATE_DOSSIER, row)
        if done.rowcount != 1:
            raise Problem(
                "dossier-changed",
                Kind.CONFLICT,
                "Somebody else changed the dossier just now. Read it again, then retry.",
            )
        before, self._locked[dossier.id] = self._locked.get(dossier.id), dossier
        wanted = timers_of(dossier)
        if before is None or timers_of(before) != wanted:
            await self._timers.replace(dossier.id, wanted)


class SqlApplicants:
    """Seals on the way in and unseals on the way out, bound to the dossier: a row moved to another does not open."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, index: Indexing) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index

    async def add(self, dossier: Dossier, file: ApplicantFile) -> None:
        await self._connection.execute(_INSERT_APPLICANT, applicant_row(dossier.id, file, self._sealer))
        tokens = token_row(dossier, kept_terms(file.applicant), self._index)
        await self._connection.execute(_INSERT_TOKENS, tokens)

    async def get(self, dossier_id: str) -> ApplicantFile:
        row = (await self._connection.execute(_APPLICANT, {"wanted": dossier_id})).one_or_none()
        if row is None:
            raise LookupError(f"dossier {dossier_id} has no applicant")
        return file_of_row(dossier_id, row._asdict(), self._sealer)


class SqlCodeCounters:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def next(self, unit: str, on: date) -> int:
        # The upsert holds the row until the transaction ends: a rollback gives the number back, nobody skips it.
        counting = _COUNT[self._connection.dialect.name]
        serial = int((await self._connection.execute(counting, {"unit": unit, "on_date": on, "last": 1})).scalar_one())
        if serial == FIRST_WIDE:
            _log.warning("dossier codes of the day have outgrown four digits", unit=unit, on=on.isoformat())
        return serial
