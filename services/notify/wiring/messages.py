"""Messages to people: planned from events, sent, looked up."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.notify.v1.delivery_service_pb2_grpc import add_DeliveryServiceServicer_to_server
from notify.api.grpc.services import DeliveryServicer
from notify.api.http import deliveries
from notify.application import (
    Composer,
    GetDeliveryHandler,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadInboxHandler,
    SendDueHandler,
)
from notify.clients.consultations import GrpcConsulted
from notify.clients.contacts import GrpcContacts, GrpcFeedbackContacts
from notify.clients.names import GrpcNames
from notify.clients.smtp import SmtpMailer, SmtpServer
from notify.clients.templates import JinjaTemplates
from notify.domain.occasions import Audience
from notify.events.reading import read_event
from notify.store.reads import SqlReads
from notify.wiring.stand import Stand

SOURCES = frozenset({"intake", "processing"})


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    compose = Composer(JinjaTemplates(), GrpcNames(stand.intake, settings.agency_names))
    sender = _sender(stand, compose)
    plan = PlanMessagesHandler(
        stand.uow,
        read_event,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        can_mail=sender is not None,
        planned=sender.wake if sender else _nobody,
    )
    questions = _questions(SqlReads(ground.database), compose)
    consumer = ground.consumer(plan, SOURCES, lanes=settings.consumer_lanes)
    return Offer(
        routers=[deliveries.router(questions)],
        servicers=[(add_DeliveryServiceServicer_to_server, DeliveryServicer(questions.list_deliveries))],
        after=[consumer, *([sender] if sender else [])],
    )


def _sender(stand: Stand, compose: Composer) -> Repeating | None:
    """The loop that sends; None without a mail server."""
    settings = stand.ground.settings
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
        stand.uow,
        {
            Audience.APPLICANT: GrpcContacts(stand.intake),
            Audience.FEEDBACK_SENDER: GrpcFeedbackContacts(stand.intake),
            Audience.CONSULTED_BODY: GrpcConsulted(stand.processing),
        },
        compose,
        mailer,
        clock=stand.ground.clock,
        real=SystemClock(),
        mail_domain=settings.mail_from.rpartition("@")[2],
    )
    return Repeating("sender", send, soonest_seconds=0.2, latest_seconds=2.0)


def _questions(reads: SqlReads, compose: Composer) -> deliveries.DeliveryQuestions:
    return deliveries.DeliveryQuestions(
        list_deliveries=ListDeliveriesHandler(reads),
        get_delivery=GetDeliveryHandler(reads),
        read_inbox=ReadInboxHandler(reads, compose),
    )


def _nobody() -> None:
    """Nobody sends, so nobody is woken."""
