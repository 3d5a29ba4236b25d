"""What a transaction writes: evidence and facts, tallies, departments. A handful of statements per event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, bindparam, case, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from reporting.domain.departments import Department
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts
from reporting.domain.tallies import TallyKey
from reporting.domain.verdict import Verdict
from reporting.store.evidence_rows import from_json, to_json
from reporting.store.facts_row import facts_row
from reporting.store.tables import DEPARTMENTS, DOSSIER_FACTS, TALLIES

_LOCKED = select(DOSSIER_FACTS.c.evidence).where(DOSSIER_FACTS.c.dossier_id == bindparam("wanted")).with_for_update()
_EMPTY: dict[str, Any] = {
    "agency": "",
    "department": "",
    "procedure_key": "",
    "channel": "",
    "code": "",
    "stage": "",
    "evidence": [],
    "latest_at": datetime(1970, 1, 1, tzinfo=UTC),
}


class SqlDossiers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def evidence_of(self, dossier_id: str) -> tuple[Evidence, ...]:
        kept = await self._select(dossier_id)
        if kept is None and self._connection.dialect.name == "postgresql":
            # intake's and processing's first events may be taken in by two replicas at once: the row must
            # be there to be locked. SQLite has one writer anyway.
            await self._connection.execute(
                postgresql_insert(DOSSIER_FACTS).values(_EMPTY | {"dossier_id": dossier_id}).on_conflict_do_nothing()
            )
            kept = await self._select(dossier_id)
        return from_json(kept or ())

    async def _select(self, dossier_id: str) -> Any:
        found = await self._connection.execute(_LOCKED, {"wanted": dossier_id})
        row = found.one_or_none()
        return None if row is None else row.evidence

    async def keep(
        self,
        facts: DossierFacts,
        verdict: Verdict | None,
        evidence: Sequence[Evidence],
        *,
        latest_at: datetime,
    ) -> None:
        row = facts_row(facts, verdict) | {"evidence": to_json(evidence), "latest_at": latest_at}
        await self._connection.execute(_UPSERTS[DOSSIER_FACTS.name, self._connection.dialect.name], row)


class SqlTallies:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, changes: Iterable[tuple[TallyKey, int]]) -> None:
        rows = [tally_row(key, value) for key, value in changes]
        if rows:
            await self._connection.execute(_UPSERTS[TALLIES.name, self._connection.dialect.name], rows)


def tally_row(key: TallyKey, value: int) -> dict[str, Any]:
    return {
        "measure": key.measure.value,
        "agency": key.agency,
        "department": key.department,
        "day": key.day,
        "label": str(key.label),
        "value": value,
    }


class SqlDepartments:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def learn(self, departments: Iterable[Department]) -> None:
        rows = [
            {"agency": one.agency, "key": one.key, "name_vi": one.name_vi, "name_en": one.name_en}
            for one in departments
        ]
        if rows:
            await self._connection.execute(_UPSERTS[DEPARTMENTS.name, self._connection.dialect.name], rows)


def _insert(table: Table, dialect: str) -> Any:
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)


def _upsert_facts(dialect: str) -> Any:
    statement = _insert(DOSSIER_FACTS, dialect)
    replaced = {
        column.name: statement.excluded[column.name] for column in DOSSIER_FACTS.columns if not column.primary_key
    }
    # Two sources' events come in any order; "data as of" never goes back.
    newest = case(
        (statement.excluded.latest_at > DOSSIER_FACTS.c.latest_at, statement.excluded.latest_at),
        else_=DOSSIER_FACTS.c.latest_at,
    )
    moved = {"latest_at": newest, "revision": DOSSIER_FACTS.c.revision + 1}
    return statement.on_conflict_do_update(index_elements=["dossier_id"], set_=replaced | moved)


def _upsert_tally(dialect: str) -> Any:
    statement = _insert(TALLIES, dialect)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in TALLIES.primary_key],
        set_={"value": TALLIES.c.value + statement.excluded.value},
    )


def _upsert_department(dialect: str) -> Any:
    statement = _insert(DEPARTMENTS, dialect)
    return statement.on_conflict_do_update(
        index_elements=["agency", "key"],
        set_={"name_vi": statement.excluded.name_vi, "name_en": statement.excluded.name_en},
        where=statement.excluded.name_vi != "",
    )


_UPSERTS = {
    (table, dialect): make(dialect)
    for table, make in (
        (DOSSIER_FACTS.name, _upsert_facts),
        (TALLIES.name, _upsert_tally),
        (DEPARTMENTS.name, _upsert_department),
    )
    for dialect in ("postgresql", "sqlite")
}
