"""Reminders: what is due, its timers, and a unit of work with the journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from chassis.timers.store import SqlTimers, TimerBook
from reporting.domain.control.due import ControlDue, Dated, Due, dues
from reporting.domain.control.findings import AWAITED, Finding
from reporting.domain.control.inspections import Inspection, InspectionState
from reporting.domain.control.plans import Plan, PlanState
from reporting.domain.obligation import ObligationDue
from reporting.store.control import begun_lines
from reporting.store.control_rows import piece_of, sort_of
from reporting.store.control_tables import CONTROL_PIECES
from reporting.store.obligation_tables import OBLIGATIONS, TIMERS_TABLE
from reporting.store.obligations import SqlObligations
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE

_C = CONTROL_PIECES.c
_KINDS: dict[str, type[Dated]] = {sort_of(kind): kind for kind in (Finding, Inspection, Plan)}
_STATES = {Finding: AWAITED, Inspection: {InspectionState.OPEN}, Plan: {PlanState.APPROVED}}
_AWAITED = [and_(_C.sort == sort_of(kind), _C.state.in_(sorted(states))) for kind, states in _STATES.items()]
_TIMED = select(TIMERS_TABLE.columns[0]).where(TIMERS_TABLE.c.fired_at.is_(None))
_OF_AGENCY = select(_C.sort, _C.content).where(
    _C.agency == bindparam("of_agency"), _C.sort.in_(sorted(_KINDS)), or_(*_AWAITED, _C.id.in_(_TIMED))
)
_LOCKED = select(_C.sort, _C.content).where(_C.id == bindparam("wanted"), _C.sort.in_(sorted(_KINDS))).with_for_update()
_TIMERS = TimerBook(TIMERS_TABLE, OBLIGATIONS.c.id, CONTROL_PIECES.c.id)


class SqlDues:
    """Fulfils ``reminders.ports.Dues``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_agency(self, agency: str) -> dict[str, tuple[Due, ...]]:
        rows = (await self._connection.execute(_OF_AGENCY, {"of_agency": agency})).all()
        pieces = [piece_of(_KINDS[row.sort], row.content) for row in rows]
        return {piece.id: await self._of(piece) for piece in pieces}

    async def of_piece(self, piece_id: str) -> tuple[Due, ...]:
        row: Any = (await self._connection.execute(_LOCKED, {"wanted": piece_id})).one_or_none()
        return await self._of(piece_of(_KINDS[row.sort], row.content)) if row else ()

    async def _of(self, piece: Dated) -> tuple[Due, ...]:
        begun = await begun_lines(self._connection, piece.id) if isinstance(piece, Plan) else {}
        return dues(piece, begun)


class SqlReminderTransaction:
    """Fulfils ``reminders.ports.Transaction``."""

    def __init__(self, work: Work[ObligationDue | ControlDue]) -> None:
        self.obligations = SqlObligations(work.connection, work.written)
        self.dues = SqlDues(work.connection)
        self.timers = SqlTimers(work.connection, _TIMERS)
        self.record, self.commit = work.record, work.commit


class SqlReminderWork:
    """Fulfils ``reminders.ports.UnitOfWork``. publish, wake: as of ``SqlObligationWork``."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        *,
        publish: Callable[[ObligationDue | ControlDue], OutgoingEvent],
        wake: Callable[[], None],
    ) -> None:
        self._database = database
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

    def begin(self) -> AbstractAsyncContextManager[SqlReminderTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlReminderTransaction]:
        async with self._desk.work() as work:
            yield SqlReminderTransaction(work)

    async def oldest_due(self, now: datetime) -> datetime | None:
        async with self._database.read() as connection:
            return await _TIMERS.oldest_due(connection, now)
