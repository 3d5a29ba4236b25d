"""The broker is as the register says, whoever changed which of the two, and however far behind a subscriber is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.streams import EVENTS
from chassis.messaging.subscriptions import ensure_subscription
from notify.application.subscribers import (
    ChangeSubscriber,
    ChangeSubscriberHandler,
    ConnectSubscriber,
    ConnectSubscriberHandler,
    KeepConsumers,
    RegisterSubscriber,
    RegisterSubscriberHandler,
)
from notify.domain.selection import Selection
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.broker_site import ONE, Site, broker_in, site_on
from service.notify.office import NOON
from support.databases import NewDatabase

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
ITSELF = Actor(subject=ONE.key, roles=frozenset({"subscriber"}))
KEY = "U" + "B" * 55


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with broker_in(tmp_path) as machine:
        async with site_on(machine, tmp_path) as made:
            yield made


class Register:
    def __init__(self, site: Site, database: object) -> None:
        clock = FrozenClock(NOON)
        work = SqlSubscriberWork(database, clock, UuidIds())  # type: ignore[arg-type]
        self.add = RegisterSubscriberHandler(work, clock, KNOWN_TYPES)
        self.change = ChangeSubscriberHandler(work, clock, KNOWN_TYPES)
        self.connect = ConnectSubscriberHandler(work, site.consumers, clock)
        self.shown: dict[str, int | None] = {}
        self.keep = KeepConsumers(SqlDirectory(database), site.consumers, self.shown.__setitem__)  # type: ignore[arg-type]


@pytest.fixture
async def register(site: Site, database: NewDatabase) -> Register:
    made = Register(site, await database("notify.store.migrations"))
    await made.add(RegisterSubscriber(actor=OPERATOR, subscriber=ONE))
    await made.connect(ConnectSubscriber(actor=OPERATOR, key=ONE.key, stream_key=KEY))
    return made


async def test_a_changed_grant_and_a_disabled_subscriber_reach_the_broker(site: Site, register: Register) -> None:
    narrow = Selection(agencies=frozenset({"heza"}), departments=frozenset({"lao-dong"}))
    await register.change(ChangeSubscriber(actor=OPERATOR, key=ONE.key, grant=narrow, is_enabled=False))
    await register.keep()

    found = await site.consumers.find(ONE.key)
    assert found is not None
    assert (found.subjects, found.is_paused) == (("motcua.v1.heza.lao-dong.>",), True)
    assert register.shown == {ONE.key: 4}


async def test_what_somebody_changed_at_the_broker_is_put_right(site: Site, register: Register) -> None:
    await ensure_subscription(site.bus.jetstream, ONE.key, ["motcua.v1.>"], 1)
    await register.keep()
    narrowed = await site.consumers.find(ONE.key)
    await site.bus.jetstream.delete_consumer(EVENTS, ONE.key)
    await register.keep()

    assert narrowed is not None
    assert narrowed.subjects == ("motcua.v1.heza.dau-tu.>",)
    assert await site.consumers.find(ONE.key) is not None


async def test_a_consumer_is_only_for_a_grant_that_the_broker_can_keep_to(site: Site, register: Register) -> None:
    by_procedure = Selection(agencies=frozenset({"heza"}), procedures=frozenset({"cap-gcn"}))
    with pytest.raises(Problem) as refused:
        await register.change(ChangeSubscriber(actor=OPERATOR, key=ONE.key, grant=by_procedure))
    assert refused.value.slug == "grant-needs-feed"
    with pytest.raises(Problem) as not_allowed:
        await register.connect(ConnectSubscriber(actor=ITSELF, key=ONE.key, stream_key=KEY))
    assert not_allowed.value.slug == "not-allowed"
    with pytest.raises(Problem) as malformed:
        await register.connect(ConnectSubscriber(actor=OPERATOR, key=ONE.key, stream_key="SUAAA"))
    assert malformed.value.slug == "invalid-request"
