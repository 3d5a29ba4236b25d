"""Transactions of reporting: what a use case sees of the database, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database, Writing
from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import Inbox
from reporting.store.board_sums import SqlBoardSums
from reporting.store.evaluations import SqlEvaluationBook
from reporting.store.repositories import SqlDepartments, SqlDossiers, SqlTallies
from reporting.store.steps import SqlStepBook
from reporting.store.tables import MESSAGING

SERVICE = "reporting"


class SqlTransaction:
    """Fulfils ``application.ports.Transaction``."""

    def __init__(self, writing: Writing, clock: Clock) -> None:
        self._writing = writing
        self._inbox = Inbox(writing.connection, MESSAGING, SERVICE, clock)
        self.dossiers = SqlDossiers(writing.connection)
        self.tallies = SqlTallies(writing.connection)
        self.boards = SqlBoardSums(writing.connection)
        self.departments = SqlDepartments(writing.connection)
        self.evaluations = SqlEvaluationBook(writing.connection)
        self.steps = SqlStepBook(writing.connection)

    async def first_sight(self, envelope: Envelope) -> bool:
        return await self._inbox.accept(envelope)

    async def commit(self) -> None:
        await self._writing.commit()


class SqlUnitOfWork:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._database.write() as writing:
            yield SqlTransaction(writing, self._clock)
