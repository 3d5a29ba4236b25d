"""A gateway's rate holds for all replicas together, on one store."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from chassis.data.database import Database
from notify.application.ports import ShortMessage
from notify.clients.gateways.http import HttpGateway
from notify.store.paces import SqlPlaces
from service.notify.provider import Provider
from support.databases import NewDatabase

PER_SECOND, MESSAGES = 40.0, 20


class Wall:
    """The store's clock, in the test's hand."""

    def __init__(self) -> None:
        self.now = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)

    async def __call__(self) -> datetime:
        return self.now


async def wall() -> datetime:
    return datetime.now(UTC)


async def test_two_replicas_together_send_no_faster_than_one_may(database: NewDatabase, provider: Provider) -> None:
    store: Database = await database("notify.store.migrations")
    described = provider.described("sms", per_second=PER_SECOND)
    replicas = [HttpGateway(described, SqlPlaces(store, described.name, PER_SECOND, wall)) for _ in range(2)]
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await asyncio.gather(
        *(
            replicas[number % 2].send(
                ShortMessage(id=f"m-{number}", phone="0912345678", text="Tin", language="vi", is_bulk=number > 9)
            )
            for number in range(MESSAGES)
        )
    )
    took = loop.time() - begun
    assert len({message["request/id"] for message in provider.messages}) == MESSAGES
    assert took >= (MESSAGES - 1) / PER_SECOND
    for replica in replicas:
        await replica.stop()


async def test_places_are_given_out_once_each_and_none_is_saved_up_while_nobody_sends(database: NewDatabase) -> None:
    store = await database("notify.store.migrations")
    clock = Wall()
    first, second = (SqlPlaces(store, "mau-sms", 10, clock) for _ in range(2))
    assert [await places() for places in (first, second, first)] == [0.0, 0.1, 0.2]
    assert sorted(await asyncio.gather(first(), second(), first())) == [0.3, 0.4, 0.5]
    clock.now += timedelta(minutes=5)
    assert [await places() for places in (second, first)] == [0.0, 0.1]
    assert await SqlPlaces(store, "mau-zalo", 1, clock)() == 0.0
