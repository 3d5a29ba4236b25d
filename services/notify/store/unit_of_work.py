"""Transactions of notify: what a use case sees of the database, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database, Writing
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command, Journal
from notify.domain.delivery import DeliveryGivenUp
from notify.store.repositories import SqlDeliveries, SqlDossierViews
from notify.store.tables import MESSAGING

CONSUMER = "notify"
SERVICE = "notify"

Publish = Callable[[DeliveryGivenUp], OutgoingEvent]


class SqlTransaction:
    """Fulfils ``application.ports.Transaction``."""

    def __init__(self, writing: Writing, inbox: Inbox, journal: Journal, publish: Publish) -> None:
        self._writing = writing
        self._inbox = inbox
        self._journal = journal
        self._publish = publish
        self.views = SqlDossierViews(writing.connection)
        self.deliveries = SqlDeliveries(writing.connection)

    async def first_sight(self, envelope: Envelope) -> bool:
        return await self._inbox.accept(envelope)

    async def record(self, command: Command, facts: Sequence[DeliveryGivenUp]) -> None:
        await self._journal.record(command, [self._publish(fact) for fact in facts])

    async def commit(self) -> None:
        await self._writing.commit()


class SqlUnitOfWork:
    def __init__(self, database: Database, clock: Clock, ids: Ids, publish: Publish, wake: Callable[[], None]) -> None:
        """wake: tells the relay that something may have been written to the outbox."""
        self._database = database
        self._clock = clock
        self._ids = ids
        self._publish = publish
        self._wake = wake

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._database.write() as writing:
            writing.after_commit(self._wake)
            inbox = Inbox(writing.connection, MESSAGING, CONSUMER, self._clock)
            journal = Journal(writing.connection, MESSAGING, service=SERVICE, clock=self._clock, ids=self._ids)
            yield SqlTransaction(writing, inbox, journal, self._publish)
