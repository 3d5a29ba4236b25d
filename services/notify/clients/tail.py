"""The end of the stream in memory: one reader a replica, however many wait for the next event."""

from __future__ import annotations

import asyncio

from nats.aio.msg import Msg

from chassis.messaging.bus import Bus
from chassis.messaging.following import Following
from chassis.messaging.streams import EVENTS, EVENTS_SUBJECTS
from notify.application.feed.ports import Bounds, StreamedEvent, Stretch

MOST_EVENTS = 10_000
MOST_BYTES = 16 * 1024 * 1024
_FROM_BEFORE = 1_000
_FIRST_IS_GOOD_SECONDS = 5.0


class StreamTail:
    """Part. Fulfils ``application.feed.ports.Tail``.

    What it holds has no hole: the events from ``_base`` + 1 on. When one is missing, as after a lost connection, it
    begins anew behind the hole, and whoever was before it reads from the broker.
    """

    name = "stream-tail"

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._arrived = asyncio.Condition()
        self._forget(0)
        self._first, self._first_known_at = 0, 0.0
        self._last_at_start = 0
        self._following = Following(
            self.name,
            bus,
            EVENTS_SUBJECTS,
            begin=self._begin,
            take=self._take,
            lost=lambda: self._forget(self._base),
        )

    async def start(self) -> None:
        await self._following.start()

    async def stop(self) -> None:
        await self._following.stop()

    def after(self, position: int, limit: int) -> Stretch | None:
        if not self._is_following or position < self._base:
            return None
        start = position - self._base
        events = self._events[start : start + limit]
        return Stretch(events=events, seen_to=events[-1].position if events else position)

    async def beyond(self, position: int, seconds: float) -> bool:
        try:
            async with asyncio.timeout(seconds), self._arrived:
                await self._arrived.wait_for(lambda: self._is_following and self._last > position)
        except TimeoutError:
            return False
        return True

    def bounds(self) -> Bounds | None:
        """The stream's, without asking the broker each time; None while it is not followed."""
        now = asyncio.get_running_loop().time()
        if not self._is_following or now > self._first_known_at + _FIRST_IS_GOOD_SECONDS:
            return None
        return Bounds(first=self._first, last=self._last)

    def learn(self, bounds: Bounds) -> None:
        """What the broker has just said."""
        self._first, self._first_known_at = bounds.first, asyncio.get_running_loop().time()

    @property
    def _last(self) -> int:
        return self._base + len(self._events)

    def _forget(self, base: int) -> None:
        self._is_following = False
        self._base = base
        self._events: list[StreamedEvent] = []
        self._bytes = 0

    async def _begin(self) -> int:
        state = (await self._bus.jetstream.stream_info(EVENTS)).state
        self._last_at_start = state.last_seq
        self._forget(max(state.first_seq, state.last_seq - _FROM_BEFORE + 1, 1) - 1)
        await self._tell()
        return self._base + 1

    async def _take(self, message: Msg) -> None:
        position = message.metadata.sequence.stream
        if position <= self._last:
            return
        if position > self._last + 1:
            following = self._is_following
            self._forget(position - 1)
            self._is_following = following
        self._events.append(StreamedEvent(position=position, nats_subject=message.subject, body=message.data))
        self._bytes += len(message.data)
        if len(self._events) > MOST_EVENTS or self._bytes > MOST_BYTES:
            self._drop_older_half()
        await self._tell()

    def _drop_older_half(self) -> None:
        dropped = len(self._events) // 2
        self._events = self._events[dropped:]
        self._base += dropped
        self._bytes = sum(len(event.body) for event in self._events)

    async def _tell(self) -> None:
        """Who waits; from when on it has come to what was the end of the stream."""
        self._is_following = self._is_following or self._last >= self._last_at_start
        async with self._arrived:
            self._arrived.notify_all()
