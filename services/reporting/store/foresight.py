"""What was learnt, what is open, what is foreseen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Table, and_, bindparam, case, delete, func, insert, literal_column, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database, Writing
from reporting.application.foresight.ports import Lesson, Memory
from reporting.domain.board_sums import BoardMeasure, Span
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.foresight import Key, Moments
from reporting.domain.hands import Hands
from reporting.domain.late import Late
from reporting.domain.tallies import OpenState
from reporting.store.board_sums import EVERYBODY
from reporting.store.evidence_rows import from_json
from reporting.store.tables import BOARD_SUMS, DOSSIER_FACTS, FORECASTS, LESSONS, MOMENTS, MOMENTS_ANEW

_F, _M, _C, _B = DOSSIER_FACTS.c, MOMENTS.c, FORECASTS.c, BOARD_SUMS.c


class SqlExperience:
    """Fulfils ``application.foresight.ports.Experience``."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._connection = writing.connection

    async def last_lesson(self, memory: Memory) -> Lesson | None:
        row = (await self._connection.execute(_LAST_LESSON, {"of_memory": memory.value})).one_or_none()
        return None if row is None else Lesson(issued_at=row.issued_at, dossier_id=row.dossier_id)

    async def results(self, after: Lesson, until: datetime, most: int) -> Sequence[DossierFacts]:
        asked = {"after": after.issued_at, "after_id": after.dossier_id, "until": until, "most": most}
        return [_facts(row) for row in await self._connection.execute(_RESULTS, asked)]

    async def hands(self, agency: str, since: date) -> Hands:
        return await _hands(self._connection, agency, since)

    async def moments(self, agency: str, memory: Memory) -> Iterable[tuple[Key, Moments]]:
        return await _moments(self._connection, agency, _MEMORIES[memory])

    async def keep(self, agency: str, moments: Mapping[Key, Moments], memory: Memory) -> None:
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
            await self._connection.execute(_KEEP[memory, self._connection.dialect.name], rows)

    async def learnt(self, lesson: Lesson, memory: Memory) -> None:
        await note_lesson(self._connection, lesson, memory)

    async def remember_anew(self) -> None:
        anew = await self.last_lesson(Memory.ANEW)
        await self._connection.execute(delete(MOMENTS))
        await self._connection.execute(insert(MOMENTS).from_select(list(_M.keys()), select(MOMENTS_ANEW)))
        await self._connection.execute(delete(MOMENTS_ANEW))
        await self._connection.execute(delete(LESSONS))
        if anew is not None:
            await note_lesson(self._connection, anew, Memory.LIVE)

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

    async def open(self, after: str, most: int) -> Sequence[DossierFacts]:
        async with self._database.read() as connection:
            return [_facts(row) for row in await connection.execute(_OPEN, {"after": after, "most": most})]

    async def hands(self, agency: str, since: date) -> Hands:
        async with self._database.read() as connection:
            return await _hands(connection, agency, since)

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
            return await _moments(connection, agency, MOMENTS)


async def begin_anew(connection: AsyncConnection) -> None:
    """On somebody's open transaction: everything is to be learnt anew, from the first result on."""
    await connection.execute(delete(MOMENTS_ANEW))
    await note_lesson(connection, Lesson(issued_at=datetime(1970, 1, 1, tzinfo=UTC), dossier_id=""), Memory.ANEW)


async def note_lesson(connection: AsyncConnection, lesson: Lesson, memory: Memory) -> None:
    row = {"memory": memory.value, "issued_at": lesson.issued_at, "dossier_id": lesson.dossier_id}
    await connection.execute(_LEARNT[connection.dialect.name], row)


async def _hands(connection: AsyncConnection, agency: str, since: date) -> Hands:
    found = await connection.execute(_HANDS, {"of_agency": agency, "month": since.replace(day=1)})
    return Hands((row.department, row.label, row.first, int(row.moved)) for row in found)


def _facts(row: Any) -> DossierFacts:
    return facts_of(row.dossier_id, from_json(row.evidence))


async def _moments(connection: AsyncConnection, agency: str, memory: Table) -> list[tuple[Key, Moments]]:
    found = await connection.execute(select(memory).where(memory.c.agency == agency))
    return [
        ((row["kind"], row["name"]), Moments(count=row["count"], mean=row["mean"], variance=row["variance"]))
        for row in found.mappings()
    ]


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


# Conditions as the partial indexes have them.
_OPEN = (
    select(_F.dossier_id, _F.evidence)
    .where(
        _F.open_state == literal_column(f"'{OpenState.RUNNING}'"),
        _F.original_due_at.is_not(None),
        _F.dossier_id > bindparam("after"),
    )
    .order_by(_F.dossier_id)
    .limit(bindparam("most"))
)
_AFTER = bindparam("after", type_=_F.issued_at.type)
_RESULTS = (
    select(_F.dossier_id, _F.evidence)
    .where(
        _F.issued_at >= _AFTER,
        _F.issued_at <= bindparam("until", type_=_F.issued_at.type),
        or_(_F.issued_at > _AFTER, _F.dossier_id > bindparam("after_id")),
    )
    .order_by(_F.issued_at, _F.dossier_id)
    .limit(bindparam("most"))
)
_LAST_LESSON = select(LESSONS).where(LESSONS.c.memory == bindparam("of_memory")).with_for_update()
_TAKEN, _LET_GO = BoardMeasure.TAKEN.value, BoardMeasure.LET_GO.value
_MONTH = bindparam("month", type_=_B.first.type)
# Whole months, and from the asked one on its days.
_HANDS = (
    select(
        _B.department,
        _B.label,
        _B.first,
        func.sum(case((_B.measure == _TAKEN, _B.total), else_=-_B.total)).label("moved"),
    )
    .where(
        EVERYBODY,
        _B.agency == bindparam("of_agency"),
        _B.measure.in_((_TAKEN, _LET_GO)),
        or_(
            and_(_B.span == Span.MONTH.value, _B.first < _MONTH),
            and_(_B.span == Span.DAY.value, _B.first >= _MONTH),
        ),
    )
    .group_by(_B.department, _B.label, _B.first)
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
_MEMORIES = {Memory.LIVE: MOMENTS, Memory.ANEW: MOMENTS_ANEW}
_KEEP = {(memory, dialect): _replaced(table, dialect) for memory, table in _MEMORIES.items() for dialect in _DIALECTS}
_LEARNT = {dialect: _replaced(LESSONS, dialect) for dialect in _DIALECTS}
_FORETELL = {dialect: _replaced(FORECASTS, dialect) for dialect in _DIALECTS}
