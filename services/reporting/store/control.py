"""Control work kept and read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from reporting.application.control.ports import Found, Piece, Wanted
from reporting.domain.control.findings import AWAITED
from reporting.domain.control.inspections import InspectionState
from reporting.domain.control.reviews import ReviewState
from reporting.store.control_rows import piece_of, row_of, sort_of
from reporting.store.control_tables import CONTROL_PIECES, CONTROL_VERSIONS
from reporting.store.history import PIECES, VERSIONS
from reporting.store.tables import DEPARTMENTS, MESSAGING
from reporting.store.unit_of_work import SERVICE

P = TypeVar("P", bound=Piece)
_C = CONTROL_PIECES.c
_ONE = select(_C.content).where(_C.id == bindparam("wanted"), _C.sort == bindparam("of_sort"))
_LOCKED = _ONE.with_for_update()
_ADD, _ADD_VERSION = insert(CONTROL_PIECES), insert(CONTROL_VERSIONS)
_DONE = (InspectionState.CONCLUDED.value, ReviewState.COMPLETED.value)
_LINES = select(_C.plan_line, _C.state).where(
    _C.parent == bindparam("plan"), _C.plan_line >= 0, _C.state != InspectionState.CANCELLED.value
)
_NAMES = select(DEPARTMENTS).where(DEPARTMENTS.c.agency == bindparam("of_agency"))


class SqlShelf(Generic[P]):
    """Fulfils ``control.ports.Shelf``. What it writes, as it is now and as one more version, belongs to the history."""

    def __init__(self, work: Work[object], kind: type[P]) -> None:
        self._connection = work.connection
        self._written = work.written
        self._kind = kind

    async def add(self, piece: P) -> None:
        row = row_of(piece)
        await self._connection.execute(_ADD, row)
        await self._note(row)

    async def locked(self, piece_id: str) -> P | None:
        which = {"wanted": piece_id, "of_sort": sort_of(self._kind)}
        content = await self._connection.scalar(_LOCKED, which)
        return None if content is None else piece_of(self._kind, content)

    async def save(self, piece: P) -> P:
        changed: Any = piece
        saved: P = replace(changed, version=piece.version + 1)
        row = row_of(saved)
        await self._connection.execute(update(CONTROL_PIECES).where(_C.id == saved.id).values(row))
        await self._note(row)
        return saved

    async def _note(self, row: dict[str, Any]) -> None:
        version = {"piece_id": row["id"], "version": row["version"], "content": row["content"]}
        await self._connection.execute(_ADD_VERSION, version)
        self._written.note(PIECES, [row])
        self._written.note(VERSIONS, [version])


class SqlControlTransaction:
    """Fulfils ``control.ports.Transaction``."""

    def __init__(self, work: Work[object], changed: Callable[[], None]) -> None:
        self._work = work
        self._changed = changed
        self.earlier, self.record = work.earlier, work.record

    def shelf(self, kind: type[P]) -> SqlShelf[P]:
        return SqlShelf(self._work, kind)

    async def commit(self) -> None:
        await self._work.commit()
        self._changed()


class SqlControlUnitOfWork:
    """Fulfils ``control.ports.UnitOfWork``. Acts of control work are journaled and told to nobody. changed: told here
    that there was one."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, *, changed: Callable[[], None] = lambda: None
    ) -> None:
        self._changed = changed
        self._desk: Desk[object] = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=_nothing,
            wake=_nobody,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlControlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlControlTransaction]:
        async with self._desk.work() as work:
            yield SqlControlTransaction(work, self._changed)


class SqlControlReads:
    """Fulfils ``control.ports.Reads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, kind: type[P], piece_id: str) -> P | None:
        async with self._database.read() as connection:
            content = await connection.scalar(_ONE, {"wanted": piece_id, "of_sort": sort_of(kind)})
        return None if content is None else piece_of(kind, content)

    async def page(self, kind: type[P], wanted: Wanted, after: str, size: int) -> Found[P]:
        matches = and_(*_conditions(kind, wanted))
        query = select(_C.id, _C.content).where(matches).order_by(_C.id.desc()).limit(size + 1)
        if after:
            query = query.where(_C.id < after)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            total = await connection.scalar(select(func.count()).select_from(CONTROL_PIECES).where(matches))
        return Found(
            items=tuple(piece_of(kind, row.content) for row in rows[:size]),
            total=total or 0,
            following=str(rows[size - 1].id) if len(rows) > size else "",
        )

    async def soonest(self, kind: type[P], wanted: Wanted, most: int) -> tuple[P, ...]:
        matches = and_(*_conditions(kind, wanted))
        query = select(_C.content).where(matches).order_by(_C.due_at, _C.id).limit(most)
        async with self._database.read() as connection:
            return tuple(piece_of(kind, content) for content in await connection.scalars(query))

    async def begun_lines(self, plan_id: str) -> dict[int, bool]:
        async with self._database.read() as connection:
            return await begun_lines(connection, plan_id)

    async def department_names(self, agency: str) -> dict[str, tuple[str, str]]:
        async with self._database.read() as connection:
            rows = (await connection.execute(_NAMES, {"of_agency": agency})).all()
        return {row.key: (row.name_vi or row.key, row.name_en or row.name_vi or row.key) for row in rows}


async def begun_lines(connection: AsyncConnection, plan_id: str) -> dict[int, bool]:
    """See ``control.ports.Reads``."""
    lines: dict[int, bool] = {}
    for line, state in await connection.execute(_LINES, {"plan": plan_id}):
        lines[line] = lines.get(line, False) or state in _DONE
    return lines


def _conditions(kind: type[Piece], wanted: Wanted) -> list[ColumnElement[bool]]:
    plain = {"agency": wanted.agency, "kind": wanted.kind, "parent": wanted.parent}
    conditions = [_C.sort == sort_of(kind), *(_C[name] == value for name, value in plain.items() if value)]
    whose = [
        *([_C.department == wanted.department] if wanted.department else []),
        *([_C.began_by == wanted.own] if wanted.own else []),
    ]
    if whose:
        conditions.append(or_(*whose))
    if wanted.states:
        conditions.append(_C.state.in_(sorted(wanted.states)))
    if wanted.overdue_at:
        conditions += [_C.due_at < wanted.overdue_at, _C.state.in_(sorted(AWAITED))]
    if wanted.first:
        conditions.append(_C.day >= wanted.first)
    return [*conditions, _C.day <= wanted.last] if wanted.last else conditions


def _nothing(fact: object) -> OutgoingEvent:
    raise LookupError(f"control work is told to nobody: {fact}")


def _nobody() -> None:
    """There is nothing to publish."""
