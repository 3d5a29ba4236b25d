"""reporting's copy of the law: replaced whole when intake was read, names of versions added as they are published."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson
from sqlalchemy import and_, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from chassis.data.database import Database, Writing
from reporting.application.reports.ports import KnownLaw
from reporting.domain.forms.definition import Form
from reporting.domain.forms.material import CatalogueEntry, Indicator, Publication, StepName
from reporting.store.law_tables import CATALOGUE, LAW_SHEETS
from reporting.store.tables import PROCEDURES

_C, _L, _P = CATALOGUE.c, LAW_SHEETS.c, PROCEDURES.c
_SAME = and_(_C.agency == _P.agency, _C.key == _P.key, _C.version == _P.version)
_APART = ("agency", "steps")
_DATED = ("valid_from", "valid_to", "signed_on", "effective_on")


class SqlLawShelf:
    """Fulfils ``application.reports.ports.LawShelf``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def known(self, agency: str) -> KnownLaw:
        async with self._database.read() as connection:
            sheets = (await connection.execute(select(LAW_SHEETS).where(_L.agency == agency))).all()
            named = await connection.execute(
                select(CATALOGUE, _P.department, _P.valid_from, _P.valid_to, _P.is_at_counter)
                .join(PROCEDURES, _SAME)
                .where(_C.agency == agency)
                .order_by(_C.key, _C.version)
            )
            catalogue = tuple(_entry(row) for row in named)
        bodies = {row.kind: row.body for row in sheets}
        said = orjson.dumps([bodies, [asdict(entry) for entry in catalogue]], option=orjson.OPT_SORT_KEYS)
        return KnownLaw(
            forms=tuple(Form.from_dict(row) for row in bodies.get("forms", ())),
            indicators=tuple(Indicator(**_dated(row)) for row in bodies.get("indicators", ())),
            publications=tuple(_publication(row) for row in bodies.get("publications", ())),
            catalogue=catalogue,
            learned_at=max((row.learned_at for row in sheets), default=None),
            revision=sha256(said).hexdigest()[:12] if sheets else "",
        )


class SqlLawTransaction:
    """Fulfils ``application.reports.ports.LawTransaction``."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._connection = writing.connection

    async def unnamed(self) -> tuple[tuple[str, str, int], ...]:
        found = await self._connection.execute(
            select(_P.agency, _P.key, _P.version)
            .select_from(PROCEDURES.outerjoin(CATALOGUE, _SAME))
            .where(or_(_C.steps.is_(None), _C.missing.is_(None)))
            .order_by(_P.agency, _P.key, _P.version)
        )
        return tuple((row.agency, row.key, row.version) for row in found)

    async def name(self, agency: str, entries: Sequence[CatalogueEntry]) -> None:
        rows = [
            {"agency": agency}
            | {column.name: getattr(entry, column.name) for column in _C if column.name not in _APART}
            for entry in entries
        ]
        if rows:
            statement = self._insert(CATALOGUE)
            keys = [column.name for column in CATALOGUE.primary_key]
            said = {name: statement.excluded[name] for name in rows[0] if name not in keys}
            await self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=said), rows)

    async def name_steps(self, agency: str, key: str, version: int, steps: Sequence[StepName]) -> None:
        await self._connection.execute(
            update(CATALOGUE)
            .where(_C.agency == agency, _C.key == key, _C.version == version)
            .values(steps=[list(step) for step in steps])
        )

    async def shelve(
        self,
        agency: str,
        *,
        forms: Sequence[Form],
        indicators: Sequence[Indicator],
        publications: Sequence[Publication],
        at: datetime,
    ) -> None:
        sheets: dict[str, Sequence[Any]] = {"forms": forms, "indicators": indicators, "publications": publications}
        rows = [
            {"agency": agency, "kind": kind, "body": _plain([asdict(one) for one in body]), "learned_at": at}
            for kind, body in sheets.items()
        ]
        statement = self._insert(LAW_SHEETS)
        given = {name: statement.excluded[name] for name in ("body", "learned_at")}
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["agency", "kind"], set_=given), rows
        )

    async def commit(self) -> None:
        await self._writing.commit()

    def _insert(self, table: Any) -> Any:
        return postgresql_insert(table) if self._connection.dialect.name == "postgresql" else sqlite_insert(table)


class SqlLawWork:
    """Fulfils ``application.reports.ports.LawWork``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractAsyncContextManager[SqlLawTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlLawTransaction]:
        async with self._database.write() as writing:
            yield SqlLawTransaction(writing)


def _entry(row: Any) -> CatalogueEntry:
    return CatalogueEntry(
        key=row.key,
        version=row.version,
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        field=row.field,
        department=row.department,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        is_online=row.is_online,
        has_workflow=row.has_workflow,
        is_charged=row.is_charged,
        has_electronic_result=row.has_electronic_result,
        is_at_counter=row.is_at_counter,
        missing=None if row.missing is None else tuple(row.missing),
        payable=row.payable or "",
    )


def _publication(row: dict[str, Any]) -> Publication:
    return Publication(**_dated(row) | {"procedures": tuple(row["procedures"])})


def _plain(body: list[dict[str, Any]]) -> Any:
    """Days as text, as JSON has them."""
    return orjson.loads(orjson.dumps(body))


def _dated(row: dict[str, Any]) -> dict[str, Any]:
    return {name: date.fromisoformat(value) if name in _DATED and value else value for name, value in row.items()}
