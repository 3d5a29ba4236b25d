"""The stream MOTCUA_EVENTS read from end to end by a consumer that leaves no trace."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

import orjson
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.streams import EVENTS, EVENTS_SUBJECTS
from reporting.domain.conservation import StreamTrace

_BATCH = 500
_FETCH_SECONDS = 5.0
_IDLE_SECONDS = 30.0
_SOURCE = "urn:motcua:"


class JetStreamEvents:
    """Fulfils ``application.ports.EventStream`` and ``rebuilds.ports.StreamBodies``."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def trace(self, requires_message: Mapping[str, frozenset[str]]) -> StreamTrace:
        state = await self._state()
        trace = StreamTrace(complete=state[0] <= 1)
        async for source, subject, sequence, event, event_id in self._read(*state):
            trace.add(source, subject, sequence)
            if event in requires_message.get(source, ()):
                trace.to_notify[source, subject, sequence] = event_id
        return trace

    async def name(self, wanted: frozenset[tuple[str, str, int]]) -> Mapping[tuple[str, str, int], str]:
        named: dict[tuple[str, str, int], str] = {}
        async for source, subject, sequence, _, event_id in self._read(*await self._state()):
            if (source, subject, sequence) in wanted:
                named[source, subject, sequence] = event_id
        return named

    async def _state(self) -> tuple[int, int]:
        """First and last sequence of the stream now; last 0 when it is empty."""
        await self._bus.check()
        try:
            info = await self._bus.jetstream.stream_info(EVENTS)
        except BROKER_ERRORS as fault:
            raise _away() from fault
        return info.state.first_seq, info.state.last_seq if info.state.messages else 0

    async def _read(self, _first: int, last: int) -> AsyncIterator[tuple[str, str, int, str, str]]:
        """Source, subject, sequence, event name and id of each message up to ``last``; unreadable ones are
        left out (they are dead letters of every consumer, and no outbox row has their id)."""
        async for page in self._pages(last):
            for body in page:
                if (found := _attributes(body)) is not None:
                    yield found

    async def total(self) -> int:
        """Messages that it holds now."""
        first, last = await self._state()
        return last - first + 1 if last else 0

    async def is_whole(self) -> bool:
        """Whether it still holds its first message."""
        return (await self._state())[0] <= 1

    async def pages(self) -> AsyncIterator[Sequence[bytes]]:
        """Every body that it holds now, as it was told."""
        async for page in self._pages((await self._state())[1]):
            yield page

    async def _pages(self, last: int) -> AsyncIterator[Sequence[bytes]]:
        if last == 0:
            return
        try:
            reader = await self._bus.jetstream.pull_subscribe(
                EVENTS_SUBJECTS,
                stream=EVENTS,
                config=ConsumerConfig(
                    deliver_policy=DeliverPolicy.ALL,
                    ack_policy=AckPolicy.NONE,
                    inactive_threshold=_IDLE_SECONDS,
                    mem_storage=True,
                    num_replicas=1,
                ),
            )
            position = 0
            while position < last:
                messages = await reader.fetch(min(_BATCH, last - position), timeout=_FETCH_SECONDS)
                position = messages[-1].metadata.sequence.stream
                yield [message.data for message in messages]
            await reader.unsubscribe()
        except BROKER_ERRORS as fault:
            raise _away() from fault


def _attributes(body: bytes) -> tuple[str, str, int, str, str] | None:
    try:
        event = orjson.loads(body)
        return (
            event["source"].removeprefix(_SOURCE),
            event["subject"],
            int(event["sequence"]),
            event["type"].removeprefix("motcua.").removesuffix(".v1"),
            event["id"],
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _away() -> Problem:
    return Problem("broker-unreachable", Kind.UNAVAILABLE, "The message broker does not answer; try again soon.")
