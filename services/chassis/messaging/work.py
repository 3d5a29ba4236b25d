"""One open transaction of a service: what it records, what it has heard before, how it ends.

A service's own transaction adds its repositories and lends these methods their names:

    class SqlTransaction:
        def __init__(self, work: Work[Fact]) -> None:
            self.dossiers = SqlDossiers(work.connection)
            self.ledger = SqlLedger(work.connection, work.written)  # notes what it writes of the history
            self.record, self.first_sight, self.commit = work.record, work.first_sight, work.commit
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database, Writing
from chassis.history.covered import Written
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command, Conceal, Journal, as_it_is
from chassis.messaging.tables import MessagingTables

Fact = TypeVar("Fact")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Generic[Fact]):
    """Where a service's work is done.

    service: its name in events; consumer: its durable name. publish: which event a fact becomes. wake: tells the
    relay that there is something to publish. conceal: how a command's reason is stored.
    """

    database: Database
    tables: MessagingTables
    service: str
    consumer: str
    clock: Clock
    ids: Ids
    publish: Callable[[Fact], OutgoingEvent]
    wake: Callable[[], None]
    conceal: Conceal = as_it_is

    @asynccontextmanager
    async def work(self) -> AsyncIterator[Work[Fact]]:
        """A transaction; rolled back on leaving unless ``commit`` was awaited."""
        async with self.database.write() as writing:
            yield Work(self, writing)


class Work(Generic[Fact]):
    """The mechanics of one transaction."""

    def __init__(self, desk: Desk[Fact], writing: Writing) -> None:
        self._desk = desk
        self._writing = writing
        self.written = Written()
        self._journal = Journal(
            writing.connection,
            desk.tables,
            service=desk.service,
            clock=desk.clock,
            ids=desk.ids,
            conceal=desk.conceal,
            written=self.written,
        )
        self._has_events = False

    @property
    def connection(self) -> AsyncConnection:
        return self._writing.connection

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        """What was done and what others will hear of it; see ``Journal.record`` for what it raises."""
        envelopes = await self._journal.record(command, [self._desk.publish(fact) for fact in facts])
        if envelopes and not self._has_events:
            self._has_events = True  # a commit without events leaves the relay asleep
            self._writing.after_commit(self._desk.wake)

    async def record_all(self, records: Sequence[tuple[Command, Sequence[Fact]]]) -> None:
        """As ``record`` for many commands at once; see ``Journal.record_all``."""
        told = [(command, [self._desk.publish(fact) for fact in facts]) for command, facts in records]
        if await self._journal.record_all(told) and not self._has_events:
            self._has_events = True
            self._writing.after_commit(self._desk.wake)

    async def repeated(self, command: Command) -> bool:
        """Whether this actor has sent this very request before."""
        return await self.earlier(command) is not None

    async def earlier(self, command: Command) -> str | None:
        """What came of this very request when this actor sent it before: the subject; None if it is new."""
        if command.idempotency is None:
            return None
        return await self._journal.repeated(command.actor.subject, command.idempotency)

    async def first_sight(self, envelope: Envelope) -> bool:
        """Takes the event's place in the inbox; False for a duplicate. Raises GapAhead."""
        inbox = Inbox(self._writing.connection, self._desk.tables, self._desk.consumer, self._desk.clock)
        return await inbox.accept(envelope)

    async def commit(self) -> None:
        """Make it lasting; then the relay learns of it. Raises RuntimeError for rows of the history that no command
        stands for."""
        if not self.written.is_empty:
            raise RuntimeError("rows of the history were written after their command was recorded, or without one")
        await self._writing.commit()
