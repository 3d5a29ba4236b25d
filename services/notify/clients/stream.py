"""The stream MOTCUA_EVENTS: its past by passing consumers, its bounds from the tail where that knows them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

import nats.errors
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.streams import EVENTS
from notify.application.feed.ports import Bounds, StreamedEvent, Stretch
from notify.clients.tail import StreamTail

_IDLE_SECONDS = 30.0
_FETCH_SECONDS = 5.0
#: Instants beyond these cannot be told to the broker, and mean its beginning or its end.
_BEFORE_ALL, _AFTER_ALL = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
#: Readers of the past at a time and replica; more of them wait for one another, not the broker for all.
_READERS = 16


class JetStreamStream:
    """Fulfils ``application.feed.ports.Stream``. tail: knows the bounds without asking; None for who asks rarely."""

    def __init__(self, bus: Bus, tail: StreamTail | None = None) -> None:
        self._bus, self._tail = bus, tail
        self._readers = asyncio.Semaphore(_READERS)

    async def bounds(self) -> Bounds:
        if self._tail is not None and (known := self._tail.bounds()) is not None:
            return known
        await self._bus.check()
        try:
            state = (await self._bus.jetstream.stream_info(EVENTS)).state
        except BROKER_ERRORS as fault:
            raise _away() from fault
        bounds = Bounds(first=state.first_seq if state.messages else state.last_seq + 1, last=state.last_seq)
        if self._tail is not None:
            self._tail.learn(bounds)
        return bounds

    async def after(self, position: int, *, subjects: Sequence[str], limit: int) -> Stretch:
        last = (await self._asked()).last
        begin = ConsumerConfig(deliver_policy=DeliverPolicy.BY_START_SEQUENCE, opt_start_seq=position + 1)
        events = await self._read(begin, subjects, limit)
        is_all = len(events) < limit
        seen = events[-1].position if events else position
        return Stretch(events=events, seen_to=max(seen, last) if is_all else seen)

    async def position_before(self, at: datetime) -> int:
        if at <= _BEFORE_ALL:
            return 0
        begin = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_TIME, opt_start_time=min(at, _AFTER_ALL).astimezone(UTC)
        )
        last = (await self._asked()).last
        first = await self._read(begin, (), 1)
        return first[0].position - 1 if first else last

    async def _asked(self) -> Bounds:
        """From the broker itself, so that what is read afterwards holds all up to there."""
        await self._bus.check()
        try:
            state = (await self._bus.jetstream.stream_info(EVENTS)).state
        except BROKER_ERRORS as fault:
            raise _away() from fault
        return Bounds(first=state.first_seq, last=state.last_seq)

    async def _read(self, begin: ConsumerConfig, subjects: Sequence[str], limit: int) -> list[StreamedEvent]:
        """At most ``limit`` of those that are there; fewer only where there are no more."""
        begin.ack_policy = AckPolicy.NONE
        begin.filter_subjects = list(subjects) or None
        begin.inactive_threshold, begin.mem_storage, begin.num_replicas = _IDLE_SECONDS, True, 1
        jetstream = self._bus.jetstream
        try:
            async with self._readers:
                consumer = await jetstream.add_consumer(EVENTS, begin)
                there = min(consumer.num_pending or 0, limit)
                try:
                    return await _fetched(jetstream, consumer.name, there) if there else []
                finally:
                    with suppress(*BROKER_ERRORS):  # it goes by itself when nobody asks it any more
                        await jetstream.delete_consumer(EVENTS, consumer.name)
        except BROKER_ERRORS as fault:
            raise _away() from fault


async def _fetched(jetstream: JetStreamContext, consumer: str, count: int) -> list[StreamedEvent]:
    reader = await jetstream.pull_subscribe_bind(consumer, EVENTS)
    events: list[StreamedEvent] = []
    try:
        while len(events) < count:
            for message in await reader.fetch(count - len(events), timeout=_FETCH_SECONDS):
                position = message.metadata.sequence.stream
                events.append(StreamedEvent(position=position, nats_subject=message.subject, body=message.data))
    except nats.errors.TimeoutError:
        raise _away() from None
    finally:
        await reader.unsubscribe()
    return events


def _away() -> Problem:
    return Problem("broker-unreachable", Kind.UNAVAILABLE, "The message broker does not answer; try again soon.")
