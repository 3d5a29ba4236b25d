"""Events posted to real receivers: in order, at least once, and nobody waits for a neighbour that is down."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import insert

from chassis.clock import SystemClock
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.inbox import Inbox
from chassis.messaging.letters import Letters
from notify.application.webhooks import (
    DisableEndpoint,
    EnableEndpoint,
    GetEndpoint,
    Kept,
    ListAttempts,
    Redeliver,
    RedeliverOne,
    RotateSecret,
    SendTest,
)
from notify.application.webhooks.ports import WebhookFilter
from notify.domain.selection import Selection
from notify.domain.webhooks import PATIENCE, DisabledFor, EndpointState, WebhookState
from notify.store.tables import MESSAGING
from notify.store.webhook_unit_of_work import CONSUMER
from service.notify.hooks import OPERATOR, Hooks
from service.notify.receiving import Receiver, until
from support.databases import NewDatabase

NOON = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
async def hooks(database: NewDatabase, clock: FrozenClock) -> AsyncIterator[Hooks]:
    made = Hooks(await database("notify.store.migrations"), clock)
    yield made
    await made.close()


async def test_an_event_arrives_byte_for_byte_and_signed_so_that_the_reference_library_takes_it(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    clock.move_to(SystemClock().now())  # the library refuses what is older than five minutes
    await hooks.endpoint(receiver, checks=True)
    await hooks.courier()
    (told,) = await hooks.tell(("d-1", 1))
    await until(lambda: receiver.taken)
    (got,) = receiver.taken
    assert (got.id, got.body) == (told.id, told.body)
    assert got.headers["Content-Type"] == "application/cloudevents+json"
    await _delivered(hooks, 1)


async def _delivered(hooks: Hooks, count: int) -> None:
    async with asyncio.timeout(30):
        while (await hooks.states())["delivered"] < count:
            await asyncio.sleep(0.02)


async def test_only_what_was_chosen_is_sent_and_a_repeated_event_is_not(hooks: Hooks, receiver: Receiver) -> None:
    await hooks.endpoint(receiver, selection=Selection(agencies=frozenset({"heza"})))
    told = await hooks.tell(("d-1", 1), ("d-2", 1))
    await hooks.tell(("d-3", 1), agency="khac")
    await hooks.take(told[0])
    await hooks.courier()
    await _delivered(hooks, 2)
    assert {each.id for each in receiver.taken} == {"d-1-1", "d-2-1"}


async def test_a_dead_letter_that_is_applied_again_goes_out_once(hooks: Hooks, receiver: Receiver) -> None:
    await hooks.endpoint(receiver)
    (parked,) = hooks.envelopes(("d-1", 1))
    async with hooks.database.write() as writing:
        await Inbox(writing.connection, MESSAGING, CONSUMER, hooks.real).advance_past(parked)
        row = {
            "consumer": CONSUMER,
            "source": parked.source,
            "subject": parked.subject,
            "sequence": 1,
            "reason": "late",
        }
        named = {"event_id": parked.id, "type": parked.event, "nats_subject": parked.nats_subject, "body": parked.body}
        kept = {"id": "letter-1", "at": hooks.real.now(), "stream_sequence": 7}
        await writing.connection.execute(insert(MESSAGING.dead_letters).values(row | named | kept))
        await writing.commit()
    letters = Letters(hooks.database, MESSAGING, service="notify", clock=hooks.real, ids=hooks.ids)
    letters.register(CONSUMER, hooks.take)

    await letters.resend(OPERATOR, "letter-1", "the cause is mended")
    with pytest.raises(Problem, match="dead-letter-resolved"):
        await letters.resend(OPERATOR, "letter-1", "again")

    await hooks.courier()
    await _delivered(hooks, 1)
    assert [each.id for each in receiver.taken] == [parked.id]
    assert [each.position for each in await hooks.deliveries()] == [7]


async def test_one_that_fails_holds_its_own_dossier_and_no_other(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    failing = {"d-1-1"}
    receiver.answering = lambda event: 500 if event["id"] in failing else 200
    endpoint = await hooks.endpoint(receiver)
    await hooks.tell(("d-1", 1), ("d-1", 2), ("d-2", 1), ("d-1", 3), ("d-2", 2))
    await hooks.courier()
    await _delivered(hooks, 2)
    assert [each.id for each in receiver.taken] == ["d-2-1", "d-2-2"]
    failing.clear()
    clock.advance(timedelta(seconds=7))
    await _delivered(hooks, 5)
    assert [each.id for each in receiver.taken][2:] == ["d-1-1", "d-1-2", "d-1-3"]
    page = await hooks.ask.list_attempts(ListAttempts(actor=OPERATOR, endpoint_id=endpoint.id))
    assert [(each.event_id, each.attempt, each.status, each.failure) for each in page.items] == [
        ("d-1-1", 1, 500, "answered-500")
    ]
    assert hooks.figures.results == {("mau", "delivered"): 5, ("mau", "retry"): 1}


async def test_a_subscriber_that_was_down_for_a_day_catches_up_alone_without_loss_and_in_order(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    await hooks.endpoint(receiver)
    await hooks.courier()
    await receiver.close()
    told = []
    for hour in range(24):
        told += await hooks.tell((f"d-{hour % 5}", hour // 5 + 1), (f"e-{hour}", 1))
        await asyncio.sleep(0.05)
        clock.advance(timedelta(hours=1))
    assert not receiver.taken
    await receiver.open()
    clock.advance(timedelta(minutes=5))
    await _delivered(hooks, len(told))
    assert sorted(each.id for each in receiver.taken) == sorted(each.id for each in told)
    assert receiver.inversions() == 0


async def test_retry_after_is_obeyed_by_the_whole_endpoint(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    busy = True
    receiver.answering = lambda _event: web.Response(status=429, headers={"Retry-After": "3600"}) if busy else 200
    endpoint = await hooks.endpoint(receiver)
    await hooks.courier()
    await hooks.tell(("d-1", 1))
    await until(lambda: receiver.refused)
    busy = False
    await hooks.tell(("d-2", 1))
    clock.advance(timedelta(minutes=59))
    await asyncio.sleep(0.7)
    assert not receiver.taken
    seen = await hooks.ask.get_endpoint(GetEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    assert seen.endpoint.health.retry_at == NOON + timedelta(hours=1)
    clock.advance(timedelta(minutes=2))
    await _delivered(hooks, 2)


async def test_gone_switches_off_and_tells_and_when_it_is_back_everything_arrives(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    status = 410
    receiver.answering = lambda _event: status
    endpoint = await hooks.endpoint(receiver)
    await hooks.courier()
    await hooks.tell(("d-1", 1), ("d-1", 2))
    await _state(hooks, endpoint.id, EndpointState.DISABLED)
    (event,) = await hooks.published()
    assert (event["reason"], event["name"]) == ("ENDPOINT_DISABLED_REASON_GONE", "mau")
    await hooks.tell(("d-2", 1))
    status = 200
    await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    clock.advance(timedelta(seconds=7))
    await _delivered(hooks, 3)
    assert [each.id for each in receiver.taken if each.event["subject"] == "d-1"] == ["d-1-1", "d-1-2"]


async def _state(hooks: Hooks, endpoint_id: str, state: EndpointState) -> None:
    async with asyncio.timeout(30):
        while (found := await hooks.reads.endpoint(endpoint_id)) is None or found.state is not state:
            await asyncio.sleep(0.02)


async def test_who_takes_nothing_for_five_days_is_switched_off_and_what_was_given_up_comes_too_when_enabled(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    endpoint = await hooks.endpoint(receiver)
    receiver.answering = lambda _event: 503
    courier = await hooks.courier()
    await hooks.tell(("d-1", 1), ("d-1", 2))
    while (await hooks.deliveries())[0].state is WebhookState.PENDING:
        clock.advance(timedelta(hours=25))
        courier.wake({endpoint.id})
        await asyncio.sleep(0.05)
        if clock.now() - NOON > timedelta(days=4):
            break
    clock.move_to(NOON + PATIENCE + timedelta(minutes=1))
    courier.renew()
    await _state(hooks, endpoint.id, EndpointState.DISABLED)
    disabled = await hooks.reads.endpoint(endpoint.id)
    assert disabled is not None
    assert disabled.disabled_for is DisabledFor.FAILING
    receiver.answering = lambda _event: 200
    await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await _delivered(hooks, 2)
    assert [each.id for each in receiver.taken] == ["d-1-1", "d-1-2"]


async def test_a_dead_endpoint_among_others_slows_none_of_them(hooks: Hooks, receiver: Receiver) -> None:
    async def never(_event: dict[str, Any]) -> int:
        await asyncio.sleep(60)
        return 200

    dead = Receiver(answering=never)
    await dead.open()
    try:
        await hooks.endpoint(receiver, "nhanh")
        await hooks.endpoint(dead, "chet")
        await hooks.courier()
        await hooks.tell(*((f"d-{number}", 1) for number in range(60)))
        await until(lambda: len(receiver.taken) == 60, seconds=30)
        assert dead.most_at_once <= 4, "as many as it has shown it can do"
    finally:
        await dead.close()


async def test_both_secrets_sign_during_a_rotation(hooks: Hooks, receiver: Receiver, clock: FrozenClock) -> None:
    clock.move_to(SystemClock().now())
    endpoint = await hooks.endpoint(receiver, checks=True)
    old = receiver.secret
    await hooks.courier()
    new = await hooks.ask.rotate(RotateSecret(actor=OPERATOR, endpoint_id=endpoint.id))
    for secret in (old, new.secret):
        receiver.secret = secret
        tested = await hooks.ask.test(SendTest(actor=OPERATOR, endpoint_id=endpoint.id))
        assert tested.answer.fault == ""
    await hooks.ask.rotate(RotateSecret(actor=OPERATOR, endpoint_id=endpoint.id, overlap=timedelta()))
    receiver.secret = new.secret
    assert (await hooks.ask.test(SendTest(actor=OPERATOR, endpoint_id=endpoint.id))).answer.status == 401


async def test_a_disabled_endpoint_goes_on_where_it_stopped(hooks: Hooks, receiver: Receiver) -> None:
    endpoint = await hooks.endpoint(receiver)
    await hooks.courier()
    await hooks.tell(("d-1", 1))
    await _delivered(hooks, 1)
    await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await asyncio.sleep(0.2)  # senders learn of it after the answer
    await hooks.tell(("d-1", 2), ("d-1", 3))
    await asyncio.sleep(0.2)
    assert len(receiver.taken) == 1
    await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=endpoint.id))
    await _delivered(hooks, 3)
    assert [each.id for each in receiver.taken] == ["d-1-1", "d-1-2", "d-1-3"]


async def test_what_was_sent_is_sent_again_by_dossier_position_time_and_one_by_one(
    hooks: Hooks, receiver: Receiver
) -> None:
    endpoint = await hooks.endpoint(receiver)
    await hooks.courier()
    told = await hooks.tell(("d-1", 1), ("d-2", 1), ("d-1", 2), ("d-2", 2))
    await _delivered(hooks, 4)
    for chosen, expected in (
        (WebhookFilter(subject="d-1"), ["d-1-1", "d-1-2"]),
        (WebhookFilter(from_position=3, to_position=4), ["d-1-2", "d-2-2"]),
        (WebhookFilter(since=told[2].time), ["d-1-2", "d-2-2"]),
    ):
        receiver.taken.clear()
        again = await hooks.ask.redeliver(Redeliver(actor=OPERATOR, endpoint_id=endpoint.id, chosen=chosen))
        assert again == len(expected)
        await _delivered(hooks, 4)
        assert sorted(each.id for each in receiver.taken) == expected
    receiver.taken.clear()
    first = (await hooks.deliveries())[0]
    await hooks.ask.redeliver_one(RedeliverOne(actor=OPERATOR, delivery_id=first.id))
    await _delivered(hooks, 4)
    assert [each.body for each in receiver.taken] == [told[0].body]
    with pytest.raises(Problem, match="nothing-chosen"):
        await hooks.ask.redeliver(Redeliver(actor=OPERATOR, endpoint_id=endpoint.id, chosen=WebhookFilter()))


async def test_two_replicas_send_nothing_twice_and_one_takes_over_from_the_other(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    await hooks.endpoint(receiver)
    first = await hooks.courier("replica-1")
    await hooks.courier("replica-2")
    await hooks.tell(*((f"d-{number % 7}", number // 7 + 1) for number in range(70)))
    await _delivered(hooks, 70)
    assert len(receiver.taken) == 70
    await first.stop()
    hooks.couriers.remove(first)
    hooks._renew()
    await hooks.tell(("d-1", 11))
    await _delivered(hooks, 71)
    assert receiver.inversions() == 0


async def test_what_is_old_is_forgotten_and_what_waits_is_not(
    hooks: Hooks, receiver: Receiver, clock: FrozenClock
) -> None:
    await hooks.endpoint(receiver)
    receiver.answering = lambda event: 400 if event["id"] == "d-2-1" else 200
    await hooks.courier()
    await hooks.tell(("d-1", 1), ("d-2", 1))
    await _delivered(hooks, 1)
    clock.advance(timedelta(days=8))
    clean_up = hooks.clean_up(Kept(delivered=timedelta(days=7), failed=timedelta(days=30)))
    assert not await clean_up()
    assert [each.event_id for each in await hooks.deliveries()] == ["d-2-1"]
    (waiting,) = await hooks.deliveries()
    assert replace(waiting, attempts=0).state is WebhookState.PENDING
