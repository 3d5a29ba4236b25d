"""A subscriber's consumer and its least rights, on a real broker that asks who connects."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import nats
import nats.errors
import pytest
from nats.aio.client import Client
from nats.js.errors import Error as JetStreamError

from chassis.messaging.streams import EVENTS
from chassis.messaging.subscriptions import BACKOFF_SECONDS
from ctl import broker, nkeys_files
from notify.domain.selection import Selection
from service.notify.broker_site import HERS, ONE, OTHERS, TWO, Site, broker_in, quiet, site_on

REFUSED = (TimeoutError, nats.errors.Error, JetStreamError)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with broker_in(tmp_path) as machine:
        async with site_on(machine, tmp_path) as made:
            yield made


async def test_a_subscriber_reads_what_it_was_granted_and_acknowledges(site: Site) -> None:
    async with site.as_subscriber(ONE.key) as client:
        reading = await client.jetstream().pull_subscribe_bind(ONE.key, EVENTS)
        messages = await reading.fetch(4, timeout=20)
        for message in messages:
            await message.ack_sync()

    assert [json.loads(message.data)["number"] for message in messages] == [0, 2, 4, 6]
    found = await site.consumers.find(ONE.key)
    assert found is not None
    assert (found.position, found.pending, found.unacknowledged) == (7, 0, 0)
    assert found.subjects == ("motcua.v1.heza.dau-tu.>",)


async def test_everything_else_is_refused(site: Site) -> None:
    async with site.as_subscriber(ONE.key) as client:
        jetstream = client.jetstream(timeout=0.3)
        attempts = [
            jetstream.publish(HERS, b"{}", timeout=0.3),
            jetstream.stream_info(EVENTS),
            jetstream.consumer_info(EVENTS, TWO.key),
            jetstream.consumer_info(EVENTS, "notify"),
            jetstream.delete_consumer(EVENTS, ONE.key),
            jetstream.get_msg(EVENTS, 1),
            jetstream.purge_stream(EVENTS),
            next_of_other(jetstream),
        ]
        outcomes = await asyncio.gather(*attempts, return_exceptions=True)
        assert [one for one in outcomes if not isinstance(one, REFUSED)] == []
        for subject in ("motcua.v1.>", HERS, ">", f"_INBOX.{TWO.key}.>"):
            listening = await client.subscribe(subject)
            await site.bus.publish(OTHERS, b"{}", {}, stream=EVENTS)
            with pytest.raises(nats.errors.TimeoutError):
                await listening.next_msg(timeout=0.2)

    held = (await site.bus.jetstream.stream_info(EVENTS)).state
    assert held.last_seq == 12  # ours: nothing was published or purged by the subscriber
    assert await site.consumers.find(ONE.key) is not None


async def next_of_other(jetstream: nats.js.JetStreamContext) -> None:
    reading = await jetstream.pull_subscribe_bind(TWO.key, EVENTS)
    await reading.fetch(1, timeout=0.3)


async def test_who_shows_no_key_or_an_old_one_is_not_let_in(site: Site) -> None:
    old = site.folder / f"{ONE.key}.nk"
    kept = old.read_text()
    broker.admit(site.machine, ONE.key, nkeys_files.new_seed(old))
    for _ in range(20):
        try:
            async with site.as_subscriber(ONE.key):
                break
        except (nats.errors.Error, OSError):
            await asyncio.sleep(0.1)
    async with site.as_subscriber(ONE.key) as client:
        assert client.is_connected

    old.write_text(kept)
    with pytest.raises(nats.errors.Error):
        async with site.as_subscriber(ONE.key):
            pass

    nobody = Client()
    with pytest.raises(nats.errors.Error):
        await nobody.connect(site.machine.broker_url, allow_reconnect=False, error_cb=quiet)
    await nobody.close()
    assert site.bus.is_ready  # our own connection stayed


async def test_a_disabled_subscriber_is_paused_and_a_changed_grant_keeps_its_place(site: Site) -> None:
    async with site.as_subscriber(ONE.key) as client:
        reading = await client.jetstream().pull_subscribe_bind(ONE.key, EVENTS)
        (first,) = await reading.fetch(1, timeout=20)
        await first.ack_sync()
        off = await site.consumers.ensure(replace(ONE, is_enabled=False))
        with pytest.raises(nats.errors.TimeoutError):
            await reading.fetch(1, timeout=0.3)
        wider = replace(ONE, grant=Selection(agencies=frozenset({"heza"})))
        on = await site.consumers.ensure(wider)
        rest = await reading.fetch(7, timeout=20)

    assert (off.is_paused, on.is_paused) == (True, False)
    assert on.subjects == ("motcua.v1.heza.*.>",)
    assert [json.loads(message.data)["number"] for message in rest] == [1, 2, 3, 4, 5, 6, 7]


async def test_the_settings_are_what_subscribers_are_promised(site: Site) -> None:
    config = (await site.bus.jetstream.consumer_info(EVENTS, ONE.key)).config

    assert config.backoff == list(BACKOFF_SECONDS)
    assert (config.ack_wait, config.max_deliver, config.max_ack_pending) == (30.0, 8, 100)
    assert (config.deliver_subject, str(config.ack_policy)) == (None, "explicit")
