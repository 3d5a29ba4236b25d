"""What every service stands on, made once from its settings: clock, ids, store, broker, relay, who asks, how it is.

A service's ``wiring.build`` makes the ground, puts its own classes on it, and asks it for the parts in the order in
which they start: store, neighbours, broker, relay, HTTP, gRPC, then whatever acts by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from typing import Generic, Self, TypeVar

from fastapi import APIRouter

from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.health import Health
from chassis.history.daily import SealDays
from chassis.history.reading import History
from chassis.history.routes import router as history_router
from chassis.history.service import HistoryService
from chassis.history.shelf import Roots
from chassis.history.signing import SigningKeysFile
from chassis.http.app import ServiceApp, create_app
from chassis.http.server import HttpServerPart
from chassis.ids import UuidIds
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer, Handler
from chassis.messaging.ledger import LedgerService
from chassis.messaging.letter_service import DeadLetterServicer
from chassis.messaging.letters import Letters
from chassis.messaging.outbox_listing import OutboxService
from chassis.messaging.relay import Relay
from chassis.messaging.tables import MessagingTables
from chassis.repeating import Repeating
from chassis.rpc.certificates import ServerCertificate
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, Servicer
from chassis.runtime import Part
from chassis.settings import ServiceSettings
from chassis.telemetry import metrics
from chassis.timers.store_time import StoreTime
from chassis.web.interruptions import Interruptions
from motcua.audit.v1.dead_letter_service_pb2_grpc import add_DeadLetterServiceServicer_to_server
from motcua.audit.v1.history_pb2_grpc import add_HistoryServiceServicer_to_server
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server
from motcua.audit.v1.outbox_pb2_grpc import add_OutboxServiceServicer_to_server

CLOCK = metrics.gauge("motcua_clock_timestamp_seconds", "What time it is for the service.", ("service", "clock"))
POOL = metrics.gauge("motcua_database_connections", "Database connections in use and idle.", ("service", "state"))

S = TypeVar("S", bound=ServiceSettings)
LANES = 8
SEAL_SECONDS = 2.0  # how often it is looked whether a day is over: one short query


class DatabasePart:
    """Opened at first use; closes the connections when everything else has stopped."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self) -> None:
        """Whether it answers is for readiness to tell."""

    async def stop(self) -> None:
        await self._database.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What one topic of a service adds to it. before: what runs before the first request; after: consumers, loops."""

    routers: Sequence[APIRouter] = ()
    servicers: Sequence[Servicer] = ()
    before: Sequence[Part] = ()
    after: Sequence[Part] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground(Generic[S]):
    """service: its name everywhere. history: what of its rows belongs to it. Constructs, opens nothing."""

    service: str
    settings: S
    tables: MessagingTables
    clock: Clock
    ids: Ids
    database: Database
    bus: Bus
    relay: Relay
    health: Health
    verifier: TokenVerifier
    history: History
    signing: SigningKeysFile
    letters: Letters
    interruptions: Interruptions

    @classmethod
    def of(cls, service: str, settings: S, tables: MessagingTables, history: History) -> Self:
        """The store is needed; while the broker is away work goes on, and is told to others later."""
        clock, ids = clock_from(settings.clock), UuidIds()
        kind = settings.clock.partition(":")[0]
        CLOCK.labels(service, kind).set_function(lambda: clock.now().timestamp())
        database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool_size)
        for state in ("in_use", "idle"):
            POOL.labels(service, state).set_function(partial(database.connections, state))
        bus = Bus(
            settings.nats_url,
            credentials=settings.nats_credentials_file,
            replicas=settings.stream_replicas,
            client=f"{service}/{settings.replica}",
        )
        relay = Relay(database, tables, bus, service=service, clock=clock)
        health = Health()
        health.register("database", database.check)
        health.register("broker", bus.check, required=False)
        health.register("broker set-up", bus.check_fit)  # an old server or other streams: for an operator to mend
        health.register("relay", relay.check, required=False)
        if settings.service_token_file is not None:
            health.register("service token", TokenFile(settings.service_token_file).check, required=False)
        signing = SigningKeysFile(settings.audit_keys_file)
        if settings.audit_keys_file is not None:
            health.register("history", signing.check, required=False)  # work goes on, its days wait for their roots
        return cls(
            service=service,
            settings=settings,
            tables=tables,
            clock=clock,
            ids=ids,
            database=database,
            bus=bus,
            relay=relay,
            health=health,
            verifier=TokenVerifier.from_settings(settings),
            history=history,
            signing=signing,
            letters=Letters(database, tables, service=service, clock=clock, ids=ids),
            interruptions=Interruptions(bus, clock),
        )

    def channel(self, target: str) -> RpcChannel:
        """To a neighbour, with our own token."""
        path = self.settings.service_token_file
        return RpcChannel(target, TokenFile(path) if path else None, authority=self.settings.tls_ca_file)

    def consumer(self, handler: Handler, sources: frozenset[str], *, lanes: int = LANES, purpose: str = "") -> Consumer:
        """A durable consumer: the service's, named as it is, or one more of its for a purpose of its own
        (``notify-webhooks``)."""
        durable = f"{self.service}-{purpose}" if purpose else self.service
        consumer = Consumer(
            self.bus,
            durable=durable,
            handler=handler,
            sources=sources,
            database=self.database,
            tables=self.tables,
            clock=self.clock,
            lanes=lanes,
        )
        self.letters.register(durable, handler)
        self.health.register(f"consumer {durable}" if purpose else "consumer", consumer.check, required=False)
        return consumer

    def store_time(self) -> StoreTime:
        """By which timers are due; readiness says if our own clock is wrong."""
        time = StoreTime(self.database, self.clock, service=self.service)
        self.health.register("clock", time.check, required=False)
        return time

    def application(
        self, description: str, routers: Sequence[APIRouter], *, deadline_seconds: float = 30.0
    ) -> ServiceApp:
        return create_app(
            title=f"motcua {self.service}",
            version=metadata.version("motcua"),
            description=description,
            routers=[*routers, history_router(self.roots(), self.signing)],
            verifier=self.verifier,
            health=self.health,
            clock=self.clock,
            environment=self.settings.environment,
            service=self.service,
            deadline_seconds=deadline_seconds,
            interruptions=self.interruptions.shown,
        )

    def assembled(self, description: str, offers: Sequence[Offer], *, deadline_seconds: float = 30.0) -> Assembly:
        """The service made of its topics, in their order."""
        routers = [router for offer in offers for router in offer.routers]
        return self.assembly(
            self.application(description, routers, deadline_seconds=deadline_seconds),
            [servicer for offer in offers for servicer in offer.servicers],
            before=[part for offer in offers for part in offer.before],
            after=[part for offer in offers for part in offer.after],
        )

    def roots(self) -> Roots:
        return Roots(database=self.database, tables=self.tables, service=self.service)

    def assembly(
        self, app: ServiceApp, servicers: Sequence[Servicer], *, before: Sequence[Part], after: Sequence[Part]
    ) -> Assembly:
        """before: what must be there before the first request; after: consumers and loops."""
        settings = self.settings
        ledger: Servicer = (add_LedgerServiceServicer_to_server, LedgerService(self.database, self.tables))
        outbox: Servicer = (add_OutboxServiceServicer_to_server, OutboxService(self.database, self.tables))
        history: Servicer = (
            add_HistoryServiceServicer_to_server,
            HistoryService(self.database, self.tables, self.history, self.roots()),
        )
        grpc = RpcServer(
            settings.grpc_host,
            settings.grpc_port,
            [*servicers, ledger, outbox, history, (add_DeadLetterServiceServicer_to_server, self._dead_letters())],
            self.verifier,
            self.health,
            certificate=ServerCertificate.of(settings),
        )
        parts: list[Part] = [
            DatabasePart(self.database),
            *before,
            self.bus,
            self.relay,
            self.interruptions,
            HttpServerPart(app, settings.http_host, settings.http_port),
            grpc,
            *after,
            *self._sealing(),
        ]
        return Assembly(app=app, health=self.health, parts=parts)

    def _dead_letters(self) -> DeadLetterServicer:
        return DeadLetterServicer(self.letters, self.database, self.tables, wake=self.relay.wake)

    def _sealing(self) -> list[Part]:
        """Signs the days that are over, where there is a key to sign with."""
        if self.settings.audit_keys_file is None:
            return []
        seal = SealDays(
            database=self.database,
            tables=self.tables,
            service=self.service,
            clock=self.clock,
            ids=self.ids,
            keys=self.signing.keys,
            wake=self.relay.wake,
        )
        return [Repeating("history", seal, soonest_seconds=SEAL_SECONDS, latest_seconds=SEAL_SECONDS)]
