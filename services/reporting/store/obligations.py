"""Obligations: rows, a unit of work with journal and timers, reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.history.beginning import COVER
from chassis.history.covered import Written
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from chassis.timers.store import SqlTimers
from reporting.application.obligations.ports import OWE, Entry, Found, Wanted
from reporting.domain.obligation import Obligation, ObligationDue, Stage, State
from reporting.domain.on_time import Period
from reporting.store.history import OWED
from reporting.store.obligation_tables import OBLIGATION_ROUNDS, OBLIGATIONS, TIMERS
from reporting.store.tables import DEPARTMENTS, MESSAGING, PROCEDURES
from reporting.store.unit_of_work import SERVICE

_C = OBLIGATIONS.c
_NAMES = [field.name for field in fields(Obligation)]
_SELECT = select(*(_C[name] for name in _NAMES))


class SqlObligations:
    """Fulfils ``ports.Obligations``. What it writes belongs to the history."""

    def __init__(self, connection: AsyncConnection, written: Written) -> None:
        self._connection = connection
        self._written = written

    async def seen_until(self, agency: str) -> date | None:
        found: date | None = await self._connection.scalar(
            select(OBLIGATION_ROUNDS.c.seen_until).where(OBLIGATION_ROUNDS.c.agency == agency).with_for_update()
        )
        return found

    async def saw(self, agency: str, day: date) -> None:
        statement = _SAW[self._connection.dialect.name]
        await self._connection.execute(statement, {"agency": agency, "seen_until": day})

    async def within(self, agency: str, window: Period) -> dict[str, Obligation]:
        wanted = _SELECT.where(_C.agency == agency, _C.due_on.between(window.first, window.last))
        return {row.id: _obligation(row) for row in await self._connection.execute(wanted)}

    async def locked(self, obligation_id: str) -> Obligation | None:
        rows = await self._connection.execute(_SELECT.where(_C.id == obligation_id).with_for_update())
        row = rows.one_or_none()
        return _obligation(row) if row else None

    async def add(self, obligations: Sequence[Obligation]) -> list[Obligation]:
        if not obligations:
            return []
        rows = {each.id: _row(each) for each in obligations}
        added = set(await self._connection.scalars(_ADD[self._connection.dialect.name], list(rows.values())))
        self._written.note(OWED, [row for key, row in rows.items() if key in added])
        return [each for each in obligations if each.id in added]

    async def save(self, obligation: Obligation) -> Obligation:
        saved = replace(obligation, version=obligation.version + 1)
        row = _row(saved)
        await self._connection.execute(update(OBLIGATIONS).where(_C.id == saved.id).values(row))
        self._written.note(OWED, [row])
        return saved


class SqlObligationTransaction:
    """Fulfils ``ports.Transaction``."""

    def __init__(self, work: Work[ObligationDue]) -> None:
        self.obligations = SqlObligations(work.connection, work.written)
        self.timers = SqlTimers(work.connection, TIMERS)
        self.earlier, self.record, self.record_all = work.earlier, work.record, work.record_all
        self.commit = work.commit


class SqlObligationWork:
    """Fulfils ``ports.UnitOfWork``. publish: which event a fact becomes; wake: tells the relay that there is work."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        *,
        publish: Callable[[ObligationDue], OutgoingEvent],
        wake: Callable[[], None],
    ) -> None:
        self._desk = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=publish,
            wake=wake,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlObligationTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlObligationTransaction]:
        async with self._desk.work() as work:
            yield SqlObligationTransaction(work)


class SqlObligationReads:
    """Fulfils ``ports.ObligationReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def listed(self, wanted: Wanted) -> Found:
        where = _conditions(wanted)
        page = _SELECT.where(*where).order_by(_C.due_on, _C.id).limit(wanted.limit + 1)
        if wanted.after is not None:
            page = page.where(tuple_(_C.due_on, _C.id) > wanted.after)
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(OBLIGATIONS).where(*where))
            rows = (await connection.execute(page)).all()
        found = tuple(_obligation(row) for row in rows[: wanted.limit])
        return Found(obligations=found, total=total or 0, more=len(rows) > wanted.limit)

    async def one(self, obligation_id: str) -> Obligation | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_SELECT.where(_C.id == obligation_id))).one_or_none()
        return _obligation(row) if row else None

    async def entries(self, obligation_id: str) -> tuple[Entry, ...]:
        commands = MESSAGING.commands.c
        query = (
            select(commands.name, commands.actor, commands.at, commands.reason)
            .where(commands.subject == obligation_id, commands.name.not_in((OWE, COVER)))
            .order_by(commands.position)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(Entry(name=row.name, actor=row.actor, at=row.at, note=row.reason) for row in rows)

    async def settling(self, agency: str) -> tuple[str, ...]:
        query = select(PROCEDURES.c.department).where(PROCEDURES.c.agency == agency, PROCEDURES.c.department != "")
        async with self._database.read() as connection:
            found = (await connection.execute(query.distinct().order_by(PROCEDURES.c.department))).scalars()
            return tuple(found)

    async def names(self) -> dict[str, tuple[str, str]]:
        async with self._database.read() as connection:
            rows = (await connection.execute(select(DEPARTMENTS))).all()
        return {row.key: (row.name_vi or row.key, row.name_en or row.name_vi or row.key) for row in rows}


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    equal = {"agency": wanted.agency, "department": wanted.department, "form": wanted.form}
    where = [_C[name] == value for name, value in equal.items() if value]
    if wanted.due_from:
        where.append(_C.due_on >= wanted.due_from)
    if wanted.due_to:
        where.append(_C.due_on <= wanted.due_to)
    if wanted.states:
        where.append(or_(*(_in_state(state, wanted) for state in sorted(wanted.states))))
    return where


def _in_state(state: State, wanted: Wanted) -> ColumnElement[bool]:
    """As ``Obligation.state`` tells it."""
    is_late, is_due, is_soon = wanted.now > _C.due_at, wanted.today >= _C.due_on, wanted.today >= _C.soon_on
    is_open = _C.stage == Stage.OPEN.value
    match state:
        case State.LATE:
            return and_(is_open, is_late)
        case State.DUE:
            return and_(is_open, ~is_late, is_due)
        case State.DUE_SOON:
            return and_(is_open, ~is_late, ~is_due, is_soon)
        case State.NOT_DUE:
            return and_(is_open, ~is_late, ~is_due, ~is_soon)
    return _C.stage == state.value


def _obligation(row: Any) -> Obligation:
    known = dict(row._mapping)
    known["approval"] = tuple(known["approval"])
    known["stage"] = Stage(known["stage"])
    return Obligation(**known)


def _row(obligation: Obligation) -> dict[str, Any]:
    row = asdict(obligation)
    row["approval"] = list(obligation.approval)
    row["stage"] = obligation.stage.value
    return row


def _saw(dialect: str) -> Any:
    statement = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(OBLIGATION_ROUNDS)
    return statement.on_conflict_do_update(
        index_elements=["agency"], set_={"seen_until": statement.excluded.seen_until}
    )


def _add(dialect: str) -> Any:
    statement = (postgresql_insert if dialect == "postgresql" else sqlite_insert)(OBLIGATIONS)
    return statement.on_conflict_do_nothing(index_elements=["id"]).returning(_C.id)


_DIALECTS = ("postgresql", "sqlite")
_SAW = {dialect: _saw(dialect) for dialect in _DIALECTS}
_ADD = {dialect: _add(dialect) for dialect in _DIALECTS}
