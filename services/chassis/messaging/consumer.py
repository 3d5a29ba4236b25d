"""A durable consumer: events of a subject in order, subjects side by side, nothing lost, nothing applied
twice.

An event is acknowledged after its effect is committed. What happens otherwise:

    handler returned, effect new             ack                        ok
    inbox had it already                     ack                        duplicate
    predecessor missing (GapAhead)           nak with delay, then dead  retry … dead "gap"
    Problem invalid/refused, Malformed       dead letter at once        dead
    Problem store-unavailable, store-busy    nak with delay, for ever   retry
    anything else                            nak with delay, then dead  retry … dead

While one event of a subject waits for its retry, later ones of that subject are handed back too.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nats.aio.msg import Msg

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging import series
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.dead_letters import DeadLetters
from chassis.messaging.envelope import Envelope, Malformed, decode
from chassis.messaging.inbox import GapAhead, sighting
from chassis.messaging.pull import Pull, PullLost
from chassis.messaging.retries import LADDER, Holds, Ladder
from chassis.messaging.streams import ACK_WAIT
from chassis.messaging.tables import MessagingTables
from chassis.messaging.watch import watch
from chassis.tasks import Tasks
from chassis.telemetry import logs
from chassis.telemetry.tracing import continued, exemplar

Handler = Callable[[Envelope], Awaitable[None]]

IN_HAND = 256
_AGAIN_SECONDS = 1.0
_FINISH_SECONDS = 10.0
#: A refusal that no redelivery changes. Everything else may heal: a neighbour that is away, an order of
#: arrival.
_POISON = frozenset({Kind.INVALID, Kind.REFUSED})
_STORE_AWAY = frozenset({"store-unavailable", "store-busy"})

_log = logs.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delivery:
    message: Msg
    envelope: Envelope
    stream_sequence: int


class Consumer:
    """Part. Start after the bus, stop before it.

    sources: services whose events are wanted (``intake``); others' are acknowledged untouched. ladder:
    seconds before each redelivery. lanes: how many subjects at once.
    """

    def __init__(
        self,
        bus: Bus,
        *,
        durable: str,
        handler: Handler,
        sources: frozenset[str],
        database: Database,
        tables: MessagingTables,
        clock: Clock,
        lanes: int = 8,
        ladder: Sequence[float] = LADDER,
    ) -> None:
        self.name = f"consumer-{durable}"
        self._bus = bus
        self._durable = durable
        self._handler = handler
        self._sources = sources
        self._clock = clock
        self._dead = DeadLetters(database, tables, bus, durable=durable, clock=clock, ids=UuidIds())
        self._ladder = Ladder(ladder)
        self._holds = Holds()
        self._lanes: list[asyncio.Queue[_Delivery]] = [asyncio.Queue() for _ in range(lanes)]
        self._places = asyncio.Semaphore(IN_HAND)
        self._in_hand: dict[int, Msg] = {}
        self._pulling = Tasks()
        self._working = Tasks()
        self._is_stopping = False
        self._problem: Problem | None = None
        self._open_pull: Pull | None = None
        bus.on_ready(self._renew)

    async def start(self) -> None:
        series.show_from_zero(self._durable)
        self._is_stopping = False
        for number, lane in enumerate(self._lanes):
            self._working.spawn(f"{self.name}-lane-{number}", self._work(lane))
        self._working.spawn(f"{self.name}-hold", self._keep_in_hand())
        self._working.spawn(f"{self.name}-watch", watch(self._bus, self._durable, self._dead))
        self._pulling.spawn(f"{self.name}-pull", self._pull_for_ever())

    async def stop(self) -> None:
        """Take nothing more, finish what a handler has begun (10 s), hand back the rest at once."""
        self._is_stopping = True
        # The pull first, and awaited: a connection that is drained under a waiting pull makes it fail later.
        await self._pulling.cancel_all()
        try:
            async with asyncio.timeout(_FINISH_SECONDS):
                await asyncio.gather(*(lane.join() for lane in self._lanes))
        except TimeoutError:
            _log.warning("handlers did not finish in time", consumer=self._durable)
        await self._working.cancel_all()

    async def check(self) -> None:
        """For readiness: raises Problem ``broker-consumer-differs`` or what else keeps the consumer from
        pulling.
        """
        if self._problem is not None:
            raise self._problem

    async def _pull_for_ever(self) -> None:
        while not self._is_stopping:  # the client may turn our cancellation into a timeout
            await self._bus.ready()
            try:
                await self._bus.ensure_consumer(self._durable)
                self._problem = None
                await self._dead.show()
                await self._pull()
            except Problem as problem:
                if self._problem is None:
                    _log.warning("consumer waits", consumer=self._durable, problem=problem.slug)
                self._problem = problem
            except (PullLost, *BROKER_ERRORS) as error:
                _log.info("consumer starts its pull again", consumer=self._durable, cause=type(error).__name__)
            except Exception:  # a consumer that is gone cannot try again
                _log.exception("pull failed", consumer=self._durable)
            if not self._is_stopping:
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _pull(self) -> None:
        pull = Pull(self._bus.connection, self._durable)
        await pull.start()
        self._open_pull = pull
        try:
            while True:
                await self._places.acquire()
                try:
                    message = await pull.next()
                except BaseException:
                    self._places.release()
                    raise
                await self._sort(message)
        finally:
            self._open_pull = None
            for message in await pull.stop():
                await self._hand_back(message, 0)

    def _renew(self) -> None:
        if self._open_pull is not None:
            self._open_pull.renew()

    async def _sort(self, message: Msg) -> None:
        """To the lane of its subject, so that one subject's events never run side by side."""
        metadata = message.metadata
        stream_sequence = metadata.sequence.stream
        try:
            envelope = decode(
                message.data,
                nats_subject=message.subject,
                deliveries=metadata.num_delivered,
                position=stream_sequence,
            )
        except Malformed as error:
            try:
                await self._set_aside_unreadable(message, stream_sequence, error.reason)
            finally:
                self._places.release()
            return
        if envelope.service not in self._sources:
            self._places.release()
            await message.ack()
            return
        self._in_hand[stream_sequence] = message
        lane = self._lanes[zlib.crc32(envelope.subject.encode()) % len(self._lanes)]
        lane.put_nowait(_Delivery(message=message, envelope=envelope, stream_sequence=stream_sequence))

    async def _work(self, lane: asyncio.Queue[_Delivery]) -> None:
        while True:
            delivery = await lane.get()
            try:
                await self._take(delivery)
            except BROKER_ERRORS as error:  # an acknowledgement that was not sent: it will be delivered again
                _log.info("outcome not told", consumer=self._durable, cause=type(error).__name__)
            except Exception:  # the store went away between effect and bookkeeping
                _log.exception("outcome not kept", consumer=self._durable)
                await self._hand_back(delivery.message, self._ladder.first)
            finally:
                self._in_hand.pop(delivery.stream_sequence, None)
                self._places.release()
                lane.task_done()

    async def _take(self, delivery: _Delivery) -> None:
        if self._is_stopping:
            await self._hand_back(delivery.message, 0)
            return
        wait = self._holds.wait(delivery.envelope.subject, delivery.stream_sequence)
        if wait > 0:
            await self._hand_back(delivery.message, wait)
            series.CONSUMED.labels(self._durable, "retry").inc()
            return
        try:
            is_duplicate = await self._handle(delivery)
        except GapAhead as gap:
            await self._wait_for_gap(delivery, gap)
        except Malformed as error:
            await self._set_aside(delivery, error.reason)
        except Problem as problem:
            await self._refused(delivery, problem)
        except Exception as error:
            _log.exception("handler failed", consumer=self._durable, event_type=delivery.envelope.event)
            await self._retry(delivery, f"failed-{type(error).__name__}")
        else:
            await self._done(delivery, is_duplicate=is_duplicate)

    async def _handle(self, delivery: _Delivery) -> bool:
        envelope = delivery.envelope
        name = f"consume {envelope.event}"
        began = time.perf_counter()
        with continued(envelope.traceparent, name), sighting() as seen:
            try:
                await self._handler(envelope)
            finally:
                series.PROCESSING.labels(self._durable).observe(time.perf_counter() - began, exemplar())
        return seen.is_duplicate

    async def _done(self, delivery: _Delivery, *, is_duplicate: bool) -> None:
        if is_duplicate and await self._dead.keep_late(delivery.envelope, delivery.stream_sequence):
            _log.warning("event came after its place was given up", consumer=self._durable)
        await delivery.message.ack()
        self._forget(delivery)
        series.CONSUMED.labels(self._durable, "duplicate" if is_duplicate else "ok").inc()
        age = (self._clock.now() - delivery.envelope.time).total_seconds()
        series.AGE.labels(self._durable).observe(max(age, 0.0))

    async def _refused(self, delivery: _Delivery, problem: Problem) -> None:
        if problem.kind in _POISON:
            await self._set_aside(delivery, problem.slug)
        elif problem.slug in _STORE_AWAY:
            # Not this event's fault, and a dead letter could not be stored either: no rung is used up.
            await self._again_after(delivery, self._ladder.while_store_is_away)
        else:
            await self._retry(delivery, problem.slug)

    async def _retry(self, delivery: _Delivery, reason: str) -> None:
        delay = self._ladder.failed(delivery.stream_sequence)
        if delay is None:
            await self._set_aside(delivery, reason)
            return
        await self._again_after(delivery, delay)

    async def _again_after(self, delivery: _Delivery, delay: float) -> None:
        self._holds.hold(delivery.envelope.subject, delivery.stream_sequence, delay)
        await self._hand_back(delivery.message, delay)
        series.CONSUMED.labels(self._durable, "retry").inc()

    async def _wait_for_gap(self, delivery: _Delivery, gap: GapAhead) -> None:
        """The predecessor may be on another replica or wait for a retry; it has longer than its own
        retries take.
        """
        delay = self._ladder.gap(delivery.stream_sequence, gap.expected)
        if delay is None:
            _log.error(
                "sequence missing",
                consumer=self._durable,
                expected=gap.expected,
                got=gap.got,
                source=delivery.envelope.service,
            )
            await self._set_aside(delivery, "gap")
            return
        await self._hand_back(delivery.message, delay)
        series.CONSUMED.labels(self._durable, "retry").inc()

    async def _set_aside(self, delivery: _Delivery, reason: str) -> None:
        """Dead letter first, then term: if anything fails in between, the event comes again and nothing is
        lost.
        """
        try:
            await self._dead.park(delivery.envelope, delivery.stream_sequence, reason)
        except GapAhead as gap:
            await self._wait_for_gap(delivery, gap)
            return
        except (Problem, *BROKER_ERRORS) as error:
            _log.warning("dead letter not stored yet", consumer=self._durable, cause=type(error).__name__)
            await self._hand_back(delivery.message, self._ladder.longest)
            return
        await delivery.message.term()
        self._forget(delivery)
        _log.error(
            "event set aside",
            consumer=self._durable,
            event_type=delivery.envelope.event,
            reason=reason,
            stream_sequence=delivery.stream_sequence,
        )
        series.CONSUMED.labels(self._durable, "dead").inc()
        await self._dead.show()

    async def _set_aside_unreadable(self, message: Msg, stream_sequence: int, reason: str) -> None:
        try:
            await self._dead.park_unreadable(message.data, message.subject, stream_sequence, reason)
        except (Problem, *BROKER_ERRORS) as error:
            _log.warning("dead letter not stored yet", consumer=self._durable, cause=type(error).__name__)
            await self._hand_back(message, self._ladder.first)
            return
        await message.term()
        _log.error("unreadable message set aside", consumer=self._durable, reason=reason)
        series.CONSUMED.labels(self._durable, "dead").inc()
        await self._dead.show()

    async def _hand_back(self, message: Msg, delay: float) -> None:
        """Always with a delay of its own: a bare nak comes back at once and burns deliveries."""
        try:
            await message.nak(delay=max(delay, 0.01))
        except BROKER_ERRORS as error:
            _log.info("not handed back; comes again by itself", cause=type(error).__name__)

    async def _keep_in_hand(self) -> None:
        """Tell the broker that we still work on what waits in a lane, before its patience ends."""
        while True:
            await asyncio.sleep(ACK_WAIT.total_seconds() / 3)
            for message in list(self._in_hand.values()):
                try:
                    await message.in_progress()
                except BROKER_ERRORS:
                    break

    def _forget(self, delivery: _Delivery) -> None:
        self._ladder.forget(delivery.stream_sequence)
        self._holds.release(delivery.envelope.subject, delivery.stream_sequence)
