"""What carries messages: mail server, gateways, and the senders that work for each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Self

from chassis.clock import SystemClock
from chassis.ground import Ground
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.runtime import Part
from chassis.timers.store_time import StoreTime
from notify.application import Composer, SendDueHandler
from notify.application.carriers import MailCarrier, ShortCarrier
from notify.application.ports import Carrier, Contacts
from notify.application.receipts import TakeReceiptHandler
from notify.application.send_due import Sending
from notify.application.watch_waiting import WatchWaitingHandler
from notify.application.webhooks import OwnerContacts
from notify.clients.consultations import GrpcConsulted
from notify.clients.contacts import GrpcContacts, GrpcFeedbackContacts
from notify.clients.gateways.description import read_gateways
from notify.clients.gateways.http import HttpGateway
from notify.clients.gateways.receipts import ReceiptReader
from notify.clients.mailboxes import OfficeMailboxes
from notify.clients.smtp import SmtpMailer, SmtpServer
from notify.clients.templates import JinjaTemplates
from notify.domain.channels import DayHours, Lane
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel
from notify.settings import Settings
from notify.store.paces import SqlPlaces
from notify.store.preferences import SqlPreferenceReads
from notify.store.reads import SqlReads
from notify.store.unit_of_work import SqlUnitOfWork
from notify.store.webhook_reads import SqlWebhookReads
from notify.store.webhook_secrets import SealedSecrets

WATCH_SECONDS = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """departure: how a message begins here. before: what must be there first; loops: two senders a channel, one of them
    for bulk, and the watch."""

    departure: Departure
    before: tuple[Part, ...]
    loops: tuple[Repeating, ...]
    read_receipt: ReceiptReader
    take_receipt: TakeReceiptHandler

    @classmethod
    def of(
        cls,
        ground: Ground[Settings],
        uow: SqlUnitOfWork,
        people: Mapping[Audience, Contacts],
        compose: Composer,
        templates: JinjaTemplates,
    ) -> Self:
        described = read_gateways(ground.settings.gateways_dir)
        time = StoreTime(ground.database, SystemClock(), service=ground.service)
        gateways = [
            HttpGateway(each, SqlPlaces(ground.database, each.name, each.per_second, time)) for each in described
        ]
        carriers = _carriers(ground.settings, compose, gateways)
        loops: list[Repeating] = []

        def wake() -> None:
            for loop in loops:
                loop.wake()

        sending = Sending(
            uow=uow,
            people=people,
            carriers=carriers,
            preferences=SqlPreferenceReads(ground.database),
            hours=DayHours.of(ground.settings.telephone_hours),
            clock=ground.clock,
            real=SystemClock(),
            ids=ground.ids,
            moved=wake,
            texts=templates.of_digest,
        )
        loops += _senders(sending, [Lane(channel=one, is_bulk=bulk) for one, bulk in product(carriers, (False, True))])
        return cls(
            departure=Departure(carriers),
            before=tuple(gateways),
            loops=(*loops, _watch(ground, sending)),
            read_receipt=ReceiptReader(described),
            take_receipt=TakeReceiptHandler(
                uow, carriers, clock=ground.clock, real=sending.real, ids=ground.ids, planned=wake
            ),
        )

    def wake(self) -> None:
        for loop in self.loops:
            loop.wake()


def people(ground: Ground[Settings], intake: RpcChannel, processing: RpcChannel) -> Mapping[Audience, Contacts]:
    """Who knows how to reach each audience."""
    settings = ground.settings
    return {
        Audience.APPLICANT: GrpcContacts(intake),
        Audience.FEEDBACK_SENDER: GrpcFeedbackContacts(intake),
        Audience.CONSULTED_BODY: GrpcConsulted(processing),
        Audience.OFFICER: OfficeMailboxes(settings.officer_mailbox),
        Audience.ENDPOINT_OWNER: OwnerContacts(
            SqlWebhookReads(ground.database), SealedSecrets.from_file(settings.sealing_keys_file)
        ),
    }


def _senders(sending: Sending, lanes: list[Lane]) -> list[Repeating]:
    return [
        Repeating(lane.name, SendDueHandler(lane, sending), soonest_seconds=0.2, latest_seconds=2.0) for lane in lanes
    ]


def _watch(ground: Ground[Settings], sending: Sending) -> Repeating:
    lanes = [Lane(channel=one, is_bulk=bulk) for one, bulk in product(sending.carriers, (False, True))]
    watch = WatchWaitingHandler(SqlReads(ground.database), lanes, sending.hours, clock=ground.clock, real=sending.real)
    return Repeating("watch of messages", watch, soonest_seconds=WATCH_SECONDS, latest_seconds=WATCH_SECONDS)


def _carriers(settings: Settings, compose: Composer, gateways: list[HttpGateway]) -> Mapping[Channel, Carrier]:
    """What is configured."""
    made: dict[Channel, Carrier] = {
        each.channel: ShortCarrier(compose, each, public_url=settings.public_url) for each in gateways
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
