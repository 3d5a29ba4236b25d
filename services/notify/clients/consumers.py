"""The subscribers' consumers in JetStream."""

from __future__ import annotations

from nats.js.api import ConsumerInfo
from nats.js.errors import NotFoundError

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.streams import EVENTS
from chassis.messaging.subscriptions import (
    ensure_subscription,
    inbox_prefix,
    least_rights,
    move_subscription,
    pause_subscription,
)
from notify.application.subscribers.ports import StreamConsumer
from notify.domain.selection import Subscriber
from notify.domain.subjects import subjects_of


class JetStreamConsumers:
    """Fulfils ``application.subscribers.ports.StreamConsumers``. A consumer has its subscriber's key as its name."""

    def __init__(self, bus: Bus, replicas: int) -> None:
        self._bus, self._replicas = bus, replicas

    async def ensure(self, subscriber: Subscriber) -> StreamConsumer:
        subjects = subjects_of(subscriber.grant)
        await self._bus.check()
        try:
            info = await ensure_subscription(self._bus.jetstream, subscriber.key, subjects, self._replicas)
            if bool(info.paused) == subscriber.is_enabled:
                await pause_subscription(self._bus.connection, subscriber.key, paused=not subscriber.is_enabled)
                info = await self._bus.jetstream.consumer_info(EVENTS, subscriber.key)
        except BROKER_ERRORS as fault:
            raise _away() from fault
        return _consumer(info)

    async def move(self, subscriber: Subscriber, to_position: int) -> None:
        subjects = subjects_of(subscriber.grant)
        await self._bus.check()
        try:
            await move_subscription(
                self._bus.jetstream, subscriber.key, subjects, self._replicas, to_position=to_position
            )
            if not subscriber.is_enabled:
                await pause_subscription(self._bus.connection, subscriber.key, paused=True)
        except BROKER_ERRORS as fault:
            raise _away() from fault

    async def find(self, key: str) -> StreamConsumer | None:
        await self._bus.check()
        try:
            return _consumer(await self._bus.jetstream.consumer_info(EVENTS, key))
        except NotFoundError:
            return None
        except BROKER_ERRORS as fault:
            raise _away() from fault


def _consumer(info: ConsumerInfo) -> StreamConsumer:
    config, rights = info.config, least_rights(info.name)
    subjects = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
    return StreamConsumer(
        stream=info.stream_name,
        name=info.name,
        subjects=tuple(sorted(subjects)),
        publish=rights.publish,
        inbox=inbox_prefix(info.name),
        position=info.delivered.stream_seq if info.delivered else 0,
        acknowledged_to=info.ack_floor.stream_seq if info.ack_floor else 0,
        pending=info.num_pending or 0,
        unacknowledged=info.num_ack_pending or 0,
        is_paused=bool(info.paused),
    )


def _away() -> Problem:
    return Problem("broker-unreachable", Kind.UNAVAILABLE, "The message broker does not answer; try again soon.")
