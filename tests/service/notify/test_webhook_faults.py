"""Webhooks where something gives way: a clock, a lease, a store that does not say what it has kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.data.faults import unavailable
from chassis.kernel.clock import FrozenClock
from notify.application.webhooks import DisableEndpoint, EnableEndpoint, ListAttempts, TakeEventHandler
from notify.application.webhooks.ports import Attempt
from notify.application.webhooks.settling import Ended, Settling
from notify.domain.webhooks import Answer, WebhookDelivery, WebhookState
from notify.events.traits import traits_of
from notify.store.webhook_unit_of_work import SqlWebhookTransaction, SqlWebhookUnitOfWork
from service.notify.hooks import OPERATOR, Hooks
from service.notify.receiving import Receiver
from support.databases import NewDatabase


@pytest.fixture
async def hooks(database: NewDatabase) -> AsyncIterator[Hooks]:
    made = Hooks(await database("notify.store.migrations"), FrozenClock(datetime(2024, 5, 2, 5, 0, tzinfo=UTC)))
    yield made
    await made.close()


class DyingInCommit:
    """The store: what the first transaction has written is kept, and nobody is told."""

    def __init__(self, uow: SqlWebhookUnitOfWork) -> None:
        self._uow = uow
        self._has_died = False

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[SqlWebhookTransaction]:
        async with self._uow.begin() as tx:
            if not self._has_died:
                self._has_died, commit = True, tx.commit

                async def commit_and_die() -> None:
                    await commit()
                    raise unavailable()

                tx.commit = commit_and_die
            yield tx


async def ended(hooks: Hooks, receiver: Receiver, told: list[WebhookDelivery]) -> Ended:
    """An attempt on the only delivery that has failed."""
    endpoint = await hooks.endpoint(receiver)
    await hooks.tell(("d-1", 1))
    (waiting,) = await hooks.deliveries()
    now = hooks.real.now()
    tried = waiting.answered(Answer(status=500, fault="answered-500"), now, 0)
    attempt = Attempt(
        id=hooks.ids.new(),
        endpoint_id=endpoint.id,
        delivery_id=tried.id,
        event_id=tried.event_id,
        event_type=tried.event_type,
        subject=tried.subject,
        attempt=1,
        at=now,
        status=500,
        duration_ms=3,
        failure="answered-500",
    )
    return Ended(endpoint=endpoint, delivery=tried, attempt=attempt, health=None, is_back=False, settled=told.append)


async def test_an_attempt_that_the_store_kept_without_saying_so_is_kept_once(hooks: Hooks, receiver: Receiver) -> None:
    told: list[WebhookDelivery] = []
    one = await ended(hooks, receiver, told)
    settling = Settling(DyingInCommit(hooks.uow), real=hooks.real)
    settling.put(one)
    assert (await settling.flush(), told) == (False, [])
    assert (await settling.flush(), told) == (True, [one.delivery])
    assert await hooks.deliveries() == [one.delivery]
    page = await hooks.ask.list_attempts(ListAttempts(actor=OPERATOR, endpoint_id=one.endpoint.id))
    assert page.items == (one.attempt,)


async def test_an_attempt_whose_keeping_is_cut_short_at_the_stop_is_kept_all_the_same(
    hooks: Hooks, receiver: Receiver
) -> None:
    told: list[WebhookDelivery] = []
    one = await ended(hooks, receiver, told)
    settling = Settling(hooks.uow, real=hooks.real)
    running = asyncio.ensure_future(settling.run())
    async with hooks.uow.begin() as somebody_else:
        await somebody_else.endpoints.get(one.endpoint.id)
        await somebody_else.deliveries.settle([replace(one.delivery, attempts=7)], [])  # the row is locked
        settling.put(one)
        await asyncio.sleep(0.1)
        running.cancel()
        await asyncio.wait({running})
    assert (await settling.flush(), told) == (True, [one.delivery])


async def test_an_attempt_that_outlived_the_lease_of_its_sender_undoes_nothing(
    hooks: Hooks, receiver: Receiver
) -> None:
    """It failed after another replica had taken over and delivered the event."""
    late = await ended(hooks, receiver, [])
    await hooks.courier("replica-2")
    await until_delivered(hooks, 1)
    before = await hooks.deliveries()
    settling = Settling(hooks.uow, real=hooks.real)
    settling.put(late)
    assert await settling.flush()
    assert await hooks.deliveries() == before


async def test_an_event_taken_in_by_a_replica_whose_clock_is_ahead_is_not_overtaken(
    hooks: Hooks, receiver: Receiver
) -> None:
    await hooks.endpoint(receiver)
    ahead = FrozenClock(hooks.real.now() + timedelta(seconds=30))
    first, second = hooks.envelopes(("d-1", 1), ("d-1", 2))
    await TakeEventHandler(hooks.uow, traits_of, real=ahead, ids=hooks.ids, written=lambda _: None)(first)
    await hooks.take(second)
    await hooks.courier()
    await until_delivered(hooks, 2)
    assert [each.id for each in receiver.taken] == ["d-1-1", "d-1-2"]


async def until_delivered(hooks: Hooks, count: int) -> None:
    async with asyncio.timeout(10):
        while (await hooks.states())["delivered"] < count:
            await asyncio.sleep(0.02)


async def test_what_failed_while_an_endpoint_was_switched_off_and_on_again_is_due_at_once(
    hooks: Hooks, receiver: Receiver
) -> None:
    """The attempt began before: its end says nothing of the endpoint as it is now."""
    late = await ended(hooks, receiver, [])
    failing = late.endpoint.health.failed("answered-500", hooks.real.now())
    settling = Settling(hooks.uow, real=hooks.real)
    for tried in (late.delivery, replace(late.delivery, state=WebhookState.FAILED, next_attempt_at=None)):
        await hooks.ask.disable(DisableEndpoint(actor=OPERATOR, endpoint_id=late.endpoint.id))
        await hooks.ask.enable(EnableEndpoint(actor=OPERATOR, endpoint_id=late.endpoint.id))
        settling.put(replace(late, delivery=tried, health=failing))
        assert await settling.flush()
        (waiting,) = await hooks.deliveries()
        assert (waiting.state, waiting.attempts, waiting.failure) == (WebhookState.PENDING, 0, "")
        due = await hooks.reads.due(late.endpoint.id, at=hooks.real.now(), limit=10)
        assert [each.delivery.id for each in due] == [waiting.id]
    now = await hooks.reads.endpoint(late.endpoint.id)
    assert now is not None
    assert now.health.failures == 0
