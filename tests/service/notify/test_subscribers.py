"""The register of subscribers: who may put whom there, and what comes of a change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.journal import Idempotency
from notify.application.subscribers import (
    ChangeSubscriber,
    ChangeSubscriberHandler,
    GetSubscriber,
    GetSubscriberHandler,
    ListSubscribers,
    ListSubscribersHandler,
    RegisterSubscriber,
    RegisterSubscriberHandler,
    subscriber_of,
)
from notify.domain.selection import Selection, Subscriber
from notify.domain.subscribers import Registration
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.office import NOON
from support.databases import NewDatabase

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}), agency="heza")
CONTROL = Actor(subject="ksth.1", roles=frozenset({"control_team"}), agency="heza")
ELSEWHERE = Actor(subject="ksth.9", roles=frozenset({"control_team"}), agency="khac")
ITSELF = Actor(subject="he-thong-mau", roles=frozenset({"subscriber"}))
HEZA = Selection(agencies=frozenset({"heza"}), types=frozenset({"motcua.dossier.accepted.v1"}))
SAMPLE = Subscriber(key="he-thong-mau", name="Hệ thống mẫu", grant=HEZA)


class Register:
    def __init__(self, work: SqlSubscriberWork, directory: SqlDirectory) -> None:
        clock = FrozenClock(NOON)
        self.directory = directory
        self.add = RegisterSubscriberHandler(work, clock, KNOWN_TYPES)
        self.change = ChangeSubscriberHandler(work, clock, KNOWN_TYPES)
        self.list_all = ListSubscribersHandler(directory)
        self.get = GetSubscriberHandler(directory)


@pytest.fixture
async def register(database: NewDatabase) -> Register:
    store = await database("notify.store.migrations")
    return Register(SqlSubscriberWork(store, FrozenClock(NOON), UuidIds()), SqlDirectory(store))


async def refusal(wanted: object) -> str:
    with pytest.raises(Problem) as refused:
        await wanted  # type: ignore[misc]
    return refused.value.slug


async def test_who_is_registered_is_found_as_written(register: Register) -> None:
    made = await register.add(RegisterSubscriber(actor=OPERATOR, subscriber=SAMPLE))

    assert made == Registration(subscriber=SAMPLE, version=1, registered_at=NOON, changed_at=NOON)
    assert await register.get(GetSubscriber(actor=ITSELF, key=SAMPLE.key)) == made
    assert await subscriber_of(ITSELF, register.directory) == SAMPLE


async def test_a_request_sent_twice_is_done_once_and_a_taken_key_is_refused(register: Register) -> None:
    twice = RegisterSubscriber(actor=OPERATOR, subscriber=SAMPLE, idempotency=Idempotency(key="k", digest="d"))

    assert await register.add(twice) == await register.add(twice)
    assert await refusal(register.add(RegisterSubscriber(actor=OPERATOR, subscriber=SAMPLE))) == "subscriber-exists"


async def test_a_control_team_grants_events_of_its_agency_alone(register: Register) -> None:
    everywhere = replace(SAMPLE, grant=Selection())

    assert await refusal(register.add(RegisterSubscriber(actor=CONTROL, subscriber=everywhere))) == "not-allowed"
    assert await refusal(register.add(RegisterSubscriber(actor=ELSEWHERE, subscriber=SAMPLE))) == "not-allowed"
    assert await refusal(register.add(RegisterSubscriber(actor=ITSELF, subscriber=SAMPLE))) == "not-allowed"
    await register.add(RegisterSubscriber(actor=CONTROL, subscriber=SAMPLE))
    wider = ChangeSubscriber(actor=CONTROL, key=SAMPLE.key, grant=Selection())
    assert await refusal(register.change(wider)) == "not-allowed"


async def test_what_is_another_agencys_is_unknown_to_a_control_team(register: Register) -> None:
    await register.add(RegisterSubscriber(actor=CONTROL, subscriber=SAMPLE))
    await register.add(
        RegisterSubscriber(actor=OPERATOR, subscriber=replace(SAMPLE, key="toan-quoc", grant=Selection()))
    )

    mine = await register.list_all(ListSubscribers(actor=CONTROL))
    every = await register.list_all(ListSubscribers(actor=OPERATOR, limit=1))
    assert ([one.key for one in mine.items], mine.total_size) == (["he-thong-mau"], 1)
    assert ([one.key for one in every.items], every.total_size, every.more) == (["he-thong-mau"], 2, True)
    assert await refusal(register.get(GetSubscriber(actor=ELSEWHERE, key=SAMPLE.key))) == "subscriber-unknown"
    assert await refusal(register.get(GetSubscriber(actor=ITSELF, key="toan-quoc"))) == "not-allowed"
    assert await refusal(register.change(ChangeSubscriber(actor=ELSEWHERE, key=SAMPLE.key))) == "subscriber-unknown"


async def test_a_disabled_subscriber_is_refused_until_it_is_enabled(register: Register) -> None:
    await register.add(RegisterSubscriber(actor=OPERATOR, subscriber=SAMPLE))
    off = await register.change(ChangeSubscriber(actor=OPERATOR, key=SAMPLE.key, is_enabled=False, if_version=1))

    assert (off.version, off.subscriber.is_enabled) == (2, False)
    assert await refusal(subscriber_of(ITSELF, register.directory)) == "subscriber-disabled"
    assert await register.directory.enabled() == ()
    stale = ChangeSubscriber(actor=OPERATOR, key=SAMPLE.key, is_enabled=True, if_version=1)
    assert await refusal(register.change(stale)) == "version-stale"
    await register.change(replace(stale, if_version=2))
    assert (await subscriber_of(ITSELF, register.directory)).is_enabled


@pytest.mark.parametrize(
    ("changed", "slug"),
    [
        ({"key": "Hệ thống"}, "invalid-request"),
        ({"key": "notify"}, "subscriber-key-reserved"),
        ({"key": "notify-sync"}, "subscriber-key-reserved"),
        ({"name": "  "}, "invalid-request"),
        ({"grant": Selection(types=frozenset({"motcua.dossier.lost.v1"}))}, "invalid-request"),
        ({"grant": Selection(departments=frozenset({"a.b"}))}, "invalid-request"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    register: Register, changed: dict[str, object], slug: str
) -> None:
    odd = replace(SAMPLE, **changed)  # type: ignore[arg-type]

    assert await refusal(register.add(RegisterSubscriber(actor=OPERATOR, subscriber=odd))) == slug
