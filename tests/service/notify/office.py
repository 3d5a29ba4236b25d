"""notify over a real store and a real mail server; intake is played by a register of contacts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import select

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from notify.application import (
    Composer,
    ListDeliveriesHandler,
    PlanMessagesHandler,
    ReadInboxHandler,
    SendDueHandler,
)
from notify.application.carriers import MailCarrier, ShortCarrier
from notify.application.ports import Carrier, Contact, Contacts
from notify.application.preferences import SetPreferenceHandler
from notify.application.send_due import Sending
from notify.clients.gateways.description import Gateway
from notify.clients.gateways.http import HttpGateway
from notify.clients.mailboxes import OfficeMailboxes
from notify.clients.smtp import SmtpMailer, SmtpServer
from notify.clients.templates import JinjaTemplates
from notify.domain.channels import DayHours, Lane
from notify.domain.delivery import Delivery
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel
from notify.events.publishing import publish
from notify.events.reading import read_event
from notify.lawpack import ladders
from notify.store.paces import SqlPlaces
from notify.store.preferences import SqlPreferenceReads
from notify.store.reads import SqlReads
from notify.store.rows import delivery_of
from notify.store.tables import DELIVERIES
from notify.store.unit_of_work import SqlUnitOfWork
from support.ports import free_port
from unit.notify.messages import KnownNames

NOON = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)


CITIZEN = Contact(name="Nguyễn Văn Mẫu", email="nguyen.van.mau@example.vn", language="vi")


MINISTRY = Contact(
    name="Bộ mẫu", email="van-thu@bo.example", language="vi", link="https://mot-cua.example/y-kien/c-1.mau"
)


@dataclass
class RegisterOfContacts:
    """Plays intake, or processing for consulted bodies: knows everybody's address, or is away."""

    contact: Contact = CITIZEN
    is_away: bool = False
    known: bool = True
    asked: list[str] = field(default_factory=list)

    async def of(self, dossier_id: str) -> Contact:
        self.asked.append(dossier_id)
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "intake is away; try again soon.")
        if not self.known:
            raise Problem("dossier-unknown", Kind.NOT_FOUND, "There is no such dossier.")
        return self.contact


class Mailbox:
    """A real SMTP server. answers: what it says to the next messages instead of taking them."""

    def __init__(self) -> None:
        self.port = free_port()
        self.answers: list[str] = []
        self.messages: list[EmailMessage] = []
        self.tries = 0
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        del server, session
        self.tries += 1
        if self.answers:
            return self.answers.pop(0)
        content: Any = envelope.content
        message: Any = BytesParser(policy=default).parsebytes(content)
        self.messages.append(message)
        return "250 taken"


class Notify:
    """The use cases over one store."""

    def __init__(self, database: Database, mailbox: Mailbox | None, *gateways: Gateway) -> None:
        self.database = database
        self.contacts = RegisterOfContacts()
        self.consulted = RegisterOfContacts(contact=MINISTRY)
        self.senders = RegisterOfContacts()
        self.clock, self.real = FrozenClock(NOON), FrozenClock(NOON)
        self.woken = 0
        uow = self.uow = SqlUnitOfWork(database, self.clock, UuidIds(), publish, lambda: None)
        reads = SqlReads(database)
        templates = JinjaTemplates()
        compose = self.compose = Composer(templates, KnownNames(), site="https://mot-cua.example")
        self.gateways = [
            HttpGateway(each, SqlPlaces(database, each.name, each.per_second, self._wall_time)) for each in gateways
        ]
        self.carriers = _carriers(compose, mailbox, self.gateways)
        self.plan = PlanMessagesHandler(
            uow,
            read_event,
            clock=self.clock,
            real=self.real,
            ids=UuidIds(),
            departure=Departure(self.carriers),
            ladders=ladders(),
            planned=self._wake,
        )
        self.list_deliveries = ListDeliveriesHandler(reads)
        self.read_inbox = ReadInboxHandler(reads, compose)
        self.prefer = SetPreferenceHandler(uow, self.clock)
        self.people: dict[Audience, Contacts] = {
            Audience.APPLICANT: self.contacts,
            Audience.FEEDBACK_SENDER: self.senders,
            Audience.CONSULTED_BODY: self.consulted,
            Audience.OFFICER: OfficeMailboxes("{account}@office.example"),
        }
        self._sending = Sending(
            uow=uow,
            people=self.people,
            carriers=self.carriers,
            preferences=SqlPreferenceReads(database),
            hours=DayHours.of("07:00-21:00"),
            clock=self.clock,
            real=self.real,
            ids=UuidIds(),
            moved=self._wake,
            texts=templates.of_digest,
        )

    async def send(self, channel: Channel = Channel.EMAIL, *, bulk: bool = False) -> bool:
        """One pass of one sender."""
        return await SendDueHandler(Lane(channel=channel, is_bulk=bulk), self._sending)()

    async def _wall_time(self) -> datetime:
        return datetime.now(UTC)

    def _wake(self) -> None:
        self.woken += 1

    async def deliveries(self) -> list[Delivery]:
        """All, oldest first."""
        async with self.database.read() as connection:
            found = await connection.execute(select(DELIVERIES).order_by(DELIVERIES.c.id))
            return [delivery_of(row) for row in found]

    async def only(self) -> Delivery:
        (one,) = await self.deliveries()
        return one


def mail_carrier(notify: Notify) -> Any:
    return notify.carriers[Channel.EMAIL]


def _carriers(compose: Composer, mailbox: Mailbox | None, gateways: Sequence[HttpGateway]) -> dict[Channel, Carrier]:
    made: dict[Channel, Carrier] = {}
    if mailbox is not None:
        mailer = SmtpMailer(
            SmtpServer.of(f"smtp://127.0.0.1:{mailbox.port}"),
            sender="khong-tra-loi@motcua.example",
            sender_name="Bộ phận Một cửa",
            timeout=5,
        )
        made[Channel.EMAIL] = MailCarrier(compose, mailer, mail_domain="motcua.example")
    for gateway in gateways:
        made[gateway.channel] = ShortCarrier(compose, gateway, public_url="https://mot-cua.example")
    return made
