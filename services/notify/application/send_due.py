"""SendDue: send what is waiting in one lane. One pass of a sender's loop."""

from __future__ import annotations

import asyncio
import time
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
from notify.domain.kept_text import KeptText
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
# An attempt is cut off after so long, and none begins whose claim could end before it.
LONGEST_ATTEMPT_SECONDS = 60.0
_AGAIN_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What every lane sends with. people: who knows how to reach each audience. hours: when telephones may ring.

    moved: told after commit when a message waits in another lane. texts: by digest, those that are in use.
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
    texts: Callable[[str], KeptText | None]


class Claimed:
    """A batch that is ours for the length of a lease. is_leaving: nothing more is begun, and it is given back."""

    def __init__(self) -> None:
        self.gate = asyncio.Semaphore(AT_ONCE)
        self.is_leaving = False
        self._until = time.monotonic() + LEASE.total_seconds()

    @property
    def seconds(self) -> float:
        return self._until - time.monotonic()


class SendDueHandler:
    """Claims, then sends without a transaction open, then settles each delivery by itself, for as long as it takes.

    A sender that dies between sending and settling leaves a claim that runs out; the message then goes again
    under the same id. One that is stopped does not die: what is on its way ends first. The contact lives in memory for
    the length of one attempt.
    """

    def __init__(self, lane: Lane, sending: Sending) -> None:
        self._lane = lane
        self._on = sending
        self._known: set[str] = set()  # texts that this sender has kept: each is written once, not with every message

    async def __call__(self) -> bool:
        """Attempt one batch; whether more may wait. Telephones are left alone at night."""
        if self._lane.channel in SHORT and not self._on.hours.includes(self._on.clock.now()):
            return False
        now, batch = self._on.real.now(), Claimed()
        async with self._on.uow.begin() as tx:
            claimed = await tx.deliveries.claim_due(self._lane, real=now, until=now + LEASE, limit=BATCH)
            await tx.commit()
        sending = asyncio.gather(*(self._one(each, batch) for each in claimed), return_exceptions=True)
        try:
            ended = await asyncio.shield(sending)
        except asyncio.CancelledError:
            batch.is_leaving = True
            await sending
            raise
        for fault in ended:
            if fault is not None:
                raise fault
        return len(claimed) == BATCH

    async def _one(self, delivery: Delivery, batch: Claimed) -> None:
        async with batch.gate:
            if batch.is_leaving:
                await self._settle(delivery, None, batch)
                return
            if batch.seconds < LONGEST_ATTEMPT_SECONDS:
                return  # its claim runs out, and whoever claims it next has the time
            with span("send message", template=delivery.occasion, dossier=delivery.dossier_id) as here:
                settled, fallback = await self._attempt(delivery)
                here.set(outcome=settled.state)
            ATTEMPTS.labels(delivery.channel, delivery.priority.name.lower(), _outcome(delivery, settled)).inc()
            await self._settle(settled, fallback, batch)

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
            async with asyncio.timeout(LONGEST_ATTEMPT_SECONDS):
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
            case TimeoutError():
                settled = delivery.deferred("timed-out", now, real)
            case _:
                _log.error("message not sent", delivery=delivery.id, template=delivery.occasion, reason=reason(fault))
                settled = delivery.deferred("failed-inside", now, real)
        other = following(order, (*delivery.tried, delivery.channel))
        if settled.state is not DeliveryState.FAILED or other is None:
            return settled, None
        return settled, settled.fallen_back(self._on.ids.new(), other, now, real)

    async def _settle(self, delivery: Delivery, fallback: Delivery | None, batch: Claimed) -> None:
        """Again and again while the claim lasts: what went out and is not known to have would go out again."""
        while True:
            try:
                await self._kept(delivery, fallback)
                break
            except Problem as problem:
                if problem.kind not in (Kind.UNAVAILABLE, Kind.CONFLICT) or batch.seconds < _AGAIN_SECONDS:
                    raise
            await asyncio.sleep(_AGAIN_SECONDS)
        if fallback is not None or delivery.channel is not self._lane.channel:
            self._on.moved()

    async def _kept(self, delivery: Delivery, fallback: Delivery | None) -> None:
        async with self._on.uow.begin() as tx:
            is_news = await tx.deliveries.settle(delivery)
            if (text := self._unkept(delivery)) is not None:
                await tx.texts.keep(text, self._on.clock.now())
            if is_news and delivery.state is DeliveryState.FAILED:
                await end_of(tx, delivery, fallback)
            await tx.commit()
        if text is not None:
            self._known.add(text.digest)

    def _unkept(self, delivery: Delivery) -> KeptText | None:
        sent = delivery.state is DeliveryState.SENT and delivery.text_digest not in self._known
        return self._on.texts(delivery.text_digest) if sent else None


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
