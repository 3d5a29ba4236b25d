"""A transaction of intake: its repositories on the mechanics that every service shares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.tables import MessagingTables
from chassis.messaging.work import Desk, Work
from chassis.timers.store import SqlTimers
from intake.domain.facts import Fact
from intake.store.accounts import SqlAccounts
from intake.store.draft_rows import SqlDrafts
from intake.store.exports import SqlAskedExports
from intake.store.external_refs import SqlExternalRefs
from intake.store.feedback import SqlFeedbackBook
from intake.store.file_rows import SqlFiles
from intake.store.handovers import SqlHandovers
from intake.store.history import reason_context
from intake.store.law_packs import SqlLawPacks
from intake.store.repositories import SqlApplicants, SqlCodeCounters, SqlDossiers
from intake.store.result_corrections import SqlResultCorrections
from intake.store.return_attempts import SqlReturnAttempts
from intake.store.sealed_text import seal_text
from intake.store.sealing_keys import Indexing, Sealing
from intake.store.timers import TIMERS

SERVICE = "intake"


class SqlTransaction:
    """Fulfils ``ports.Transaction``."""

    def __init__(self, work: Work[Fact], sealer: Sealing, index: Indexing) -> None:
        self.timers = SqlTimers(work.connection, TIMERS)
        self.dossiers = SqlDossiers(work.connection, sealer, self.timers)
        self.applicants = SqlApplicants(work.connection, sealer, index)
        self.codes = SqlCodeCounters(work.connection)
        self.law_packs = SqlLawPacks(work.connection, work.written)
        self.accounts = SqlAccounts(work.connection, sealer, work.written)
        self.handovers = SqlHandovers(work.connection, work.written)
        self.feedback = SqlFeedbackBook(work.connection, sealer, self.timers)
        self.files = SqlFiles(work.connection, sealer)
        self.drafts = SqlDrafts(work.connection, sealer)
        self.exports = SqlAskedExports(work.connection)
        self.attempts = SqlReturnAttempts(work.connection, sealer, work.written)
        self.corrections = SqlResultCorrections(work.connection, sealer, work.written)
        self.external_refs = SqlExternalRefs(work.connection)
        self.record, self.repeated = work.record, work.repeated
        self.first_sight, self.commit = work.first_sight, work.commit


class SqlUnitOfWork:
    """Fulfils ``ports.UnitOfWork``. publish: which event a fact becomes. wake: tells the relay that there is work."""

    def __init__(
        self,
        *,
        database: Database,
        tables: MessagingTables,
        clock: Clock,
        ids: Ids,
        sealer: Sealing,
        index: Indexing,
        publish: Callable[[Fact], OutgoingEvent],
        wake: Callable[[], None],
    ) -> None:
        self._sealer = sealer
        self._index = index
        self._desk = Desk(
            database=database,
            tables=tables,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=publish,
            wake=wake,
            conceal=lambda command_id, reason: seal_text(reason, sealer, reason_context(command_id)),
        )

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        """Rolled back on leaving unless ``commit`` was awaited."""
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._desk.work() as work:
            yield SqlTransaction(work, self._sealer, self._index)
