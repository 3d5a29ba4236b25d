"""Messages to people: planned from events, sent, looked up."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.notify.v1.delivery_service_pb2_grpc import add_DeliveryServiceServicer_to_server
from notify.api.grpc.services import DeliveryServicer
from notify.api.http import deliveries, receipts
from notify.application import (
    Composer,
    GetDeliveryHandler,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadInboxHandler,
    SendDueHandler,
)
from notify.application.carriers import MailCarrier, ShortCarrier
from notify.application.ports import Carrier, Contacts
from notify.application.receipts import TakeReceiptHandler
from notify.application.send_due import Sending
from notify.application.watch_waiting import WatchWaitingHandler
from notify.clients.consultations import GrpcConsulted
from notify.clients.contacts import GrpcContacts, GrpcFeedbackContacts
from notify.clients.gateways.description import read_gateways
from notify.clients.gateways.http import HttpGateway
from notify.clients.gateways.receipts import ReceiptReader
from notify.clients.smtp import SmtpMailer, SmtpServer
from notify.domain.channels import DayHours, Lane
from notify.domain.occasions import Audience, Channel
from notify.events.reading import read_event
from notify.settings import Settings
from notify.store.preferences import SqlPreferenceReads
from notify.store.reads import SqlReads
from notify.wiring.stand import Stand

WATCH_SECONDS = 15.0
SOURCES = frozenset({"intake", "processing"})


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    described = read_gateways(settings.gateways_dir)
    gateways = {each.channel: HttpGateway(each) for each in described}
    carriers = _carriers(settings, stand.compose, gateways)
    senders = Senders(stand, carriers)
    plan = PlanMessagesHandler(
        stand.uow,
        read_event,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        channels=carriers,
        planned=senders.wake,
    )
    take = TakeReceiptHandler(
        stand.uow, carriers, clock=ground.clock, real=SystemClock(), ids=ground.ids, planned=senders.wake
    )
    questions = _questions(SqlReads(ground.database), stand.compose)
    consumer = ground.consumer(plan, SOURCES, lanes=settings.consumer_lanes)
    return Offer(
        routers=[deliveries.router(questions), receipts.router(ReceiptReader(described), take)],
        servicers=[(add_DeliveryServiceServicer_to_server, DeliveryServicer(questions.list_deliveries))],
        before=list(gateways.values()),
        after=[consumer, *senders.loops, senders.watch],
    )


class Senders:
    """Two loops a channel, one of them for bulk, which never stands before a single message."""

    def __init__(self, stand: Stand, carriers: Mapping[Channel, Carrier]) -> None:
        ground = stand.ground
        sending = Sending(
            uow=stand.uow,
            people=_people(stand),
            carriers=carriers,
            preferences=SqlPreferenceReads(ground.database),
            hours=DayHours.of(ground.settings.telephone_hours),
            clock=ground.clock,
            real=SystemClock(),
            ids=ground.ids,
            moved=self.wake,
        )
        lanes = [Lane(channel=channel, is_bulk=is_bulk) for channel, is_bulk in product(carriers, (False, True))]
        self.loops = [
            Repeating(lane.name, SendDueHandler(lane, sending), soonest_seconds=0.2, latest_seconds=2.0)
            for lane in lanes
        ]
        watch = WatchWaitingHandler(
            SqlReads(ground.database), lanes, sending.hours, clock=ground.clock, real=sending.real
        )
        self.watch = Repeating("watch of messages", watch, soonest_seconds=WATCH_SECONDS, latest_seconds=WATCH_SECONDS)

    def wake(self) -> None:
        for loop in self.loops:
            loop.wake()


def _people(stand: Stand) -> Mapping[Audience, Contacts]:
    return {
        Audience.APPLICANT: GrpcContacts(stand.intake),
        Audience.FEEDBACK_SENDER: GrpcFeedbackContacts(stand.intake),
        Audience.CONSULTED_BODY: GrpcConsulted(stand.processing),
    }


def _carriers(
    settings: Settings, compose: Composer, gateways: Mapping[Channel, HttpGateway]
) -> Mapping[Channel, Carrier]:
    """What is configured."""
    made: dict[Channel, Carrier] = {
        channel: ShortCarrier(compose, gateway, public_url=settings.public_url) for channel, gateway in gateways.items()
    }
    if settings.smtp_url is None:
        return made
    mailer = SmtpMailer(
        SmtpServer.of(settings.smtp_url.get_secret_value()),
        sender=settings.mail_from,
        sender_name=settings.mail_from_name,
        timeout=settings.smtp_timeout_seconds,
        ca_file=settings.smtp_ca_file,
    )
    domain = settings.mail_from.rpartition("@")[2]
    return {Channel.EMAIL: MailCarrier(compose, mailer, mail_domain=domain)} | made


def _questions(reads: SqlReads, compose: Composer) -> deliveries.DeliveryQuestions:
    return deliveries.DeliveryQuestions(
        list_deliveries=ListDeliveriesHandler(reads),
        get_delivery=GetDeliveryHandler(reads),
        read_inbox=ReadInboxHandler(reads, compose),
    )
