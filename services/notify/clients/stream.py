"""The stream MOTCUA_EVENTS as a feed: a passing consumer per page, nothing is left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import nats.errors
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.streams import EVENTS, EVENTS_SUBJECTS
from notify.application.ports import StreamedEvent

_IDLE_SECONDS = 60.0
_FETCH_SECONDS = 2.0


class JetStreamFeed:
    """Fulfils ``application.ports.EventFeed``."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def bounds(self) -> tuple[int, int]:
        await self._bus.check()
        try:
            state = (await self._bus.jetstream.stream_info(EVENTS)).state
        except BROKER_ERRORS as fault:
            raise _away() from fault
        return (state.first_seq, state.last_seq) if state.messages else (0, state.last_seq)

    async def after(self, position: int, *, limit: int, wait_seconds: float) -> AsyncIterator[StreamedEvent]:
        await self._bus.check()
        reader: JetStreamContext.PullSubscription | None = None
        try:
            reader = await self._bus.jetstream.pull_subscribe(
                EVENTS_SUBJECTS,
                stream=EVENTS,
                config=ConsumerConfig(
                    deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
                    opt_start_seq=position + 1,
                    ack_policy=AckPolicy.NONE,
                    inactive_threshold=_IDLE_SECONDS,
                    mem_storage=True,
                    num_replicas=1,
                ),
            )
            async for event in _read(reader, limit, wait_seconds or _FETCH_SECONDS):
                yield event
        except BROKER_ERRORS as fault:
            raise _away() from fault
        finally:
            if reader is not None and not self._bus.connection.is_closed:
                await self._close(reader)

    async def _close(self, reader: JetStreamContext.PullSubscription) -> None:
        try:
            name = (await reader.consumer_info()).name
            await reader.unsubscribe()
            await self._bus.jetstream.delete_consumer(EVENTS, name)
        except BROKER_ERRORS:
            return  # it goes by itself when nobody asks it any more


async def _read(
    reader: JetStreamContext.PullSubscription, limit: int, first_wait: float
) -> AsyncIterator[StreamedEvent]:
    """The first one as soon as it is there, then as many as are there already."""
    wanted, wait = 1, first_wait
    while limit > 0 and wanted > 0:
        try:
            messages = await reader.fetch(min(wanted, limit), timeout=wait)
        except nats.errors.TimeoutError:
            return
        for message in messages:
            yield StreamedEvent(position=message.metadata.sequence.stream, body=message.data)
        limit -= len(messages)
        wanted, wait = messages[-1].metadata.num_pending, _FETCH_SECONDS


def _away() -> Problem:
    return Problem("broker-unreachable", Kind.UNAVAILABLE, "The message broker does not answer; try again soon.")
