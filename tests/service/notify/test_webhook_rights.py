"""Whose endpoints are whose; what may be registered; the same request twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from notify.application.subscribers import ChangeSubscriber, ChangeSubscriberHandler
from notify.application.subscribers.register_subscriber import RegisterSubscriber, RegisterSubscriberHandler
from notify.application.webhooks import (
    ChangeEndpoint,
    CreateEndpoint,
    DisableEndpoint,
    EnableEndpoint,
    GetEndpoint,
    ListAttempts,
    ListEndpoints,
    ListWebhookDeliveries,
    Redeliver,
    RedeliverOne,
    RemoveEndpoint,
    RotateSecret,
    SendTest,
)
from notify.application.webhooks.create_endpoint import MOST_OF_OWNER
from notify.application.webhooks.ports import WebhookFilter
from notify.domain.selection import Selection, Subscriber
from notify.domain.webhooks import DisabledFor, EndpointState
from notify.store.subscribers import SqlSubscriberWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.hooks import OPERATOR, Hooks
from service.notify.receiving import Receiver
from support.databases import NewDatabase

NOON = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)
MINE = Actor(subject="he-thong-mau", roles=frozenset({"subscriber"}))
OTHER = Actor(subject="he-thong-khac", roles=frozenset({"subscriber"}))
SPECIALIST = Actor(subject="cv.1", roles=frozenset({"specialist"}), agency="heza")
HEZA = Selection(agencies=frozenset({"heza"}))
URL = "https://nhan.example/motcua"


@pytest.fixture
async def hooks(database: NewDatabase) -> AsyncIterator[Hooks]:
    store = await database("notify.store.migrations")
    made = Hooks(store, FrozenClock(NOON))
    register = RegisterSubscriberHandler(SqlSubscriberWork(store, FrozenClock(NOON), UuidIds()), made.real, KNOWN_TYPES)
    for actor in (MINE, OTHER):
        subscriber = Subscriber(key=actor.subject, name="Hệ thống mẫu", grant=HEZA)
        await register(RegisterSubscriber(actor=OPERATOR, subscriber=subscriber))
    yield made
    await made.close()


async def refusal(wanted: Awaitable[object]) -> str:
    with pytest.raises(Problem) as refused:
        await wanted
    return refused.value.slug


def asked(actor: Actor = MINE, **more: Any) -> CreateEndpoint:
    return CreateEndpoint(**{"actor": actor, "name": "mau", "url": URL, **more})


async def test_a_subscriber_sees_and_touches_its_own_endpoints_and_no_other(hooks: Hooks) -> None:
    made = (await hooks.ask.create(asked())).endpoint
    assert (made.owner, made.state) == ("he-thong-mau", EndpointState.PENDING)
    for actor, count in ((MINE, 1), (OPERATOR, 1), (OTHER, 0)):
        assert (await hooks.ask.list_endpoints(ListEndpoints(actor=actor))).total_size == count
    who: dict[str, Any] = {"actor": OTHER, "endpoint_id": made.id}
    refusals = [
        hooks.ask.get_endpoint(GetEndpoint(**who)),
        hooks.ask.change(ChangeEndpoint(**who)),
        hooks.ask.remove(RemoveEndpoint(**who)),
        hooks.ask.enable(EnableEndpoint(**who)),
        hooks.ask.disable(DisableEndpoint(**who)),
        hooks.ask.rotate(RotateSecret(**who)),
        hooks.ask.test(SendTest(**who)),
        hooks.ask.list_attempts(ListAttempts(**who)),
        hooks.ask.redeliver(Redeliver(chosen=WebhookFilter(subject="d-1"), **who)),
    ]
    assert {await refusal(each) for each in refusals} == {"endpoint-unknown"}


async def test_deliveries_are_seen_and_sent_again_by_their_endpoints_owner_alone(hooks: Hooks) -> None:
    receiver = Receiver()
    await receiver.open()
    made = (await hooks.ask.create(asked(url=receiver.url))).endpoint
    await hooks.ask.enable(EnableEndpoint(actor=MINE, endpoint_id=made.id))
    await receiver.close()
    await hooks.tell(("d-1", 1))
    await hooks.tell(("d-2", 1), agency="khac")
    for actor, count in ((MINE, 1), (OPERATOR, 1), (OTHER, 0)):
        assert (await hooks.ask.list_deliveries(ListWebhookDeliveries(actor=actor))).total_size == count
    (delivery,) = await hooks.deliveries()
    assert await refusal(hooks.ask.redeliver_one(RedeliverOne(actor=OTHER, delivery_id=delivery.id))) == (
        "delivery-unknown"
    )
    assert await refusal(hooks.ask.redeliver_one(RedeliverOne(actor=MINE, delivery_id=delivery.id))) == (
        "delivery-pending"
    )


async def test_who_is_neither_subscriber_nor_operator_may_do_nothing(hooks: Hooks) -> None:
    made = (await hooks.ask.create(asked())).endpoint
    who: dict[str, Any] = {"actor": SPECIALIST, "endpoint_id": made.id}
    refusals = [
        hooks.ask.create(asked(SPECIALIST)),
        hooks.ask.list_endpoints(ListEndpoints(actor=SPECIALIST)),
        hooks.ask.list_deliveries(ListWebhookDeliveries(actor=SPECIALIST)),
        hooks.ask.get_endpoint(GetEndpoint(**who)),
        hooks.ask.rotate(RotateSecret(**who)),
        hooks.ask.test(SendTest(**who)),
    ]
    assert {await refusal(each) for each in refusals} == {"not-allowed"}
    stranger = replace(MINE, subject="khong-dang-ky")
    assert await refusal(hooks.ask.create(asked(stranger))) == "not-allowed"


async def test_nobody_chooses_more_than_was_granted_nor_for_somebody_else(hooks: Hooks) -> None:
    assert await refusal(hooks.ask.create(asked(selection=Selection(agencies=frozenset({"khac"}))))) == "outside-grant"
    assert await refusal(hooks.ask.create(asked(owner="he-thong-khac"))) == "not-allowed"
    assert await refusal(hooks.ask.create(asked(OPERATOR, owner="khong-co"))) == "subscriber-unknown"
    theirs = await hooks.ask.create(asked(OPERATOR, owner="he-thong-khac"))
    assert theirs.endpoint.owner == "he-thong-khac"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", "Tên Có Dấu"),
        ("url", "ftp://nhan.example/"),
        ("url", "https://169.254.169.254/"),
        ("description", "a" * 201),
        ("selection", Selection(types=frozenset({"motcua.dossier.invented.v1"}))),
    ],
)
async def test_what_cannot_be_is_refused_by_name(hooks: Hooks, field: str, wrong: Any) -> None:
    with pytest.raises(Problem) as refused:
        await hooks.ask.create(replace(asked(), **{field: wrong}))
    assert refused.value.slug == "invalid-request"
    assert [each.partition(".")[0] for each in refused.value.fields] == [field]


async def test_the_same_request_again_answers_the_same_and_another_name_is_needed_for_another(hooks: Hooks) -> None:
    key = Idempotency(key="k-1", digest="d-1")
    first, second = [await hooks.ask.create(asked(idempotency=key)) for _ in range(2)]
    assert first == second
    assert await refusal(hooks.ask.create(asked())) == "endpoint-name-taken"
    for number in range(1, MOST_OF_OWNER):
        await hooks.ask.create(asked(name=f"mau-{number}"))
    assert await refusal(hooks.ask.create(asked(name="mau-them"))) == "too-many-endpoints"


async def test_a_change_against_another_version_is_stale(hooks: Hooks) -> None:
    made = (await hooks.ask.create(asked())).endpoint
    change = ChangeEndpoint(actor=MINE, endpoint_id=made.id, description="Mới", if_version=1)
    assert (await hooks.ask.change(change)).version == 2
    assert await refusal(hooks.ask.change(change)) == "version-stale"
    await hooks.ask.remove(RemoveEndpoint(actor=MINE, endpoint_id=made.id, if_version=2))
    assert await refusal(hooks.ask.get_endpoint(GetEndpoint(actor=MINE, endpoint_id=made.id))) == "endpoint-unknown"


async def test_the_handshake_wants_its_challenge_back_and_is_tried_by_itself(hooks: Hooks) -> None:
    receiver = Receiver(echoes=False)
    await receiver.open()
    try:
        made = (await hooks.ask.create(asked(url=receiver.url))).endpoint
        assert await refusal(hooks.ask.enable(EnableEndpoint(actor=MINE, endpoint_id=made.id))) == "handshake-failed"
        failed = await hooks.reads.endpoint(made.id)
        assert failed is not None
        assert (failed.state, failed.health.last_fault) == (EndpointState.PENDING, "challenge-not-echoed")
        receiver.echoes = True
        await hooks.shake()
        assert len(receiver.tests) == 1, "its time has not come"
        assert isinstance(hooks.real, FrozenClock)
        hooks.real.advance(timedelta(minutes=1))
        await hooks.shake()
        found = await hooks.reads.endpoint(made.id)
        assert found is not None
        assert found.state is EndpointState.ENABLED
    finally:
        await receiver.close()


async def test_a_disabled_subscriber_is_sent_nothing_and_misses_nothing(hooks: Hooks) -> None:
    receiver = Receiver()
    await receiver.open()
    try:
        made = (await hooks.ask.create(asked(url=receiver.url))).endpoint
        await hooks.ask.enable(EnableEndpoint(actor=MINE, endpoint_id=made.id))
        change = ChangeSubscriberHandler(
            SqlSubscriberWork(hooks.database, FrozenClock(NOON), UuidIds()), hooks.real, KNOWN_TYPES
        )
        await change(ChangeSubscriber(actor=OPERATOR, key="he-thong-mau", is_enabled=False))
        courier = await hooks.courier()
        await hooks.tell(("d-1", 1))
        assert (await hooks.states()) == {"pending": 1}
        await change(ChangeSubscriber(actor=OPERATOR, key="he-thong-mau", is_enabled=True))
        courier.renew()
        while (await hooks.states())["delivered"] < 1:
            courier.renew()
        assert [each.id for each in receiver.taken] == ["d-1-1"]
    finally:
        await receiver.close()


async def test_an_endpoint_that_moves_is_sent_nothing_before_the_new_address_answers(hooks: Hooks) -> None:
    old, new = Receiver(), Receiver()
    await old.open()
    await new.open()
    try:
        made = (await hooks.ask.create(asked(url=old.url))).endpoint
        await hooks.ask.enable(EnableEndpoint(actor=MINE, endpoint_id=made.id))
        moved = await hooks.ask.change(ChangeEndpoint(actor=MINE, endpoint_id=made.id, url=new.url))
        assert (moved.state, moved.disabled_for) == (EndpointState.DISABLED, DisabledFor.MOVED)
        await hooks.tell(("d-1", 1))
        await hooks.courier()
        await hooks.shake()
        while (await hooks.states())["delivered"] < 1:
            hooks.couriers[0].renew()
        assert (len(old.taken), [each.id for each in new.taken]) == (0, ["d-1-1"])
    finally:
        await old.close()
        await new.close()


async def test_secrets_are_sealed_at_rest(hooks: Hooks) -> None:
    made = await hooks.ask.create(asked())
    stored = await hooks.reads.endpoint(made.endpoint.id)
    assert stored is not None
    assert made.secret.startswith("whsec_")
    assert made.secret.removeprefix("whsec_").encode() not in stored.secret
    with pytest.raises(Problem, match="seal-broken"):
        hooks.ask.create._secrets.open("another-endpoint", stored.secret)
