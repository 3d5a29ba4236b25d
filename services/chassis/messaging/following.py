"""The stream read along in memory: no acknowledgements, no row; a replica that starts reads again what it needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.pull import Pull, PullLost
from chassis.messaging.streams import EVENTS
from chassis.tasks import Tasks
from chassis.telemetry import logs

_IDLE_SECONDS = 60.0
_AGAIN_SECONDS = 0.5

_log = logs.get(__name__)


class Following:
    """Part. begin: called whenever reading begins, gives the first position wanted, 1 for all. take: gets each
    message in the stream's order; begins again after any fault. lost: called when nothing is read any more.
    """

    def __init__(
        self,
        name: str,
        bus: Bus,
        subjects: str,
        *,
        begin: Callable[[], Awaitable[int]],
        take: Callable[[Msg], Awaitable[None]],
        lost: Callable[[], None],
    ) -> None:
        self.name = name
        self._bus, self._subjects = bus, subjects
        self._begin, self._take, self._lost = begin, take, lost
        self._pull: Pull | None = None
        self._tasks = Tasks()
        bus.on_ready(self._renew)

    async def start(self) -> None:
        self._tasks.spawn(self.name, self._for_ever())

    async def stop(self) -> None:
        await self._tasks.cancel_all()

    async def _for_ever(self) -> None:
        while True:
            await self._bus.ready()
            try:
                await self._follow()
            except (PullLost, *BROKER_ERRORS) as fault:
                _log.debug("stream is followed again", part=self.name, cause=type(fault).__name__)
            except Exception:  # whatever it was: this replica would know nothing new for ever
                _log.exception("stream not followed", part=self.name)
            self._lost()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _follow(self) -> None:
        config = ConsumerConfig(
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=await self._begin(),
            ack_policy=AckPolicy.NONE,
            filter_subject=self._subjects,
            inactive_threshold=_IDLE_SECONDS,
            mem_storage=True,
            num_replicas=1,
        )
        consumer = (await self._bus.jetstream.add_consumer(EVENTS, config)).name
        pull = self._pull = Pull(self._bus.connection, consumer)
        await pull.start()
        try:
            while True:
                await self._take(await pull.next())
        finally:
            self._pull = None
            with suppress(*BROKER_ERRORS):
                await pull.stop()

    def _renew(self) -> None:
        """The broker is back: what was asked before is forgotten, and perhaps the consumer too."""
        if self._pull is not None:
            self._pull.renew()
