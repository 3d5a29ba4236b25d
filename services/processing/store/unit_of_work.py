"""A transaction of processing: its repositories on the mechanics that every service shares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import select

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.tables import MessagingTables
from chassis.messaging.work import Desk, Work
from chassis.timers.store import SqlTimers
from processing.domain.corrections import Published
from processing.domain.facts import Fact
from processing.store.cases import SqlCases
from processing.store.file_keys import FileKeyRing
from processing.store.laws import LawMemory, SqlLaws
from processing.store.mandates import SqlMandates
from processing.store.notes import SqlNotes
from processing.store.results import SqlResults
from processing.store.rollouts import SqlRollouts
from processing.store.staff import SqlStaff
from processing.store.tables import TIMERS

SERVICE = "processing"


class SqlTransaction:
    """Fulfils ``ports.Transaction``."""

    def __init__(
        self, work: Work[Fact], tables: MessagingTables, memory: LawMemory, clock: Clock, keys: FileKeyRing
    ) -> None:
        self.cases = SqlCases(work.connection, work.written)
        self.laws = SqlLaws(work.connection, memory)
        self.timers = SqlTimers(work.connection, TIMERS)
        self.rollouts = SqlRollouts(work.connection)
        self.record, self.record_all, self.repeated = work.record, work.record_all, work.repeated
        self.first_sight, self.commit = work.first_sight, work.commit
        self.mandates = SqlMandates(work.connection)
        self.staff = SqlStaff(work.connection)
        self.results = SqlResults(work.connection)
        self.notes = SqlNotes(work.connection, keys)
        self.earlier, self.now = work.earlier, clock.now
        self._connection = work.connection
        self._outbox = tables.outbox.c

    async def published(self, dossier_id: str, event: str) -> Published:
        """The outbox keeps every event for good, so the latest one can be pointed to."""
        found = await self._connection.scalar(
            select(self._outbox.id)
            .where(self._outbox.subject == dossier_id, self._outbox.type == event)
            .order_by(self._outbox.sequence.desc())
            .limit(1)
        )
        if found is None:
            raise LookupError(f"no event {event} of {dossier_id}")
        return Published(id=found, type=f"motcua.{event}.v1")


class SqlUnitOfWork:
    """Fulfils ``ports.UnitOfWork``. publish: which event a fact becomes. wake: tells the relay that there is work."""

    def __init__(
        self,
        database: Database,
        tables: MessagingTables,
        clock: Clock,
        ids: Ids,
        *,
        publish: Callable[[Fact], OutgoingEvent],
        wake: Callable[[], None],
        memory: LawMemory,
        keys: FileKeyRing | None = None,
    ) -> None:
        self._tables = tables
        self._memory = memory
        self._clock = clock
        self._keys = keys or FileKeyRing(None)
        self._desk = Desk(
            database=database,
            tables=tables,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=publish,
            wake=wake,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._desk.work() as work:
            yield SqlTransaction(work, self._tables, memory=self._memory, clock=self._clock, keys=self._keys)
