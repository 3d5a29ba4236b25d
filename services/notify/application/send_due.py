"""SendDue: send what is waiting. One pass of the sender's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command
from chassis.telemetry import logs
from chassis.telemetry.tracing import span
from notify.application.compose import Composer
from notify.application.ports import Contact, Contacts, Mail, MailDeferred, Mailer, MailRefused, UnitOfWork
from notify.domain.delivery import LEASE, NO_ADDRESS, Delivery, DeliveryGivenUp, DeliveryState
from notify.domain.occasions import Audience

NOTIFY = Actor(subject="service:notify", roles=frozenset({"system"}))
_log = logs.get(__name__)

BATCH = 32
AT_ONCE = 8


class SendDueHandler:
    """Claims, then sends without a transaction open, then settles each delivery by itself.

    A sender that dies between sending and settling leaves a claim that runs out; the mail then goes again
    under the same Message-ID. The contact lives in memory for the length of one attempt.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        people: Mapping[Audience, Contacts],
        compose: Composer,
        mailer: Mailer,
        *,
        clock: Clock,
        real: Clock,
        mail_domain: str,
    ) -> None:
        """mail_domain: right side of the Message-ID. people: who knows how to reach each audience."""
        self._uow = uow
        self._people = people
        self._compose = compose
        self._mailer = mailer
        self._clock = clock
        self._real = real
        self._mail_domain = mail_domain

    async def __call__(self) -> bool:
        """Attempt one batch; whether more may wait."""
        now = self._real.now()
        async with self._uow.begin() as tx:
            claimed = await tx.deliveries.claim_due(real=now, until=now + LEASE, limit=BATCH)
            await tx.commit()
        gate = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for delivery in claimed:
                group.create_task(self._one(delivery, gate))
        return len(claimed) == BATCH

    async def _one(self, delivery: Delivery, gate: asyncio.Semaphore) -> None:
        async with gate:
            with span("send message", template=delivery.occasion, dossier=delivery.dossier_id) as here:
                settled = await self._attempt(delivery)
                here.set(outcome=settled.state)
            await self._settle(settled)

    async def _attempt(self, delivery: Delivery) -> Delivery:
        try:
            contact = await self._contact(delivery)
            if not contact.email:
                return delivery.recorded(NO_ADDRESS, self._clock.now())
            text = await self._compose(delivery, language=contact.language, addressee=contact.name, link=contact.link)
            await self._mailer.send(
                Mail(
                    message_id=f"<{delivery.id}@{self._mail_domain}>",
                    to=contact.email,
                    subject=text.subject,
                    body=text.body,
                    language=contact.language,
                )
            )
        except MailRefused as fault:
            return delivery.refused(fault.slug, self._clock.now())
        except MailDeferred as fault:
            return delivery.deferred(fault.slug, self._clock.now(), self._real.now())
        except Problem as fault:
            if fault.kind is Kind.NOT_FOUND:
                return delivery.refused(fault.slug, self._clock.now())
            return delivery.deferred(fault.slug, self._clock.now(), self._real.now())
        except Exception:
            # One message that we cannot handle must not hold up the others of its batch.
            _log.exception("message not sent", delivery=delivery.id, template=delivery.occasion.value)
            return delivery.deferred("failed-inside", self._clock.now(), self._real.now())
        return delivery.sent(self._clock.now())

    async def _contact(self, delivery: Delivery) -> Contact:
        return await self._people[delivery.audience].of(delivery.recipient or delivery.dossier_id)

    async def _settle(self, delivery: Delivery) -> None:
        async with self._uow.begin() as tx:
            await tx.deliveries.settle(delivery)
            # The event tells of dossiers only; a message about feedback that failed stands in the log.
            if delivery.state is DeliveryState.FAILED and delivery.audience is not Audience.FEEDBACK_SENDER:
                command = Command(
                    name="give-up-delivery",
                    actor=NOTIFY,
                    subject=delivery.dossier_id,
                    reason=delivery.failure,
                    causation_id=delivery.event_id,
                )
                await tx.record(command, [DeliveryGivenUp(delivery=delivery)])
            await tx.commit()
