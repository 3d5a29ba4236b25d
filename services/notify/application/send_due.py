"""SendDue: send what is waiting in one lane. One pass of a sender's loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chassis.failures import reason
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command
from chassis.telemetry import logs, metrics
from chassis.telemetry.tracing import span
from notify.application.ports import (
    Carrier,
    Contacts,
    Preferences,
    SendDeferred,
    SendRefused,
    Transaction,
    UnitOfWork,
)
from notify.domain.channels import SHORT, DayHours, Lane, following, route
from notify.domain.delivery import LEASE, NO_ADDRESS, NOT_WANTED, Delivery, DeliveryGivenUp, DeliveryState
from notify.domain.occasions import Audience, Channel

NOTIFY = Actor(subject="service:notify", roles=frozenset({"system"}))
ATTEMPTS = metrics.counter(
    "dossier_message_attempts_total",
    "Attempts to hand a message over, by what became of them.",
    ("channel", "priority", "outcome"),
)
_log = logs.get(__name__)

ABOUT_DOSSIERS = frozenset({Audience.APPLICANT, Audience.CONSULTED_BODY})
BATCH = 32
AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What every lane sends with. people: who knows how to reach each audience. hours: when telephones may ring.

    moved: told after commit when a message waits in another lane.
    """

    uow: UnitOfWork
    people: Mapping[Audience, Contacts]
    carriers: Mapping[Channel, Carrier]
    preferences: Preferences
    hours: DayHours
    clock: Clock
    real: Clock
    ids: Ids
    moved: Callable[[], None]


class SendDueHandler:
    """Claims, then sends without a transaction open, then settles each delivery by itself.

    A sender that dies between sending and settling leaves a claim that runs out; the message then goes again
    under the same id. The contact lives in memory for the length of one attempt.
    """

    def __init__(self, lane: Lane, sending: Sending) -> None:
        self._lane = lane
        self._on = sending

    async def __call__(self) -> bool:
        """Attempt one batch; whether more may wait. Telephones are left alone at night."""
        if self._lane.channel in SHORT and not self._on.hours.includes(self._on.clock.now()):
            return False
        now = self._on.real.now()
        async with self._on.uow.begin() as tx:
            claimed = await tx.deliveries.claim_due(self._lane, real=now, until=now + LEASE, limit=BATCH)
            await tx.commit()
        gate = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for delivery in claimed:
                group.create_task(self._one(delivery, gate))
        return len(claimed) == BATCH

    async def _one(self, delivery: Delivery, gate: asyncio.Semaphore) -> None:
        async with gate:
            with span("send message", template=delivery.occasion, dossier=delivery.dossier_id) as here:
                settled, fallback = await self._attempt(delivery)
                here.set(outcome=settled.state)
            ATTEMPTS.labels(delivery.channel, delivery.priority.name.lower(), _outcome(delivery, settled)).inc()
            await self._settle(settled, fallback)

    async def _attempt(self, delivery: Delivery) -> tuple[Delivery, Delivery | None]:
        """What became of it, and the same message by another channel if this one failed for good."""
        on = self._on
        order: tuple[Channel, ...] = (delivery.channel,)
        try:
            contact = await on.people[delivery.audience].of(delivery.recipient or delivery.dossier_id)
            wish = await on.preferences.of(contact.account)
            if not wish.wants(delivery.occasion):
                return delivery.recorded(NOT_WANTED, on.clock.now()), None
            contact = replace(contact, language=wish.language or contact.language)
            order = route(wish.channels, [each for each, by in on.carriers.items() if by.reaches(contact)])
            best = following(order, delivery.tried)
            if best not in (None, delivery.channel) and not delivery.attempts:
                return delivery.rerouted(best, on.real.now()), None
            if best is None or delivery.channel not in order:
                return delivery.recorded(NO_ADDRESS, on.clock.now()), None
            handed = await on.carriers[delivery.channel].carry(delivery, contact)
        except Exception as fault:
            return self._failed(delivery, fault, order)
        return delivery.sent(on.clock.now(), handed), None

    def _failed(
        self, delivery: Delivery, fault: Exception, order: tuple[Channel, ...]
    ) -> tuple[Delivery, Delivery | None]:
        now, real = self._on.clock.now(), self._on.real.now()
        match fault:
            case SendRefused():
                settled = delivery.refused(fault.slug, now)
            case SendDeferred():
                settled = delivery.deferred(fault.slug, now, real)
            case Problem(kind=Kind.NOT_FOUND):
                return delivery.refused(fault.slug, now), None  # whoever is unknown has no other channel either
            case Problem():
                settled = delivery.deferred(fault.slug, now, real)
            case _:
                _log.error("message not sent", delivery=delivery.id, template=delivery.occasion, reason=reason(fault))
                settled = delivery.deferred("failed-inside", now, real)
        other = following(order, (*delivery.tried, delivery.channel))
        if settled.state is not DeliveryState.FAILED or other is None:
            return settled, None
        return settled, settled.fallen_back(self._on.ids.new(), other, now, real)

    async def _settle(self, delivery: Delivery, fallback: Delivery | None) -> None:
        async with self._on.uow.begin() as tx:
            await tx.deliveries.settle(delivery)
            if delivery.state is DeliveryState.FAILED:
                await end_of(tx, delivery, fallback)
            await tx.commit()
        if fallback is not None or delivery.channel is not self._lane.channel:
            self._on.moved()


async def end_of(tx: Transaction, failed: Delivery, fallback: Delivery | None) -> None:
    """What follows from a failure for good: the next channel, or that somebody has to reach the person otherwise.

    The event tells of dossiers only; a message about something else that failed stands in the log.
    """
    if fallback is not None:
        await tx.deliveries.add([fallback])
    elif failed.audience in ABOUT_DOSSIERS:
        await tx.record(_given_up(failed), [DeliveryGivenUp(delivery=failed)])


def _given_up(delivery: Delivery) -> Command:
    return Command(
        name="give-up-delivery",
        actor=NOTIFY,
        subject=delivery.dossier_id,
        reason=delivery.failure,
        causation_id=delivery.event_id,
    )


def _outcome(before: Delivery, after: Delivery) -> str:
    """``sent``, ``recorded``, ``failed``, ``deferred`` or ``rerouted``."""
    if after.state is not DeliveryState.PENDING:
        return after.state.value
    return "rerouted" if after.channel is not before.channel else "deferred"
