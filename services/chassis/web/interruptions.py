"""When the site will stand still, for a banner on every page: followed in the stream, held in memory, asked nobody.

The events are few, so a replica that starts reads them all again; while the broker is away it shows what it knows.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.kernel.clock import Clock
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.envelope import Malformed, decode
from chassis.messaging.pull import Pull, PullLost
from chassis.messaging.streams import EVENTS
from chassis.tasks import Tasks
from motcua.events.v1.outage_pb2 import OutageAnnounced, OutageChanged

SUBJECTS = "motcua.v1.*.all.outage.*"
_IDLE_SECONDS = 300.0
_AGAIN_SECONDS = 2.0
_SPANS = {"outage.announced": OutageAnnounced, "outage.changed": OutageChanged}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """agency: token, empty for all. is_now: whether it has begun."""

    agency: str
    from_at: datetime
    to_at: datetime
    is_now: bool = False


class Interruptions:
    """Part. What is announced and not over."""

    name = "interruptions"

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus, self._clock = bus, clock
        self._announced: dict[str, Interruption] = {}
        self._pull: Pull | None = None
        self._tasks = Tasks()
        bus.on_ready(self._renew)

    async def start(self) -> None:
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        await self._tasks.cancel_all()

    def shown(self, agency: str = "") -> tuple[Interruption, ...]:
        """The next one first. agency: of who looks; empty for anybody."""
        if not self._announced:
            return ()
        now = self._clock.now()
        known = (each for each in self._announced.values() if each.to_at > now)
        meant = (each for each in known if not (agency and each.agency) or each.agency == agency)
        return tuple(
            Interruption(agency=each.agency, from_at=each.from_at, to_at=each.to_at, is_now=each.from_at <= now)
            for each in sorted(meant, key=lambda each: each.from_at)
        )

    def take(self, body: bytes) -> None:
        """An event; one that cannot be read is left aside."""
        try:
            envelope = decode(body)
            if envelope.event == "outage.cancelled":
                self._announced.pop(envelope.subject, None)
            elif (message := _SPANS.get(envelope.event)) is not None:
                data: Any = envelope.payload(message)
                self._announced[envelope.subject] = Interruption(
                    agency=data.agency,
                    from_at=data.from_at.ToDatetime(tzinfo=UTC),
                    to_at=data.to_at.ToDatetime(tzinfo=UTC),
                )
        except (Malformed, ValueError):
            return

    async def _for_ever(self) -> None:
        while True:
            await self._bus.ready()
            with suppress(PullLost, *BROKER_ERRORS):
                await self._follow()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _follow(self) -> None:
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.NONE,
            filter_subject=SUBJECTS,
            inactive_threshold=_IDLE_SECONDS,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = (await self._bus.jetstream.add_consumer(EVENTS, config)).name
        pull = self._pull = Pull(self._bus.connection, consumer)
        await pull.start()
        try:
            while True:
                message: Msg = await pull.next()
                self.take(message.data)
        finally:
            self._pull = None
            with suppress(*BROKER_ERRORS):
                await pull.stop()

    def _renew(self) -> None:
        """The broker is back: what was asked before is forgotten, and perhaps the consumer too."""
        if self._pull is not None:
            self._pull.renew()
