"""ConnectSubscriber: a consumer of its own in the stream, for a system that speaks NATS."""

from __future__ import annotations

import re
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Command
from notify.application.subscribers.change_subscriber import managed
from notify.application.subscribers.ports import StreamConsumer, StreamConsumers, SubscriberWork
from notify.domain.subjects import subjects_of

_PUBLIC_KEY = re.compile(r"U[A-Z2-7]{55}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectSubscriber:
    """stream_key: public half of the subscriber's nkey; the other half never leaves it."""

    actor: Actor
    key: str
    stream_key: str


class ConnectSubscriberHandler:
    def __init__(self, work: SubscriberWork, consumers: StreamConsumers, clock: Clock) -> None:
        self._work, self._consumers, self._clock = work, consumers, clock

    async def __call__(self, asked: ConnectSubscriber) -> StreamConsumer:
        """The consumer as the broker has it; safe to repeat. With another key the earlier one is good no longer, once
        the broker's configuration names the new one.

        Raises Problem ``not-allowed``, ``subscriber-unknown``, ``invalid-request``, ``grant-needs-feed``,
        ``grant-too-fine``, ``broker-unreachable``, ``broker-consumer-differs``.
        """
        if not _PUBLIC_KEY.fullmatch(asked.stream_key):
            advice = "the public key of an nkey for a user: U and 55 of A-Z, 2-7"
            raise invalid("invalid-request", "Correct these fields: stream_key.", stream_key=advice)
        async with self._work.begin() as transaction:
            registration = await managed(transaction, asked.actor, asked.key)
            subjects_of(registration.subscriber.grant)  # refused before anything is kept
            if registration.stream_key != asked.stream_key:
                registration = registration.connecting(asked.stream_key, self._clock.now())
                await transaction.subscribers.save(registration)
                await transaction.record(Command(name="connect-subscriber", actor=asked.actor, subject=asked.key), [])
                await transaction.commit()
        return await self._consumers.ensure(registration.subscriber)
