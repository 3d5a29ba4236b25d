"""The relay with a real broker: in order, acknowledged, whatever happens to the broker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from nats.js.api import StreamConfig
from sqlalchemy import func, select, text

from chassis.data.database import Database
from chassis.kernel.errors import Problem
from chassis.messaging.bus import Bus
from chassis.messaging.relay import Relay
from chassis.messaging.repair import republish
from chassis.telemetry.metrics import exposition
from support.databases import NewDatabase, NewDatabaseUrl
from support.messaging import CLOCK, MIGRATIONS, TABLES, commit, journal, rate, rated, rows
from support.nats_server import NatsServer
from support.stream import Stored, eventually, stored


@asynccontextmanager
async def relaying(store: Database, url: str) -> AsyncIterator[tuple[Bus, Relay]]:
    bus = Bus(url)
    relay = Relay(store, TABLES, bus, service="intake", clock=CLOCK)
    await bus.start()
    await relay.start()
    try:
        yield bus, relay
    finally:
        await relay.stop()
        await bus.stop()


@asynccontextmanager
async def relaying_bus(url: str) -> AsyncIterator[Bus]:
    bus = Bus(url)
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def is_unfit(bus: Bus, slug: str) -> bool:
    try:
        await bus.check_fit()
    except Problem as problem:
        return problem.slug == slug
    return False


async def waiting(store: Database) -> int:
    async with store.read() as connection:
        outbox = TABLES.outbox
        query = select(func.count()).select_from(outbox).where(outbox.c.published_at.is_(None))
        return int(await connection.scalar(query) or 0)


async def all_sent(store: Database, *, seconds: float = 20.0) -> None:
    async def is_empty() -> bool:
        return await waiting(store) == 0

    await eventually(is_empty, seconds=seconds)


def in_order_and_once(messages: list[Stored]) -> bool:
    """Each subject's sequences are 1, 2, 3 … in the order of the stream."""
    seen: dict[str, int] = {}
    for message in messages:
        subject, sequence = message.place
        if sequence != seen.get(subject, 0) + 1:
            return False
        seen[subject] = sequence
    return True


async def test_a_committed_event_is_in_the_stream_as_it_was_told(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, relay):
        await bus.ready()
        (told,) = await commit(store, "d-1")
        relay.wake()
        await all_sent(store)
    (message,) = await stored(nats_url)
    assert message.body == told.body
    assert message.subject == "motcua.v1.heza.all.dossier.rated"
    assert message.headers["Nats-Msg-Id"] == told.id
    assert message.headers["Content-Type"] == "application/cloudevents+json"
    assert await rows(store, "outbox", "stream_sequence", "published_at") == [(message.position, CLOCK.now())]


async def test_what_was_not_woken_for_is_found_within_a_second(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, _):
        await bus.ready()
        await asyncio.sleep(0.3)
        await commit(store, "d-1")
        await all_sent(store, seconds=1.5)


async def test_many_events_keep_their_subjects_order_and_are_fast(
    database: NewDatabase, nats_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = await database(MIGRATIONS)
    async with store.write() as writing:
        book = journal(writing.connection)
        for number in range(250):
            await book.record(rate("law"), [rated(f"d-{(number * 20 + n) % 500}") for n in range(20)])
        await writing.commit()
    began = time.monotonic()
    async with relaying(store, nats_url):
        await all_sent(store, seconds=60)
        took = time.monotonic() - began
    with capsys.disabled():
        print(f"\nrelay on {store.dialect}: {5_000 / took:,.0f} events/s")
    messages = await stored(nats_url)
    assert len(messages) == 5_000
    assert in_order_and_once(messages)


async def test_the_last_pass_sends_what_was_just_written(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, _):
        await bus.ready()
        await commit(store, "d-1")
        await all_sent(store)  # it leads
        await commit(store, "d-1", events=3)
    assert await waiting(store) == 0


@pytest.mark.parametrize("fate", ["paused", "killed", "restarted"])
async def test_a_broker_that_goes_away_loses_nothing_and_stops_nobody(
    database: NewDatabase, nats_server: NatsServer, fate: str
) -> None:
    store = await database(MIGRATIONS)
    took: list[float] = []

    async def write(count: int) -> None:
        for number in range(count):
            began = time.monotonic()
            await commit(store, f"d-{number % 9}", events=2)
            relay.wake()
            took.append(time.monotonic() - began)
            await asyncio.sleep(0.002)

    async with relaying(store, nats_server.url) as (bus, relay):
        await bus.ready()
        await write(50)
        going_on = asyncio.ensure_future(write(150))
        await asyncio.sleep(0.1)
        if fate == "paused":
            nats_server.pause()
        elif fate == "killed":
            nats_server.kill()
        else:
            nats_server.stop()
        await asyncio.sleep(2.5)
        async with asyncio.timeout(20):
            await going_on
        assert await waiting(store) > 0
        if fate == "paused":
            nats_server.resume()
        else:
            nats_server.start()
        await all_sent(store, seconds=20)
    messages = await stored(nats_server.url)
    assert len(messages) == 400
    assert in_order_and_once(messages)
    assert max(took) < 2, "no write waited for the broker's two seconds"
    marks = await rows(store, "outbox", "id", "stream_sequence")
    assert dict(marks) == {message.headers["Nats-Msg-Id"]: message.position for message in messages}


async def test_a_service_starts_without_its_broker(database: NewDatabase, nats_server: NatsServer) -> None:
    store = await database(MIGRATIONS)
    nats_server.kill()
    async with relaying(store, nats_server.url) as (bus, _):
        await commit(store, "d-1")
        with pytest.raises(Problem) as refusal:
            await bus.check()
        assert refusal.value.slug == "broker-unreachable"
        await bus.check_fit()
        nats_server.start()
        await all_sent(store)
        await bus.check()


async def test_a_stream_that_vanished_is_named_and_nothing_is_lost(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, relay):
        await bus.ready()
        await bus.jetstream.delete_stream("MOTCUA_EVENTS")
        await commit(store, "d-1")

        async def refused() -> bool:
            try:
                await relay.check()
            except Problem as problem:
                return problem.slug == "broker-refuses"
            return False

        await eventually(refused)
        await bus.ensure_streams()
        await all_sent(store)
        await relay.check()


async def test_a_full_stream_is_named_and_nothing_is_lost(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, relay):
        await bus.ready()
        config = (await bus.jetstream.stream_info("MOTCUA_EVENTS")).config
        await bus.jetstream.update_stream(config.evolve(max_msgs=2))
        await commit(store, "d-1", events=5)
        relay.wake()

        async def refused() -> bool:
            try:
                await relay.check()
            except Problem as problem:
                return "maximum messages exceeded" in problem.detail
            return False

        await eventually(refused)
        await bus.check()  # a full stream is as it was planned
        await bus.jetstream.update_stream(config)
        await all_sent(store)
    assert [message.place[1] for message in await stored(nats_url)] == [1, 2, 3, 4, 5]


async def test_a_stream_of_another_kind_is_refused(nats_url: str) -> None:
    bus = Bus(nats_url)
    await bus.start()
    await bus.ready()
    await bus.jetstream.delete_stream("MOTCUA_EVENTS")
    await bus.jetstream.add_stream(StreamConfig(name="MOTCUA_EVENTS", subjects=["motcua.v1.>"], max_age=60))
    with pytest.raises(Problem) as refusal:
        await bus.ensure_streams()
    await bus.stop()
    assert refusal.value.slug == "broker-stream-differs"
    assert set(refusal.value.fields) == {"max_age", "discard", "duplicate_window"}
    assert refusal.value.fields["max_age"] == "is 60.0, must be 7776000.0"
    async with relaying_bus(nats_url) as again:
        await eventually(lambda: is_unfit(again, "broker-stream-differs"))
        assert not again.is_ready


async def test_a_server_that_is_too_old_is_refused(nats_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.messaging.bus.OLDEST_SERVER", (99, 0))
    async with relaying_bus(nats_url) as bus:
        await eventually(lambda: is_unfit(bus, "broker-too-old"))
        assert not bus.is_ready


async def test_the_same_bytes_can_be_sent_again(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, relay):
        await bus.ready()
        told = await commit(store, "d-1", events=3)
        relay.wake()
        await all_sent(store)
        assert await republish(store, TABLES, [told[0].id, told[1].id, "unknown"]) == 2
        relay.wake()
        await all_sent(store)
        assert len(await stored(nats_url)) == 3, "the broker still has them"
        await bus.jetstream.delete_stream("MOTCUA_EVENTS")
        await bus.ensure_streams()
        await republish(store, TABLES, [each.id for each in told])
        relay.wake()
        await all_sent(store)
    assert [m.body for m in await stored(nats_url)] == [each.body for each in told]
    assert await rows(store, "outbox", "sequence", "stream_sequence") == [(1, 1), (2, 2), (3, 3)]


async def leaders(store: Database) -> list[int]:
    """Process ids of the connections that hold the relay's lock."""
    held = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = " + (
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with store.read() as connection:
        return [int(pid) for pid in await connection.scalars(text(held))]


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_one_of_two_relays_leads_and_the_other_takes_over(database_url: NewDatabaseUrl, nats_url: str) -> None:
    url = await database_url(MIGRATIONS)
    store, other = Database(url), Database(url)
    enough, count = asyncio.Event(), 0

    async def write() -> None:
        nonlocal count
        while not enough.is_set():
            await commit(store, f"d-{count % 11}")
            count += 1

    async with relaying(store, nats_url) as (bus, _), relaying(other, nats_url) as (second, _):
        await asyncio.gather(bus.ready(), second.ready())
        writing = asyncio.ensure_future(write())
        for _ in range(3):
            (leader,) = await eventually(lambda: leaders(store))
            await asyncio.sleep(0.2)
            async with store.write() as admin:
                await admin.connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": leader})
        enough.set()
        await writing
        await all_sent(store, seconds=10)
    messages = await stored(nats_url)
    assert len(messages) == count
    assert in_order_and_once(messages)
    assert dict(await rows(store, "outbox", "id", "stream_sequence")) == {
        message.headers["Nats-Msg-Id"]: message.position for message in messages
    }
    await asyncio.gather(store.close(), other.close())


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_a_relay_that_follows_leads_within_two_seconds(database_url: NewDatabaseUrl, nats_url: str) -> None:
    url = await database_url(MIGRATIONS)
    store, other = Database(url), Database(url)
    async with relaying(other, nats_url):
        async with relaying(store, nats_url) as (bus, _):
            await bus.ready()
            (first,) = await eventually(lambda: leaders(store))
            await asyncio.sleep(1.2)
            assert await leaders(store) == [first]
        await commit(store, "d-1")
        await all_sent(store, seconds=2.5)
    await asyncio.gather(store.close(), other.close())


async def test_an_idle_relay_costs_next_to_nothing(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    async with relaying(store, nats_url) as (bus, _):
        await bus.ready()
        await asyncio.sleep(0.5)
        began = time.process_time()
        await asyncio.sleep(2)
        assert time.process_time() - began < 0.1


async def test_what_waits_is_shown(database: NewDatabase, nats_server: NatsServer) -> None:
    store = await database(MIGRATIONS)
    nats_server.kill()
    await commit(store, "d-1", events=3)
    async with relaying(store, nats_server.url):
        await eventually(lambda: b'dossier_outbox_pending{service="intake"} 3.0' in exposition()[0])
    assert b'dossier_outbox_pending{service="intake"} 0.0' in exposition()[0]
