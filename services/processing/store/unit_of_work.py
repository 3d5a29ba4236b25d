"""One transaction over everything processing owns: all or nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy import select

from chassis.data.database import Database, Writing
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command, Journal
from chassis.messaging.tables import MessagingTables
from processing.domain.corrections import Published
from processing.domain.facts import Fact
from processing.store.cases import SqlCases
from processing.store.laws import LawMemory, SqlLaws
from processing.store.timers import SqlTimers

SERVICE = CONSUMER = "processing"


class SqlTransaction:
    """Fulfils ``ports.Transaction``."""

    def __init__(
        self,
        writing: Writing,
        *,
        tables: MessagingTables,
        journal: Journal,
        inbox: Inbox,
        laws: SqlLaws,
        publish: Callable[[Fact], OutgoingEvent],
    ) -> None:
        self.cases = SqlCases(writing.connection)
        self.laws = laws
        self.timers = SqlTimers(writing.connection)
        self._writing = writing
        self._tables = tables
        self._journal = journal
        self._inbox = inbox
        self._publish = publish

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        await self._journal.record(command, [self._publish(fact) for fact in facts])

    async def repeated(self, command: Command) -> bool:
        if command.idempotency is None:
            return False
        return await self._journal.repeated(command.actor.subject, command.idempotency) is not None

    async def published(self, dossier_id: str, event: str) -> Published:
        """The outbox keeps every event for good, so the latest one can be pointed to."""
        outbox = self._tables.outbox.c
        found = await self._writing.connection.scalar(
            select(outbox.id)
            .where(outbox.subject == dossier_id, outbox.type == event)
            .order_by(outbox.sequence.desc())
            .limit(1)
        )
        if found is None:
            raise LookupError(f"no event {event} of {dossier_id}")
        return Published(id=found, type=f"motcua.{event}.v1")

    async def first_sight(self, envelope: Envelope) -> bool:
        return await self._inbox.accept(envelope)

    async def commit(self) -> None:
        await self._writing.commit()


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
    ) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock
        self._ids = ids
        self._publish = publish
        self._wake = wake
        self._memory = memory

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._database.write() as writing:
            writing.after_commit(self._wake)
            connection = writing.connection
            yield SqlTransaction(
                writing,
                tables=self._tables,
                journal=Journal(connection, self._tables, service=SERVICE, clock=self._clock, ids=self._ids),
                inbox=Inbox(connection, self._tables, CONSUMER, self._clock),
                laws=SqlLaws(connection, self._memory),
                publish=self._publish,
            )
