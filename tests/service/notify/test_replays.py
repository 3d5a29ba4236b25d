"""A subscriber's consumer delivers again from a position or a time, the same bytes, and then goes on where it was."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nats.aio.msg import Msg

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from chassis.messaging.streams import EVENTS
from notify.application.replays import (
    CancelReplay,
    CancelReplayHandler,
    GetReplay,
    GetReplayHandler,
    ListReplays,
    ListReplaysHandler,
    RequestReplay,
    RequestReplayHandler,
    TendReplays,
)
from notify.application.subscribers import (
    ConnectSubscriber,
    ConnectSubscriberHandler,
    RegisterSubscriber,
    RegisterSubscriberHandler,
)
from notify.clients.stream import JetStreamStream
from notify.domain.replay import ReplayState
from notify.store.replays import SqlReplayReads, SqlReplayWork
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.broker_site import ONE, Site, broker_in, site_on
from support.databases import NewDatabase

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
ITSELF = Actor(subject=ONE.key, roles=frozenset({"subscriber"}))
ANOTHER = Actor(subject="he-thong-hai", roles=frozenset({"subscriber"}))
NOW = datetime.now(UTC)
KEY = "U" + "A" * 55


class Desk:
    """The use cases over one store and one broker."""

    def __init__(self, site: Site, database: object) -> None:
        clock, ids = FrozenClock(NOW), UuidIds()
        work, self.reads = SqlReplayWork(database, clock, ids), SqlReplayReads(database)  # type: ignore[arg-type]
        directory = SqlDirectory(database)  # type: ignore[arg-type]
        stream = JetStreamStream(site.bus)
        self.request = RequestReplayHandler(
            work=work, directory=directory, consumers=site.consumers, stream=stream, clock=clock, ids=ids
        )
        self.cancel = CancelReplayHandler(work, self.reads, directory, site.consumers, clock)
        self.get = GetReplayHandler(self.reads, directory, site.consumers)
        self.list_all = ListReplaysHandler(self.reads, directory)
        self.work = work
        self.tend = TendReplays(work, self.reads, directory, site.consumers, FrozenClock(NOW + timedelta(minutes=1)))


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with broker_in(tmp_path) as machine:
        async with site_on(machine, tmp_path) as made:
            yield made


@pytest.fixture
async def desk(site: Site, database: NewDatabase) -> Desk:
    store = await database("notify.store.migrations")
    clock = FrozenClock(NOW)
    work = SqlSubscriberWork(store, clock, UuidIds())
    await RegisterSubscriberHandler(work, clock, KNOWN_TYPES)(RegisterSubscriber(actor=OPERATOR, subscriber=ONE))
    connect = ConnectSubscriberHandler(work, site.consumers, clock)
    await connect(ConnectSubscriber(actor=OPERATOR, key=ONE.key, stream_key=KEY))
    return Desk(site, store)


async def taken(site: Site, count: int) -> list[int]:
    """Numbers of the next events, fetched and acknowledged as the subscriber does."""
    async with site.as_subscriber(ONE.key) as client:
        reading = await client.jetstream().pull_subscribe_bind(ONE.key, EVENTS)
        messages: list[Msg] = await reading.fetch(count, timeout=20)
        for message in messages:
            await message.ack_sync()
    return [json.loads(message.data)["number"] for message in messages]


async def refusal(wanted: object) -> str:
    with pytest.raises(Problem) as refused:
        await wanted  # type: ignore[misc]
    return refused.value.slug


async def test_what_was_acknowledged_comes_again_and_then_what_is_new(site: Site, desk: Desk) -> None:
    assert await taken(site, 3) == [0, 2, 4]
    asked = RequestReplay(
        actor=ITSELF, subscriber=ONE.key, from_position=3, idempotency=Idempotency(key="k", digest="d")
    )
    replay = await desk.request(asked)

    assert (replay.state, replay.from_position, replay.until_position) == (ReplayState.RUNNING, 3, 5)
    assert await desk.request(asked) == replay
    assert await taken(site, 1) == [2]
    half = await desk.get(GetReplay(actor=ITSELF, replay_id=replay.id))
    assert (half.replay.state, half.position) == (ReplayState.RUNNING, 3)
    assert await taken(site, 2) == [4, 6]
    done = await desk.get(GetReplay(actor=OPERATOR, replay_id=replay.id))
    assert (done.replay.state, done.position) == (ReplayState.DONE, 5)
    await desk.tend()
    kept = await desk.reads.get(replay.id)
    assert kept is not None
    assert kept.state is ReplayState.DONE


async def test_a_cancelled_replay_goes_on_where_it_was(site: Site, desk: Desk) -> None:
    await taken(site, 3)
    replay = await desk.request(RequestReplay(actor=ITSELF, subscriber=ONE.key, from_position=1))
    await taken(site, 1)
    again = RequestReplay(actor=ITSELF, subscriber=ONE.key, from_position=1)
    assert await refusal(desk.request(again)) == "replay-running"

    cancelled = await desk.cancel(CancelReplay(actor=ITSELF, replay_id=replay.id))
    assert cancelled.state is ReplayState.CANCELLED
    assert await taken(site, 1) == [6]
    assert await refusal(desk.cancel(CancelReplay(actor=ITSELF, replay_id=replay.id))) == "replay-ended"
    found, total, more = await desk.list_all(ListReplays(actor=ITSELF, subscriber=ONE.key))
    assert ([one.state for one in found], total, more) == ([ReplayState.CANCELLED], 1, False)


async def test_a_time_is_where_the_stream_had_got_to_then(site: Site, desk: Desk) -> None:
    await taken(site, 2)
    replay = await desk.request(
        RequestReplay(actor=ITSELF, subscriber=ONE.key, from_time=datetime(2020, 1, 1, tzinfo=UTC))
    )

    assert (replay.from_position, replay.until_position) == (1, 3)


async def test_what_a_crash_left_unmoved_is_moved(site: Site, desk: Desk) -> None:
    await taken(site, 3)
    replay = await desk.request(RequestReplay(actor=ITSELF, subscriber=ONE.key, from_position=1))
    await desk.cancel(CancelReplay(actor=ITSELF, replay_id=replay.id))
    async with desk.work.begin() as transaction:
        await transaction.replays.add(replace(replay, id=UuidIds().new(), state=ReplayState.ASKED))
        await transaction.commit()
    await desk.tend()

    assert await taken(site, 4) == [0, 2, 4, 6]


async def test_what_cannot_be_is_refused(site: Site, desk: Desk) -> None:
    await taken(site, 2)
    ask = RequestReplay(actor=ITSELF, subscriber=ONE.key)

    assert await refusal(desk.request(ask)) == "invalid-request"
    assert await refusal(desk.request(replace(ask, from_position=4))) == "replay-ahead"
    assert await refusal(desk.request(replace(ask, actor=ANOTHER, from_position=1))) == "not-allowed"
    assert await refusal(desk.request(replace(ask, actor=OPERATOR, subscriber="khong-co"))) == "subscriber-unknown"
    assert await refusal(desk.get(GetReplay(actor=ITSELF, replay_id="x"))) == "replay-unknown"
    assert await refusal(desk.list_all(ListReplays(actor=ANOTHER, subscriber=ONE.key))) == "not-allowed"
    await site.bus.jetstream.purge_stream(EVENTS, seq=3)
    assert await refusal(desk.request(replace(ask, from_position=1))) == "events-aged-out"
