"""The feed: the stream's own bytes, as much of them as one may have, and no look twice at what was not wanted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.streams import EVENTS
from notify.application.feed import FollowEvents, FollowEventsHandler, ReadEvents, ReadEventsHandler, Wanted
from notify.application.feed.reader import ANYTHING
from notify.application.subscribers import (
    ChangeSubscriber,
    ChangeSubscriberHandler,
    RegisterSubscriber,
    RegisterSubscriberHandler,
)
from notify.domain.selection import Selection, Subscriber
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.office import NOON
from service.notify.streaming import Newsroom, bodies, newsroom
from support.databases import NewDatabase
from support.nats_server import NatsServer
from support.stream import eventually

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
SYSTEM = Actor(subject="he-thong-mau", roles=frozenset({"subscriber"}))
GRANT = Selection(agencies=frozenset({"heza"}), departments=frozenset({"dau-tu"}))


@pytest.fixture
async def news(nats_url: str) -> AsyncIterator[Newsroom]:
    async with newsroom(nats_url) as room:
        yield room


async def followed(news: Newsroom, position: int) -> None:
    async def there() -> bool:
        return await news.tail.beyond(position - 1, 0.1)

    await eventually(there)


async def test_everything_comes_in_the_streams_order_and_bytes_page_by_page(news: Newsroom) -> None:
    for number in range(7):
        last = await news.tell(f"d-{number % 3}")
    await followed(news, last)

    first = await news.both(ANYTHING, limit=5)
    rest = await news.both(ANYTHING, after=first.next_after, limit=5)
    assert [*bodies(first), *bodies(rest)] == news.bodies
    assert (first.next_after, rest.next_after, rest.bounds.first, rest.bounds.last) == (5, 7, 1, 7)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Wanted(selection=Selection(departments=frozenset({"lao-dong"}))), [1]),
        (Wanted(selection=Selection(procedures=frozenset({"cap-gpld"}))), [2]),
        (Wanted(selection=Selection(agencies=frozenset({"khac"}))), [3]),
        (Wanted(selection=Selection(types=frozenset({"motcua.dossier.refused.v1"}))), []),
        (Wanted(selection=GRANT, dossier="d-0"), [0, 4]),
    ],
)
async def test_a_filter_takes_its_own_and_moves_past_the_others(
    news: Newsroom, wanted: Wanted, numbers: list[int]
) -> None:
    await news.tell("d-0")
    await news.tell("d-1", department="lao-dong")
    await news.tell("d-2", procedure="cap-gpld")
    await news.tell("d-3", agency="khac")
    await news.tell("d-0")
    await followed(news, await news.tell("d-9", department="van-phong", procedure="khac", agency="khac"))
    if wanted.selection.agencies == {"khac"}:
        numbers = [3, 5]

    page = await news.both(wanted)
    assert bodies(page) == [news.bodies[number] for number in numbers]
    assert page.next_after == 6
    assert (await news.both(wanted, after=page.next_after)).events == ()


async def test_many_wait_for_the_next_event_and_the_broker_has_one_reader(news: Newsroom) -> None:
    await followed(news, await news.tell("d-1"))
    waiting = [
        asyncio.ensure_future(news.reader.read(ANYTHING, after=1, limit=10, wait_seconds=10)) for _ in range(300)
    ]
    others = Wanted(selection=Selection(departments=frozenset({"lao-dong"})))
    not_theirs = asyncio.ensure_future(news.reader.read(others, after=1, limit=10, wait_seconds=0.4))
    await asyncio.sleep(0.1)
    readers = len(await news.bus.jetstream.consumers_info(EVENTS))
    began = time.monotonic()
    await news.tell("d-2")
    pages = await asyncio.gather(*waiting)

    assert time.monotonic() - began < 0.3
    assert readers == 1
    assert all(bodies(page) == [news.bodies[1]] for page in pages)
    assert ((await not_theirs).events, (await not_theirs).next_after) == ((), 2)


async def test_a_dossiers_and_a_times_events_come_again_with_the_same_bytes(
    news: Newsroom, database: NewDatabase
) -> None:
    read = ReadEventsHandler(news.reader, news.stream, SqlDirectory(await database("notify.store.migrations")))
    dossier = UuidIds().new()
    await news.tell("d-1")
    await news.tell(dossier)
    await asyncio.sleep(0.05)
    then = datetime.now(UTC)
    await news.tell("d-2")
    await news.tell(dossier)

    of_dossier = await read(ReadEvents(actor=OPERATOR, wanted=Wanted(dossier=dossier)))
    since = await read(ReadEvents(actor=OPERATOR, after_time=then))
    assert bodies(of_dossier) == [news.bodies[1], news.bodies[3]]
    assert bodies(since) == news.bodies[2:]
    assert (await read(ReadEvents(actor=OPERATOR, after_time=then + timedelta(days=1)))).events == ()
    assert bodies(await read(ReadEvents(actor=OPERATOR, after_time=datetime.min.replace(tzinfo=UTC)))) == news.bodies


async def test_what_has_aged_out_is_said_and_not_skipped(news: Newsroom) -> None:
    for number in range(6):
        await news.tell(f"d-{number}")
    await news.bus.jetstream.purge_stream(EVENTS, seq=4)

    with pytest.raises(Problem) as refused:
        await news.without_tail.read(ANYTHING, after=1, limit=10, wait_seconds=0)
    assert (refused.value.slug, refused.value.kind) == ("events-aged-out", Kind.GONE)
    assert "after=3" in refused.value.detail
    page = await news.without_tail.read(ANYTHING, after=3, limit=10, wait_seconds=0)
    assert bodies(page) == news.bodies[3:]
    beginning = await news.without_tail.read(ANYTHING, after=0, limit=10, wait_seconds=0)
    assert (bodies(beginning), beginning.bounds.first) == (news.bodies[3:], 4)


async def test_a_subscriber_has_what_it_was_granted_and_loses_it_when_disabled(
    news: Newsroom, database: NewDatabase
) -> None:
    store = await database("notify.store.migrations")
    directory, work, clock = (
        SqlDirectory(store),
        SqlSubscriberWork(store, FrozenClock(NOON), UuidIds()),
        FrozenClock(NOON),
    )
    mine = Subscriber(key=SYSTEM.subject, name="Hệ thống mẫu", grant=GRANT)
    await RegisterSubscriberHandler(work, clock, KNOWN_TYPES)(RegisterSubscriber(actor=OPERATOR, subscriber=mine))
    await news.tell("d-1")
    await news.tell("d-2", department="lao-dong")
    read = ReadEventsHandler(news.reader, news.stream, directory)
    follow = FollowEventsHandler(news.reader, directory, heartbeat_seconds=0.2)

    assert bodies(await read(ReadEvents(actor=SYSTEM))) == [news.bodies[0]]
    wider = Wanted(selection=Selection(departments=frozenset({"lao-dong"})))
    assert await refusal(read(ReadEvents(actor=SYSTEM, wanted=wider))) == "outside-grant"
    assert await refusal(read(ReadEvents(actor=Actor(subject="x", roles=frozenset({"subscriber"}))))) == "not-allowed"
    assert await refusal(read(ReadEvents(actor=Actor(subject="cv", roles=frozenset({"specialist"}))))) == "not-allowed"

    pages = follow(FollowEvents(actor=SYSTEM, after=0))
    assert bodies(await anext(pages)) == [news.bodies[0]]
    heartbeat = await anext(pages)
    assert (heartbeat.events, heartbeat.next_after) == ((), 2)
    off = ChangeSubscriber(actor=OPERATOR, key=SYSTEM.subject, is_enabled=False)
    await ChangeSubscriberHandler(work, clock, KNOWN_TYPES)(off)
    assert await refusal(anext(pages)) == "subscriber-disabled"


async def test_a_broker_that_was_killed_is_followed_again_without_a_hole(nats_server: NatsServer) -> None:
    async with newsroom(nats_server.url) as news:
        await followed(news, await news.tell("d-1"))
        nats_server.kill()
        assert (
            await refusal(news.without_tail.read(ANYTHING, after=0, limit=10, wait_seconds=0)) == "broker-unreachable"
        )
        nats_server.start()
        await news.bus.ready()
        await news.tell("d-2")
        await followed(news, await news.tell("d-3"))

        assert bodies(await news.both(ANYTHING)) == news.bodies


async def refusal(wanted: object) -> str:
    with pytest.raises(Problem) as refused:
        await wanted  # type: ignore[misc]
    return refused.value.slug


async def test_the_end_of_the_stream_is_followed_again_after_any_fault(
    news: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stumble(_message: object) -> None:
        monkeypatch.undo()
        raise ValueError("one message that nobody foresaw")

    monkeypatch.setattr(news.tail._following, "_take", stumble)
    first = await news.tell("d-1")
    await followed(news, first)
