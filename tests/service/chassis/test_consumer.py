"""The consumer with a real broker: nothing lost, nothing twice, in order, and never stopped by one event."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from nats.aio.msg import Msg
from nats.js.errors import NotFoundError

from chassis.data.database import Database
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer, Handler
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import Inbox
from chassis.telemetry import tracing
from chassis.telemetry.metrics import REGISTRY
from motcua.events.v1.dossier_pb2 import DossierRated
from support.databases import NewDatabase
from support.messaging import CLOCK, MIGRATIONS, TABLES, event_body, rows
from support.nats_server import NatsServer
from support.stream import eventually, stored

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


async def test_events_are_applied_once_and_acknowledged(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-2", 1), ("d-1", 2))
        await eventually(lambda: len(applied.places) == 3)
        await settled(bus)
    assert [place for place in applied.places if place[0] == "d-1"] == [("d-1", 1), ("d-1", 2)]
    assert sorted(await rows(store, "inbox", "consumer", "source", "subject", "last_sequence")) == [
        ("test", "urn:motcua:intake", "d-1", 2),
        ("test", "urn:motcua:intake", "d-2", 1),
    ]


async def test_what_was_published_before_the_consumer_existed_is_read(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, Applied(store, "earlier").handle, durable="earlier") as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
    async with consuming(store, nats_url, applied.handle):
        await eventually(lambda: applied.places == [("d-1", 1), ("d-1", 2)])


async def test_a_repeated_event_is_dropped(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    before = consumed("test", "duplicate")
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2), ("d-1", 1), ("d-1", 2))
        await settled(bus)
    assert applied.places == [("d-1", 1), ("d-1", 2)]
    assert consumed("test", "duplicate") == before + 2


async def test_other_services_events_are_acknowledged_untouched(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish(bus, event_body("d-1", 1, service="processing"))
        await settled(bus)
    assert applied.places == []
    assert await rows(store, "inbox", "subject") == []


async def test_a_gap_waits_for_the_missing_event(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 3), ("d-2", 1))
        await eventually(lambda: ("d-2", 1) in applied.places)
        await asyncio.sleep(0.2)
        await publish_all(bus, ("d-1", 2))
        await settled(bus)
    assert [place for place in applied.places if place[0] == "d-1"] == [("d-1", 1), ("d-1", 2), ("d-1", 3)]
    assert await rows(store, "dead_letters", "id") == []


async def test_a_gap_that_never_closes_is_set_aside_and_the_missing_are_named(
    database: NewDatabase, nats_url: str
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 4))
        await settled(bus)
        await publish_all(bus, ("d-1", 5))
        await settled(bus)
        assert applied.places == [("d-1", 1), ("d-1", 5)]
        dead = await rows(store, "dead_letters", "sequence", "reason", "event_id")
        assert sorted(dead) == [(2, "missing", ""), (3, "missing", ""), (4, "gap", "d-1-4")]
        await publish_all(bus, ("d-1", 2))
        await settled(bus)
    late = sorted(await rows(store, "dead_letters", "sequence", "reason", "event_id"))
    assert late == [(2, "late", "d-1-2"), (3, "missing", ""), (4, "gap", "d-1-4")]


async def test_a_fault_that_passes_is_retried_by_the_ladder(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    tries: list[float] = []

    async def before(envelope: Envelope) -> None:
        del envelope
        tries.append(asyncio.get_running_loop().time())
        if len(tries) < 3:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "away")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1))
        await settled(bus)
    assert applied.places == [("d-1", 1)]
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits[0] >= 0.1
    assert waits[1] >= 0.2


async def test_a_subject_keeps_its_order_across_a_retry_and_others_go_on(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    failed: list[tuple[str, int]] = []

    async def before(envelope: Envelope) -> None:
        if (envelope.subject, envelope.sequence) == ("d-1", 2) and len(failed) < 3:
            failed.append(("d-1", 2))
            raise RuntimeError("not now")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, *(("d-1", n) for n in range(1, 6)), *((f"d-{n}", 1) for n in range(2, 30)))
        await settled(bus)
    assert [place for place in applied.places if place[0] == "d-1"] == [("d-1", n) for n in range(1, 6)]
    assert len(applied.places) == 33
    assert applied.places.index(("d-29", 1)) < applied.places.index(("d-1", 2))
    assert await rows(store, "dead_letters", "id") == []


async def test_a_fault_that_stays_is_set_aside_and_the_subject_goes_on(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)

    async def before(envelope: Envelope) -> None:
        if envelope.sequence == 1:
            raise RuntimeError("never")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
        await settled(bus)
    assert applied.places == [("d-1", 2)]
    dead = await rows(store, "dead_letters", "consumer", "source", "subject", "sequence", "event_id", "type", "reason")
    assert dead == [("test", "urn:motcua:intake", "d-1", 1, "d-1-1", "dossier.rated", "failed-RuntimeError")]


async def test_poison_is_set_aside_at_once_with_its_reason(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    before_dead = consumed("test", "dead")

    async def before(envelope: Envelope) -> None:
        if envelope.sequence == 1:
            raise invalid("rating-unknown", "no such rating")

    applied.before = before
    async with consuming(store, nats_url, applied.handle, ladder=(60.0,)) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
        await settled(bus)
    assert applied.places == [("d-1", 2)]
    (dead,) = await stored(nats_url, "MOTCUA_DLQ")
    assert dead.subject == "motcua.dlq.test"
    assert dead.body == event_body("d-1", 1)
    assert dead.headers["Motcua-Reason"] == "rating-unknown"
    assert dead.headers["Motcua-Subject"] == "motcua.v1.heza.all.dossier.rated"
    ((body, stream_sequence),) = await rows(store, "dead_letters", "body", "stream_sequence")
    assert (bytes(body), stream_sequence) == (event_body("d-1", 1), 1)
    assert consumed("test", "dead") == before_dead + 1
    assert REGISTRY.get_sample_value("dossier_dead_letters", {"consumer": "test"}) == 1


async def test_poison_waits_for_a_predecessor_that_is_still_being_retried(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)

    async def handle(envelope: Envelope) -> None:
        if envelope.sequence == 2:
            raise invalid("poison", "refused before the inbox was asked")
        await applied.handle(envelope)

    async with consuming(store, nats_url, handle) as bus:
        await publish_all(bus, ("d-1", 2))
        await asyncio.sleep(0.1)
        await publish_all(bus, ("d-1", 1), ("d-1", 3))
        await settled(bus)
    assert applied.places == [("d-1", 1), ("d-1", 3)]
    assert await rows(store, "dead_letters", "sequence", "reason") == [(2, "poison")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x00\xff", "malformed-json"),
        (b"", "malformed-json"),
        (b"[]", "malformed-json"),
        (event_body("d-1", 1).replace(b'"specversion":"1.0"', b'"specversion":"2.0"'), "malformed-specversion"),
        (event_body("d-1", 1).replace(b"00000000000000000001", b"1"), "malformed-sequence"),
        (event_body("d-1", 1).replace(b'"subject":"d-1"', b'"subject":"a\\u0000b"'), "malformed-subject"),
    ],
)
async def test_what_is_no_event_is_set_aside_and_the_stream_goes_on(
    database: NewDatabase, nats_url: str, body: bytes, reason: str
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish(bus, body)
        await publish_all(bus, ("d-1", 1))
        await settled(bus)
    assert applied.places == [("d-1", 1)]
    assert [(bytes(b), r) for b, r in await rows(store, "dead_letters", "body", "reason")] == [(body, reason)]
    (dead,) = await stored(nats_url, "MOTCUA_DLQ")
    assert (dead.body, dead.headers["Motcua-Reason"]) == (body, reason)


async def test_data_that_does_not_fit_its_type_is_poison(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)

    async def handle(envelope: Envelope) -> None:
        envelope.payload(DossierRated)

    async with consuming(store, nats_url, handle) as bus:
        await publish(bus, event_body("d-1", 1).replace(b'"rating":5', b'"rating":"five"'))
        await settled(bus)
    assert await rows(store, "dead_letters", "reason") == [("malformed-data",)]


async def test_eight_lanes_work_at_once(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    running, most = 0, 0

    async def handle(envelope: Envelope) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1

    async with consuming(store, nats_url, handle) as bus:
        await publish_all(bus, *((f"d-{number}", 1) for number in range(64)))
        await settled(bus)
    assert most == 8


async def test_killed_between_commit_and_acknowledgement_the_event_is_dropped_next_time(
    database: NewDatabase, nats_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    committed = asyncio.Event()

    async def die(self: Msg) -> None:
        committed.set()
        await asyncio.Event().wait()

    first = asyncio.Event()

    async def run_until_killed() -> None:
        async with consuming(store, nats_url, applied.handle) as bus:
            await publish_all(bus, ("d-1", 1))
            first.set()
            await asyncio.Event().wait()

    with monkeypatch.context() as patch:
        patch.setattr("chassis.messaging.consumer._FINISH_SECONDS", 0.05)
        patch.setattr(Msg, "ack", die)
        life = asyncio.ensure_future(run_until_killed())
        await committed.wait()
        life.cancel()
        await asyncio.gather(life, return_exceptions=True)
    assert applied.places == [("d-1", 1)]
    before = consumed("test", "duplicate")
    async with consuming(store, nats_url, applied.handle) as bus:
        info = await bus.jetstream.consumer_info("MOTCUA_EVENTS", "test")
        assert info.num_ack_pending == 1
        await publish(bus, event_body("d-1", 1))  # what the broker would send after 30 s, without the wait
        await eventually(lambda: consumed("test", "duplicate") == before + 1)
    assert applied.places == [("d-1", 1)]


async def test_stop_lets_a_handler_finish_and_hands_the_rest_back(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(envelope: Envelope) -> None:
        started.set()
        await go_on.wait()
        await applied.handle(envelope)

    bus = Bus(nats_url)
    consumer = Consumer(
        bus, durable="test", handler=slow, sources=frozenset({"intake"}),
        database=store, tables=TABLES, clock=CLOCK, lanes=1,
    )  # fmt: skip
    await bus.start()
    await bus.ready()
    await consumer.start()
    await publish_all(bus, *(("d-1", number) for number in range(1, 11)))
    await started.wait()
    await asyncio.sleep(0.1)
    stopping = asyncio.ensure_future(consumer.stop())
    await asyncio.sleep(0.1)
    go_on.set()
    await stopping
    await bus.stop()
    assert applied.places == [("d-1", 1)]
    async with consuming(store, nats_url, applied.handle) as again:
        async with asyncio.timeout(5):  # far less than the 30 s an unacknowledged event would take
            await settled(again)
    assert applied.places == [("d-1", number) for number in range(1, 11)]


async def test_a_new_event_reaches_a_waiting_consumer_at_once(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await asyncio.sleep(0.5)
        for sequence in range(1, 6):
            began = asyncio.get_running_loop().time()
            await publish_all(bus, ("d-1", sequence))
            await eventually(lambda sequence=sequence: len(applied.places) == sequence)  # type: ignore[misc]
            assert asyncio.get_running_loop().time() - began < 0.5


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fate", ["paused", "killed"])
async def test_a_broker_that_goes_away_is_waited_for(database: NewDatabase, nats_server: NatsServer, fate: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_server.url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1))
        await eventually(lambda: len(applied.places) == 1)
        if fate == "paused":
            nats_server.pause()
            await asyncio.sleep(6)
            nats_server.resume()
        else:
            nats_server.kill()
            await asyncio.sleep(1)
            nats_server.start()
        async with asyncio.timeout(20):
            await bus.ready()
        await publish_all(bus, ("d-1", 2))
        await eventually(lambda: applied.places == [("d-1", 1), ("d-1", 2)], seconds=3)


async def test_a_deleted_consumer_is_made_again_and_doubles_are_dropped(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1))
        await eventually(lambda: len(applied.places) == 1)
        await bus.jetstream.delete_consumer("MOTCUA_EVENTS", "test")
        await publish_all(bus, ("d-1", 2))
        await eventually(lambda: len(applied.places) == 2)
    assert applied.places == [("d-1", 1), ("d-1", 2)]


async def test_two_replicas_share_the_work_and_keep_each_subjects_order(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    one, two = Applied(store), Applied(store)
    two.places = one.places
    async with consuming(store, nats_url, one.handle) as bus, consuming(store, nats_url, two.handle):
        places = [(f"d-{subject}", sequence) for sequence in range(1, 21) for subject in range(10)]
        await publish_all(bus, *places)
        await settled(bus)
    assert sorted(one.places) == sorted(places)
    for subject in range(10):
        assert [n for s, n in one.places if s == f"d-{subject}"] == list(range(1, 21))
    assert await rows(store, "dead_letters", "id") == []


async def test_a_store_that_is_away_uses_no_retry_up(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    tries = 0

    async def before(envelope: Envelope) -> None:
        nonlocal tries
        tries += 1
        if tries <= 6:
            raise Problem("store-unavailable", Kind.UNAVAILABLE, "away")

    applied.before = before
    async with consuming(store, nats_url, applied.handle, ladder=(0.05, 0.05)) as bus:
        await publish_all(bus, ("d-1", 1))
        await settled(bus)
    assert applied.places == [("d-1", 1)]


async def test_a_consumer_of_another_kind_is_named(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with consuming(store, nats_url, Applied(store, "first").handle, durable="first") as bus:
        await bus.jetstream.add_consumer(
            "MOTCUA_EVENTS", durable_name="other", max_deliver=3, filter_subject="motcua.v1.>", ack_wait=30
        )
        with pytest.raises(Problem) as refusal:
            await bus.ensure_consumer("other")
    assert refusal.value.slug == "broker-consumer-differs"
    assert dict(refusal.value.fields) == {"max_deliver": "is 3, must be -1"}


async def test_the_handler_continues_the_events_trace(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    seen: list[str] = []

    async def handle(envelope: Envelope) -> None:
        seen.append(tracing.current_traceparent())

    traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    async with consuming(store, nats_url, handle) as bus:
        await publish(bus, event_body("d-1", 1, traceparent=traceparent))
        await settled(bus)
    assert seen[0].split("-")[1] == "0af7651916cd43dd8448eb211c80319c"
