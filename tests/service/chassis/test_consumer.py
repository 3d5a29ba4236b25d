"""The consumer with a real broker: nothing lost, nothing twice, in order, and never stopped by one event."""

from __future__ import annotations

import asyncio

import pytest
from nats.aio.msg import Msg

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer
from chassis.messaging.envelope import Envelope
from chassis.telemetry import tracing
from support.consuming import Applied, consumed, consuming, publish, publish_all, settled
from support.databases import NewDatabase
from support.messaging import CLOCK, MIGRATIONS, TABLES, event_body, rows
from support.nats_server import NatsServer
from support.stream import eventually


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


async def test_eight_lanes_work_at_once(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    running, most, full = 0, 0, asyncio.Event()

    async def handle(envelope: Envelope) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 8:
            full.set()
        await full.wait()
        await asyncio.sleep(0.01)
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
