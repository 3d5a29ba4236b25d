"""Composition root of notify: the only place that knows every class."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.history.reading import History
from chassis.kernel.clock import Clock
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
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
from notify.clients.consultations import GrpcConsulted
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
    settings: Settings,
    uow: SqlUnitOfWork,
    neighbours: tuple[RpcChannel, RpcChannel],
    compose: Composer,
    clock: Clock,
) -> Repeating | None:
    """The loop that sends; None without a mail server. neighbours: intake, processing."""
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
        GrpcContacts(neighbours[0]),
        compose,
        mailer,
        clock=clock,
        real=SystemClock(),
        mail_domain=settings.mail_from.rpartition("@")[2],
        consulted=GrpcConsulted(neighbours[1]),
    )
    return Repeating("sender", send, soonest_seconds=0.2, latest_seconds=2.0)


async def build(settings: Settings) -> Assembly:
    """Everything of notify, not started."""
    ground = Ground.of(SERVICE, settings, MESSAGING, History())
    intake, processing = (ground.channel(target) for target in (settings.intake_target, settings.processing_target))
    uow = SqlUnitOfWork(ground.database, ground.clock, ground.ids, publish, ground.relay.wake)
    compose = Composer(JinjaTemplates(), GrpcNames(intake, settings.agency_names))
    sender = _sender(settings, uow, (intake, processing), compose, ground.clock)
    plan = PlanMessagesHandler(
        uow,
        read_event,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        can_mail=sender is not None,
        planned=sender.wake if sender else _nobody,
    )
    questions = _questions(SqlReads(ground.database), compose)
    app = ground.application(
        DESCRIPTION,
        [deliveries.router(questions), events.router(ReadEventsHandler(JetStreamFeed(ground.bus)))],
        deadline_seconds=45.0,  # a long poll may wait for 30
    )
    consumer = ground.consumer(plan, SOURCES, lanes=settings.consumer_lanes)
    return ground.assembly(
        app,
        [(add_DeliveryServiceServicer_to_server, DeliveryServicer(questions.list_deliveries))],
        before=[intake, processing],
        after=[consumer, *([sender] if sender else [])],
    )


def _questions(reads: SqlReads, compose: Composer) -> deliveries.DeliveryQuestions:
    return deliveries.DeliveryQuestions(
        list_deliveries=ListDeliveriesHandler(reads),
        get_delivery=GetDeliveryHandler(reads),
        read_inbox=ReadInboxHandler(reads, compose),
        list_dead_letters=ListDeadLettersHandler(reads),
    )


def _nobody() -> None:
    """Nobody sends, so nobody is woken."""
