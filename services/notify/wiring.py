"""Composition root of notify: the only place that knows every class."""

from __future__ import annotations

from importlib import metadata

from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import SystemClock, clock_from
from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.health import Health
from chassis.http.app import ServiceApp, create_app
from chassis.http.server import HttpServerPart
from chassis.kernel.clock import Clock
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer
from chassis.messaging.ledger import LedgerService
from chassis.messaging.relay import Relay
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, Servicer
from chassis.runtime import Part
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server
from motcua.notify.v1.delivery_service_pb2_grpc import add_DeliveryServiceServicer_to_server
from notify.api.grpc.services import DeliveryServicer
from notify.api.http import deliveries, events
from notify.application import (
    Composer,
    GetDeliveryHandler,
    ListDeadLettersHandler,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadEventsHandler,
    ReadInboxHandler,
    SendDueHandler,
)
from notify.clients.contacts import GrpcContacts
from notify.clients.names import GrpcNames
from notify.clients.smtp import SmtpMailer, SmtpServer
from notify.clients.stream import JetStreamFeed
from notify.clients.templates import JinjaTemplates
from notify.events.publishing import publish
from notify.events.reading import read_event
from notify.settings import Settings
from notify.store.reads import SqlReads
from notify.store.tables import MESSAGING
from notify.store.unit_of_work import SERVICE, SqlUnitOfWork

DESCRIPTION = "Every message the law requires, what became of it, and the event feed."
SOURCES = frozenset({"intake", "processing"})


def _sender(
    settings: Settings, uow: SqlUnitOfWork, intake: RpcChannel, compose: Composer, clock: Clock
) -> Repeating | None:
    """The loop that sends; None without a mail server."""
    if settings.smtp_url is None:
        return None
    mailer = SmtpMailer(
        SmtpServer.of(settings.smtp_url.get_secret_value()),
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        timeout=settings.smtp_timeout_seconds,
        ca_file=settings.smtp_ca_file,
    )
    send = SendDueHandler(
        uow,
        GrpcContacts(intake),
        compose,
        mailer,
        clock=clock,
        real=SystemClock(),
        mail_domain=settings.mail_from.rpartition("@")[2],
    )
    return Repeating("sender", send, soonest_seconds=0.2, latest_seconds=2.0)


def _nobody() -> None:
    """Nobody sends, so nobody is woken."""


async def build(settings: Settings) -> Assembly:
    """Everything of notify, not started."""
    ground = Ground.of(SERVICE, settings, MESSAGING)
    intake = ground.channel(settings.intake_target)
    uow, reads = (
        SqlUnitOfWork(ground.database, ground.clock, ground.ids, publish, ground.relay.wake),
        SqlReads(ground.database),
    )
    compose = Composer(JinjaTemplates(), GrpcNames(intake, settings.agency_names))
    sender = _sender(settings, uow, intake, compose, ground.clock)
    plan = PlanMessagesHandler(
        uow,
        read_event,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        can_mail=sender is not None,
        planned=sender.wake if sender else _nobody,
    )
    list_deliveries = ListDeliveriesHandler(reads)
    questions = deliveries.DeliveryQuestions(
        list_deliveries=list_deliveries,
        get_delivery=GetDeliveryHandler(reads),
        read_inbox=ReadInboxHandler(reads, compose),
        list_dead_letters=ListDeadLettersHandler(reads),
    )
    app = ground.application(
        DESCRIPTION,
        [deliveries.router(questions), events.router(ReadEventsHandler(JetStreamFeed(ground.bus)))],
        deadline_seconds=45.0,  # a long poll may wait for 30
    )
    return ground.assembly(
        app,
        [(add_DeliveryServiceServicer_to_server, DeliveryServicer(list_deliveries))],
        before=[intake],
        after=[ground.consumer(plan, SOURCES, lanes=settings.consumer_lanes), *([sender] if sender else [])],
    )


def _nobody() -> None:
    """Nobody sends, so nobody is woken."""


async def build(settings: Settings) -> Assembly:
    """Everything constructed, nothing started."""
    clock = clock_from(settings.clock)
    database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool_size)
    bus = Bus(
        settings.nats_url,
        credentials=settings.nats_credentials_file,
        replicas=settings.stream_replicas,
        client=f"notify/{settings.replica}",
    )
    relay = Relay(database, MESSAGING, bus, service=SERVICE, clock=clock)
    tokens = TokenFile(settings.service_token_file) if settings.service_token_file else None
    intake = RpcChannel(settings.intake_target, tokens)
    ask = _UseCases(settings, database, relay, intake, clock)
    consumer = Consumer(
        bus,
        durable=CONSUMER,
        handler=ask.plan,
        sources=SOURCES,
        database=database,
        tables=MESSAGING,
        clock=clock,
        lanes=settings.consumer_lanes,
    )
    health = _health(database, bus, relay, consumer)
    verifier = TokenVerifier.from_settings(settings)
    app = _app(settings, ask, ReadEventsHandler(JetStreamFeed(bus)), verifier=verifier, health=health, clock=clock)
    parts: list[Part] = [
        _Store(database),
        intake,
        bus,
        relay,
        HttpServerPart(app, settings.http_host, settings.http_port),
        RpcServer(settings.grpc_host, settings.grpc_port, _servicers(ask, database), verifier, health),
        consumer,
        *([ask.sender] if ask.sender else []),
    ]
    return Assembly(app=app, health=health, parts=parts)


def _health(database: Database, bus: Bus, relay: Relay, consumer: Consumer) -> Health:
    """The store is needed; without the broker the log can be read, and nothing new comes in."""
    health = Health()
    health.register("store", database.check)
    health.register("broker", bus.check, required=False)
    health.register("relay", relay.check, required=False)
    health.register("consumer", consumer.check, required=False)
    return health


def _app(
    settings: Settings,
    ask: _UseCases,
    feed: ReadEventsHandler,
    *,
    verifier: TokenVerifier,
    health: Health,
    clock: Clock,
) -> ServiceApp:
    questions = deliveries.DeliveryQuestions(
        list_deliveries=ask.list_deliveries,
        get_delivery=ask.get_delivery,
        read_inbox=ask.read_inbox,
        list_dead_letters=ask.list_dead_letters,
    )
    return create_app(
        title="motcua notify",
        version=metadata.version("motcua"),
        description=DESCRIPTION,
        routers=[deliveries.router(questions), events.router(feed)],
        verifier=verifier,
        health=health,
        clock=clock,
        environment=settings.environment,
        service="notify",
        deadline_seconds=45.0,  # a long poll may wait for 30
    )


def _servicers(ask: _UseCases, database: Database) -> list[Servicer]:
    return [
        (add_LedgerServiceServicer_to_server, LedgerService(database, MESSAGING)),
        (add_DeliveryServiceServicer_to_server, DeliveryServicer(ask.list_deliveries)),
    ]
