"""A transaction of the webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from notify.domain.webhooks import EndpointDisabled
from notify.store.repositories import SqlDeliveries
from notify.store.tables import MESSAGING
from notify.store.unit_of_work import SERVICE
from notify.store.webhooks import KnownEndpoints, SqlEndpoints, SqlWebhookDeliveries

CONSUMER = f"{SERVICE}-webhooks"

Publish = Callable[[EndpointDisabled], OutgoingEvent]


class SqlWebhookTransaction:
    """Fulfils ``application.webhooks.ports.Transaction``."""

    def __init__(self, work: Work[EndpointDisabled], known: KnownEndpoints) -> None:
        self.endpoints = SqlEndpoints(work.connection, known)
        self.deliveries = SqlWebhookDeliveries(work.connection)
        self.messages = SqlDeliveries(work.connection)
        self.record, self.first_sight, self.commit = work.record, work.first_sight, work.commit


class SqlWebhookUnitOfWork:
    """publish: which event a fact becomes. wake: tells the relay that there is work."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, publish: Publish, wake: Callable[[], None]) -> None:
        self._known = KnownEndpoints()
        self._desk = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=CONSUMER,
            clock=clock,
            ids=ids,
            publish=publish,
            wake=wake,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlWebhookTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlWebhookTransaction]:
        async with self._desk.work() as work:
            yield SqlWebhookTransaction(work, self._known)
