"""The end of the stream in memory: one reader a replica, however many wait for the next event."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.pull import Pull, PullLost
from chassis.messaging.streams import EVENTS, EVENTS_SUBJECTS
from chassis.tasks import Tasks
from chassis.telemetry import logs
from notify.application.feed.ports import Bounds, StreamedEvent, Stretch

MOST_EVENTS = 10_000
MOST_BYTES = 16 * 1024 * 1024
_FROM_BEFORE = 1_000
_IDLE_SECONDS = 60.0
_AGAIN_SECONDS = 0.5
_FIRST_IS_GOOD_SECONDS = 5.0

_log = logs.get(__name__)


class StreamTail:
    """Part. Fulfils ``application.feed.ports.Tail``.

    What it holds has no hole: the events from ``_base`` + 1 on. When one is missing, as after a lost connection, it
    begins anew behind the hole, and whoever was before it reads from the broker.
    """

    name = "stream-tail"

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._tasks = Tasks()
        self._arrived = asyncio.Condition()
        self._forget(0)
        self._first, self._first_known_at = 0, 0.0
        self._pull: Pull | None = None
        bus.on_ready(self._renew)

    async def start(self) -> None:
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        await self._tasks.cancel_all()

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

    async def _for_ever(self) -> None:
        while True:
            await self._bus.ready()
            try:
                await self._follow()
            except (PullLost, *BROKER_ERRORS) as fault:
                _log.debug("end of the stream is followed again", cause=type(fault).__name__)
            except Exception:  # whatever it was: readers of this replica would wait for events for ever
                _log.exception("end of the stream not followed")
            self._forget(self._base)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _follow(self) -> None:
        state = (await self._bus.jetstream.stream_info(EVENTS)).state
        base = max(state.first_seq, state.last_seq - _FROM_BEFORE + 1, 1) - 1
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=base + 1,
            ack_policy=AckPolicy.NONE,
            filter_subject=EVENTS_SUBJECTS,
            inactive_threshold=_IDLE_SECONDS,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = (await self._bus.jetstream.add_consumer(EVENTS, config)).name
        self._forget(base)
        pull = self._pull = Pull(self._bus.connection, consumer)
        await pull.start()
        try:
            while True:
                if not self._is_following and self._last >= state.last_seq:
                    self._is_following = True
                    await self._tell()
                await self._take(await pull.next())
        finally:
            self._pull = None
            with suppress(*BROKER_ERRORS):
                await pull.stop()

    def _renew(self) -> None:
        """The broker is back: what was asked before is forgotten, and perhaps the consumer too."""
        if self._pull is not None:
            self._pull.renew()

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
        async with self._arrived:
            self._arrived.notify_all()
