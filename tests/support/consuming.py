"""A consumer with a real broker and a projection that notes what was applied."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from nats.js.errors import NotFoundError

from chassis.data.database import Database
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer, Handler
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import Inbox
from chassis.telemetry.metrics import REGISTRY
from support.messaging import CLOCK, TABLES, event_body
from support.stream import eventually

#: Fast enough for a test, slow enough to tell an order.
LADDER = (0.1, 0.2, 0.3)
Apply = Callable[[Envelope], Awaitable[None]]


class Applied:
    """A projection: what a handler's transaction has applied, in order. Fails where told to."""

    def __init__(self, store: Database, durable: str = "test") -> None:
        self.store = store
        self.durable = durable
        self.places: list[tuple[str, int]] = []
        self.before: Apply | None = None

    async def handle(self, envelope: Envelope) -> None:
        async with self.store.write() as writing:
            if not await Inbox(writing.connection, TABLES, self.durable, CLOCK).accept(envelope):
                return
            if self.before is not None:
                await self.before(envelope)
            place = (envelope.subject, envelope.sequence)
            writing.after_commit(lambda: self.places.append(place))
            await writing.commit()


@asynccontextmanager
async def consuming(
    store: Database,
    url: str,
    handler: Handler,
    *,
    durable: str = "test",
    ladder: Sequence[float] = LADDER,
) -> AsyncIterator[Bus]:
    bus = Bus(url)
    consumer = Consumer(
        bus,
        durable=durable,
        handler=handler,
        sources=frozenset({"intake"}),
        database=store,
        tables=TABLES,
        clock=CLOCK,
        ladder=ladder,
    )
    await bus.start()
    await consumer.start()
    try:
        await bus.ready()
        yield bus
    finally:
        await consumer.stop()
        await bus.stop()


async def publish(bus: Bus, body: bytes) -> int:
    return await bus.publish("motcua.v1.heza.all.dossier.rated", body, {}, stream="MOTCUA_EVENTS")


async def publish_all(bus: Bus, *places: tuple[str, int]) -> None:
    for subject, sequence in places:
        await publish(bus, event_body(subject, sequence))


def consumed(durable: str, result: str) -> float:
    labels = {"consumer": durable, "result": result}
    return REGISTRY.get_sample_value("dossier_events_consumed_total", labels) or 0.0


async def unsettled(bus: Bus, durable: str = "test") -> int:
    """How many positions of the stream lie behind the last one before which everything is acknowledged."""
    try:
        info = await bus.jetstream.consumer_info("MOTCUA_EVENTS", durable)
    except NotFoundError:
        return 1
    last = (await bus.jetstream.stream_info("MOTCUA_EVENTS")).state.last_seq
    floor = info.ack_floor.stream_seq if info.ack_floor else 0
    return int(last) - int(floor)


async def settled(bus: Bus, durable: str = "test", *, seconds: float = 20.0) -> None:
    async def is_settled() -> bool:
        return await unsettled(bus, durable) == 0

    await eventually(is_settled, seconds=seconds)
