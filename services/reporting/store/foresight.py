"""What was learnt, what is open, what is foreseen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database, Writing
from reporting.domain.foresight import Key, Moments
from reporting.domain.late import Late
from reporting.domain.paths import Held, OpenPath, Path, PathLeg
from reporting.domain.tallies import OpenState
from reporting.store.tables import DOSSIER_FACTS, FORECASTS, HELD_STEPS, MOMENTS, WALKS

_F, _W, _H, _M, _C = DOSSIER_FACTS.c, WALKS.c, HELD_STEPS.c, MOMENTS.c, FORECASTS.c


class SqlExperience:
    """Fulfils ``application.foresight.ports.Experience``."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._connection = writing.connection

    async def finished(self, most: int) -> Sequence[Path]:
        rows = await self._connection.execute(_FINISHED, {"most": most})
        return [_path(row, row.legs, row.pauses, row.finished_at) for row in rows]

    async def moments(self, agency: str) -> Iterable[tuple[Key, Moments]]:
        return await _moments(self._connection, agency)

    async def keep(self, agency: str, moments: Mapping[Key, Moments]) -> None:
        rows = [
            {
                "agency": agency,
                "kind": kind,
                "name": name,
                "count": each.count,
                "mean": each.mean,
                "variance": each.variance,
            }
            for (kind, name), each in sorted(moments.items())
        ]
        if rows:
            await self._connection.execute(_KEEP[self._connection.dialect.name], rows)

    async def forget(self, dossier_ids: Sequence[str]) -> None:
        await self._connection.execute(delete(WALKS).where(_W.dossier_id.in_(dossier_ids)))

    async def commit(self) -> None:
        await self._writing.commit()


class SqlExperienceStore:
    """Fulfils ``application.foresight.ports.ExperienceStore``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> AbstractAsyncContextManager[SqlExperience]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlExperience]:
        async with self._database.write() as writing:
            yield SqlExperience(writing)


class SqlProspects:
    """Fulfils ``application.foresight.ports.Prospects``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, after: str, most: int) -> Sequence[OpenPath]:
        async with self._database.read() as connection:
            rows = (await connection.execute(_OPEN, {"after": after, "most": most})).all()
            ids = [row.dossier_id for row in rows]
            held: dict[str, list[Held]] = {}
            for one in await connection.execute(select(HELD_STEPS).where(_H.dossier_id.in_(ids)).order_by(_H.since)):
                each = Held(step=one.step, unit=one.unit, officer=one.officer, since=one.since, load=one.load)
                held.setdefault(one.dossier_id, []).append(each)
        return [
            OpenPath(
                path=_path(row, row.legs or (), row.pauses or (), None),
                department=row.department,
                code=row.code,
                held=tuple(held.get(row.dossier_id, ())),
            )
            for row in rows
        ]

    async def foretell(self, forecasts: Sequence[Late], *, made_at: datetime) -> None:
        rows = [_row(each) | {"made_at": made_at} for each in forecasts]
        if not rows:
            return
        async with self._database.write() as writing:
            await writing.connection.execute(_FORETELL[writing.connection.dialect.name], rows)
            await writing.commit()

    async def clear(self, *, made_before: datetime) -> None:
        async with self._database.write() as writing:
            await writing.connection.execute(delete(FORECASTS).where(_C.made_at < made_before))
            await writing.commit()

    async def moments(self, agency: str) -> Iterable[tuple[Key, Moments]]:
        async with self._database.read() as connection:
            return await _moments(connection, agency)


async def _moments(connection: AsyncConnection, agency: str) -> list[tuple[Key, Moments]]:
    found = await connection.execute(select(MOMENTS).where(_M.agency == agency))
    return [
        ((row["kind"], row["name"]), Moments(count=row["count"], mean=row["mean"], variance=row["variance"]))
        for row in found.mappings()
    ]


def _path(row: Any, legs: Sequence[Any], pauses: Sequence[Any], finished_at: datetime | None) -> Path:
    return Path(
        dossier_id=row.dossier_id,
        agency=row.agency,
        procedure=row.procedure_key,
        accepted_at=row.accepted_at,
        due_at=row.original_due_at,
        legs=tuple(
            PathLeg(
                step=step,
                unit=unit,
                officer=officer,
                began_at=datetime.fromisoformat(began),
                done_at=datetime.fromisoformat(done),
                load=load,
            )
            for step, unit, officer, began, done, load in legs
        ),
        pauses=tuple(
            (datetime.fromisoformat(begin), None if end is None else datetime.fromisoformat(end))
            for begin, end in pauses
        ),
        finished_at=finished_at,
    )


def _row(late: Late) -> dict[str, Any]:
    return {
        "dossier_id": late.dossier_id,
        "agency": late.agency,
        "department": late.department,
        "code": late.code,
        "procedure_key": late.procedure,
        "step": late.step,
        "unit": late.unit,
        "officer": late.officer,
        "due_at": late.due_at,
        "finish_at": late.finish_at,
        "probability": late.probability,
        "steps": late.steps,
        "days_needed": late.days_needed,
        "days_left": late.days_left,
    }


_KNOWN = (
    _F.dossier_id,
    _F.agency,
    _F.department,
    _F.procedure_key,
    _F.code,
    _F.accepted_at,
    _F.original_due_at,
    _W.legs,
    _W.pauses,
    _W.finished_at,
)
_OPEN = (
    select(*_KNOWN)
    .select_from(DOSSIER_FACTS.outerjoin(WALKS, _W.dossier_id == _F.dossier_id))
    .where(
        _F.open_state == OpenState.RUNNING.value,
        _F.original_due_at.is_not(None),
        _F.dossier_id > bindparam("after"),
    )
    .order_by(_F.dossier_id)
    .limit(bindparam("most"))
)
_FINISHED = (
    select(*_KNOWN)
    .select_from(WALKS.join(DOSSIER_FACTS, _W.dossier_id == _F.dossier_id))
    .where(and_(_W.finished_at.is_not(None), _F.original_due_at.is_not(None), _F.accepted_at.is_not(None)))
    .order_by(_W.finished_at, _W.dossier_id)
    .limit(bindparam("most"))
    .with_for_update(of=WALKS)
)


def _insert(table: Table, dialect: str) -> Any:
    return postgresql_insert(table) if dialect == "postgresql" else sqlite_insert(table)


def _replaced(table: Table, dialect: str) -> Any:
    statement = _insert(table, dialect)
    return statement.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key},
    )


_DIALECTS = ("postgresql", "sqlite")
_KEEP = {dialect: _replaced(MOMENTS, dialect) for dialect in _DIALECTS}
_FORETELL = {dialect: _replaced(FORECASTS, dialect) for dialect in _DIALECTS}
