"""RegisterSubscriber: another system may have these events."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Command, Idempotency
from notify.application.subscribers.access import may_manage
from notify.application.subscribers.ports import SubscriberTransaction, SubscriberWork
from notify.domain.selection import Subscriber
from notify.domain.subscribers import Registration, check_subscriber


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterSubscriber:
    actor: Actor
    subscriber: Subscriber
    idempotency: Idempotency | None = None


class RegisterSubscriberHandler:
    """known_types: the contract's event types."""

    def __init__(self, work: SubscriberWork, clock: Clock, known_types: Collection[str]) -> None:
        self._work, self._clock, self._known_types = work, clock, known_types

    async def __call__(self, asked: RegisterSubscriber) -> Registration:
        """The registration; that of before for a repeated request. Raises Problem ``not-allowed``,
        ``invalid-request``, ``subscriber-key-reserved``, ``subscriber-exists``."""
        may_manage(asked.actor, asked.subscriber)
        check_subscriber(asked.subscriber, self._known_types)
        now = self._clock.now()
        wanted = Registration(subscriber=asked.subscriber, version=1, registered_at=now, changed_at=now)
        command = Command(
            name="register-subscriber",
            actor=asked.actor,
            subject=wanted.key,
            idempotency=asked.idempotency,
        )
        async with self._work.begin() as transaction:
            if await transaction.earlier(command) is not None:
                return await _known(transaction, wanted)
            if not await transaction.subscribers.add(wanted):
                raise Problem(
                    "subscriber-exists", Kind.CONFLICT, "This key is taken; change that one or choose another."
                )
            await transaction.record(command, [])
            await transaction.commit()
        return wanted


async def _known(transaction: SubscriberTransaction, wanted: Registration) -> Registration:
    return await transaction.subscribers.locked(wanted.key) or wanted
