"""A transaction of intake: repositories, journal, inbox; committed once, then the relay is woken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database, Writing
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command, Journal
from chassis.messaging.tables import MessagingTables
from intake.domain.facts import Fact
from intake.store.repositories import SqlApplicants, SqlCodeCounters, SqlDossiers, SqlLawPacks
from intake.store.sealing_keys import Sealing

SERVICE = "intake"
CONSUMER = "intake"
"""Durable name of the consumer that follows processing."""

Publish = Callable[[Fact], OutgoingEvent]


class SqlTransaction:
    def __init__(self, writing: Writing, journal: Journal, inbox: Inbox, sealer: Sealing, publish: Publish) -> None:
        self.dossiers = SqlDossiers(writing.connection)
        self.applicants = SqlApplicants(writing.connection, sealer)
        self.codes = SqlCodeCounters(writing.connection)
        self.law_packs = SqlLawPacks(writing.connection)
        self._writing = writing
        self._journal = journal
        self._inbox = inbox
        self._publish = publish

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        await self._journal.record(command, [self._publish(fact) for fact in facts])

    async def repeated(self, command: Command) -> bool:
        if command.idempotency is None:
            return False
        return await self._journal.repeated(command.actor.subject, command.idempotency) is not None

    async def first_sight(self, envelope: Envelope) -> bool:
        return await self._inbox.accept(envelope)

    async def commit(self) -> None:
        await self._writing.commit()


class SqlUnitOfWork:
    """wake: tells the relay that there is something to publish; called after each commit."""

    def __init__(
        self,
        *,
        database: Database,
        tables: MessagingTables,
        clock: Clock,
        ids: Ids,
        sealer: Sealing,
        publish: Publish,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._tables = tables
        self._clock = clock
        self._ids = ids
        self._sealer = sealer
        self._publish = publish
        self._wake = wake

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        """Rolled back on leaving unless ``commit`` was awaited."""
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._database.write() as writing:
            writing.after_commit(self._wake)
            journal = Journal(writing.connection, self._tables, service=SERVICE, clock=self._clock, ids=self._ids)
            inbox = Inbox(writing.connection, self._tables, CONSUMER, self._clock)
            yield SqlTransaction(writing, journal, inbox, self._sealer, self._publish)
