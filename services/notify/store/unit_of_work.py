"""A transaction of notify: its repositories on the mechanics that every service shares."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from notify.domain.delivery import DeliveryGivenUp
from notify.domain.outage import OutageFact
from notify.store.ladders import SqlClimbs
from notify.store.outages import SqlOutages
from notify.store.preferences import SqlPreferences
from notify.store.repositories import SqlDeliveries, SqlDossierViews
from notify.store.tables import MESSAGING
from notify.store.texts import SqlTexts

SERVICE = "notify"

Fact = DeliveryGivenUp | OutageFact
Publish = Callable[[Fact], OutgoingEvent]


class SqlTransaction:
    """Fulfils ``application.ports.Transaction``."""

    def __init__(self, work: Work[Fact]) -> None:
        self.views = SqlDossierViews(work.connection)
        self.deliveries = SqlDeliveries(work.connection)
        self.preferences = SqlPreferences(work.connection)
        self.climbs = SqlClimbs(work.connection)
        self.outages = SqlOutages(work.connection)
        self.texts = SqlTexts(work.connection)
        self.earlier = work.earlier
        self.record, self.first_sight, self.commit = work.record, work.first_sight, work.commit


class SqlUnitOfWork:
    """publish: which event a fact becomes. wake: tells the relay that there is work."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, publish: Publish, wake: Callable[[], None]) -> None:
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

    def begin(self) -> AbstractAsyncContextManager[SqlTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlTransaction]:
        async with self._desk.work() as work:
            yield SqlTransaction(work)
