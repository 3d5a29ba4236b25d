"""Webhooks over a real store and real receivers; the machine's clock is in the test's hand where it matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from chassis.sealing import Sealer
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierAccepted
from notify.application.webhooks import (
    ChangeEndpointHandler,
    CleanUpHandler,
    Courier,
    CreateEndpoint,
    CreateEndpointHandler,
    DisableEndpointHandler,
    EnableEndpoint,
    EnableEndpointHandler,
    GetEndpointHandler,
    Handshake,
    Kept,
    ListAttemptsHandler,
    ListEndpointsHandler,
    ListWebhookDeliveriesHandler,
    OwnerLetters,
    RedeliverHandler,
    RedeliverOneHandler,
    RemoveEndpointHandler,
    RotateSecretHandler,
    SendTestHandler,
    ShakeHandsHandler,
    TakeEventHandler,
)
from notify.application.webhooks.ports import Backlog
from notify.application.webhooks.use_cases import WebhookUseCases
from notify.clients.outbound import UrlRules
from notify.clients.posting import AiohttpPoster
from notify.domain.departure import Departure
from notify.domain.occasions import Channel
from notify.domain.selection import Selection
from notify.domain.webhooks import Endpoint, WebhookDelivery
from notify.events.traits import traits_of
from notify.events.webhook_publishing import publish
from notify.store.subscribers import SqlDirectory
from notify.store.tables import MESSAGING, WEBHOOKS
from notify.store.webhook_reads import SqlWebhookReads
from notify.store.webhook_rows import delivery_of
from notify.store.webhook_secrets import SealedSecrets
from notify.store.webhook_unit_of_work import SqlWebhookUnitOfWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.receiving import Receiver

LOOPBACK = ("127.0.0.0/8", "::1/128")
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
SECRETS = SealedSecrets(Sealer({"k1": bytes(32)}, "k1"))


@dataclass
class Counted:
    """Plays the metrics."""

    results: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[tuple[Endpoint, Backlog]] = field(default_factory=list)

    def count(self, endpoint: str, result: str) -> None:
        self.results[endpoint, result] += 1

    def show(self, seen: Sequence[tuple[Endpoint, Backlog]], at: datetime) -> None:
        self.shown = list(seen)


class Hooks:
    """The use cases over one store; ``courier()`` makes a replica's sender."""

    def __init__(self, database: Database, real: Clock) -> None:
        self.database, self.real, self.ids = database, real, UuidIds()
        self.figures = Counted()
        self.poster = AiohttpPoster(LOOPBACK, real=real, seconds=30.0)
        self.reads = SqlWebhookReads(database)
        self.directory = SqlDirectory(database)
        self.uow = SqlWebhookUnitOfWork(database, real, self.ids, publish, lambda: None)
        self.couriers: list[Courier] = []
        self.letters = OwnerLetters(
            Departure({Channel.EMAIL}), clock=real, real=real, ids=self.ids, planned=lambda: None
        )
        handshake = Handshake(self.uow, SECRETS, self.poster, real=real, ids=self.ids)
        self.shake = ShakeHandsHandler(self.reads, handshake, real=real, enabled=self._renew)
        self.take = TakeEventHandler(self.uow, traits_of, real=real, ids=self.ids, written=self._wake)
        self.ask = self._use_cases(handshake)
        self._position = 0

    def _use_cases(self, handshake: Handshake) -> WebhookUseCases:
        uow, reads, real = self.uow, self.reads, self.real
        rules, types = UrlRules(LOOPBACK), KNOWN_TYPES
        redeliver = RedeliverHandler(uow, woken=self._renew)
        return WebhookUseCases(
            create=CreateEndpointHandler(
                uow, reads, self.directory, SECRETS, rules, real=real, ids=self.ids, types=types
            ),
            change=ChangeEndpointHandler(uow, self.directory, SECRETS, rules, real=real, types=types),
            remove=RemoveEndpointHandler(uow),
            enable=EnableEndpointHandler(reads, handshake, enabled=self._renew),
            disable=DisableEndpointHandler(uow, self.letters, real=real, disabled=self._renew),
            rotate=RotateSecretHandler(uow, SECRETS, real=real),
            test=SendTestHandler(reads, SECRETS, self.poster, real=real, ids=self.ids),
            list_endpoints=ListEndpointsHandler(reads),
            get_endpoint=GetEndpointHandler(reads),
            list_attempts=ListAttemptsHandler(reads),
            list_deliveries=ListWebhookDeliveriesHandler(reads),
            redeliver=redeliver,
            redeliver_one=RedeliverOneHandler(reads, redeliver),
        )

    async def courier(self, holder: str = "replica-1") -> Courier:
        """Started."""

        async def store_time() -> datetime:
            return self.real.now()

        made = Courier(
            self.uow,
            self.reads,
            SECRETS,
            self.poster,
            self.figures,
            letters=self.letters,
            holder=holder,
            real=self.real,
            store_time=store_time,
            ids=self.ids,
        )
        self.couriers.append(made)
        await made.start()
        return made

    async def close(self) -> None:
        for courier in self.couriers:
            await courier.stop()
        await self.poster.stop()

    async def endpoint(
        self, receiver: Receiver, name: str = "mau", selection: Selection | None = None, *, checks: bool = False
    ) -> Endpoint:
        """Registered, and its handshake answered. checks: the receiver checks signatures, which must be of today."""
        made = await self.ask.create(
            CreateEndpoint(actor=OPERATOR, name=name, url=receiver.url, selection=selection or Selection())
        )
        receiver.secret = made.secret if checks else ""
        return await self.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=made.endpoint.id))

    async def tell(self, *events: tuple[str, int], agency: str = "heza") -> list[Envelope]:
        """(dossier, sequence) each, taken in one after another."""
        told = self.envelopes(*events, agency=agency)
        for each in told:
            await self.take(each)
        return told

    def envelopes(self, *events: tuple[str, int], agency: str = "heza") -> list[Envelope]:
        """Not taken in yet."""
        return [self._envelope(dossier, sequence, agency) for dossier, sequence in events]

    async def deliveries(self) -> list[WebhookDelivery]:
        """All, by position."""
        table = WEBHOOKS.deliveries
        async with self.database.read() as connection:
            rows = await connection.execute(select(table).order_by(table.c.position, table.c.id))
            return [delivery_of(row) for row in rows]

    async def states(self) -> Counter[str]:
        return Counter(each.state.value for each in await self.deliveries())

    async def published(self) -> list[dict[str, Any]]:
        """Our own events: type, and what they say."""
        async with self.database.read() as connection:
            bodies = await connection.scalars(select(MESSAGING.outbox.c.body).order_by(MESSAGING.outbox.c.position))
            return [dict(decode(body).data) for body in bodies]

    def clean_up(self, kept: Kept) -> CleanUpHandler:
        return CleanUpHandler(self.uow, kept, real=self.real)

    def _envelope(self, dossier: str, sequence: int, agency: str) -> Envelope:
        self._position += 1
        reference = DossierRef(dossier_id=dossier, agency=agency, department="dau-tu", procedure_key="cap-gcn-dkdt")
        event = OutgoingEvent(
            type="dossier.accepted",
            agency=agency,
            department="dau-tu",
            subject=dossier,
            data=DossierAccepted(dossier=reference),
        )
        body = encode(
            event,
            event_id=f"{dossier}-{sequence}",
            service="intake",
            time=datetime(2024, 5, 2, 5, 0, sequence, tzinfo=UTC) if sequence < 60 else self.real.now(),
            sequence=sequence,
        )
        return decode(body, nats_subject=event.nats_subject(), position=self._position)

    def _wake(self, endpoint_ids: frozenset[str]) -> None:
        for courier in self.couriers:
            courier.wake(endpoint_ids)

    def _renew(self) -> None:
        for courier in self.couriers:
            courier.renew()
