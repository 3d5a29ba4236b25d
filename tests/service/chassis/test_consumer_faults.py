"""What a consumer does when something is missing, fails for a while, or can never be applied."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.envelope import Envelope
from chassis.telemetry.metrics import REGISTRY
from motcua.events.v1.dossier_pb2 import DossierRated
from support.consuming import Applied, consumed, consuming, publish, publish_all, settled
from support.databases import NewDatabase
from support.messaging import MIGRATIONS, event_body, rows
from support.stream import eventually, stored


async def test_a_gap_waits_for_the_missing_event(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 3), ("d-2", 1))
        await eventually(lambda: ("d-2", 1) in applied.places)
        await asyncio.sleep(0.2)
        await publish_all(bus, ("d-1", 2))
        await settled(bus)
    assert [place for place in applied.places if place[0] == "d-1"] == [("d-1", 1), ("d-1", 2), ("d-1", 3)]
    assert await rows(store, "dead_letters", "id") == []


async def test_a_gap_that_never_closes_is_set_aside_and_the_missing_are_named(
    database: NewDatabase, nats_url: str
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 4))
        await settled(bus)
        await publish_all(bus, ("d-1", 5))
        await settled(bus)
        assert applied.places == [("d-1", 1), ("d-1", 5)]
        dead = await rows(store, "dead_letters", "sequence", "reason", "event_id")
        assert sorted(dead) == [(2, "missing", ""), (3, "missing", ""), (4, "gap", "d-1-4")]
        await publish_all(bus, ("d-1", 2))
        await settled(bus)
    late = sorted(await rows(store, "dead_letters", "sequence", "reason", "event_id"))
    assert late == [(2, "late", "d-1-2"), (3, "missing", ""), (4, "gap", "d-1-4")]


async def test_a_fault_that_passes_is_retried_by_the_ladder(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    tries: list[float] = []

    async def before(envelope: Envelope) -> None:
        del envelope
        tries.append(asyncio.get_running_loop().time())
        if len(tries) < 3:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "away")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1))
        await settled(bus)
    assert applied.places == [("d-1", 1)]
    waits = [later - earlier for earlier, later in pairwise(tries)]
    assert waits[0] >= 0.1
    assert waits[1] >= 0.2


async def test_a_subject_keeps_its_order_across_a_retry_and_others_go_on(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    failed: list[tuple[str, int]] = []

    async def before(envelope: Envelope) -> None:
        if (envelope.subject, envelope.sequence) == ("d-1", 2) and len(failed) < 3:
            failed.append(("d-1", 2))
            raise RuntimeError("not now")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, *(("d-1", n) for n in range(1, 6)), *((f"d-{n}", 1) for n in range(2, 30)))
        await settled(bus)
    assert [place for place in applied.places if place[0] == "d-1"] == [("d-1", n) for n in range(1, 6)]
    assert len(applied.places) == 33
    assert applied.places.index(("d-29", 1)) < applied.places.index(("d-1", 2))
    assert await rows(store, "dead_letters", "id") == []


async def test_a_fault_that_stays_is_set_aside_and_the_subject_goes_on(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)

    async def before(envelope: Envelope) -> None:
        if envelope.sequence == 1:
            raise RuntimeError("never")

    applied.before = before
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
        await settled(bus)
    assert applied.places == [("d-1", 2)]
    dead = await rows(store, "dead_letters", "consumer", "source", "subject", "sequence", "event_id", "type", "reason")
    assert dead == [("test", "urn:motcua:intake", "d-1", 1, "d-1-1", "dossier.rated", "failed-RuntimeError")]


async def test_poison_is_set_aside_at_once_with_its_reason(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    before_dead = consumed("test", "dead")

    async def before(envelope: Envelope) -> None:
        if envelope.sequence == 1:
            raise invalid("rating-unknown", "no such rating")

    applied.before = before
    async with consuming(store, nats_url, applied.handle, ladder=(60.0,)) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
        await settled(bus)
    assert applied.places == [("d-1", 2)]
    (dead,) = await stored(nats_url, "MOTCUA_DLQ")
    assert dead.subject == "motcua.dlq.test"
    assert dead.body == event_body("d-1", 1)
    assert dead.headers["Motcua-Reason"] == "rating-unknown"
    assert dead.headers["Motcua-Subject"] == "motcua.v1.heza.all.dossier.rated"
    ((body, stream_sequence),) = await rows(store, "dead_letters", "body", "stream_sequence")
    assert (bytes(body), stream_sequence) == (event_body("d-1", 1), 1)
    assert consumed("test", "dead") == before_dead + 1
    assert REGISTRY.get_sample_value("dossier_dead_letters", {"consumer": "test"}) == 1


async def test_poison_waits_for_a_predecessor_that_is_still_being_retried(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)

    async def handle(envelope: Envelope) -> None:
        if envelope.sequence == 2:
            raise invalid("poison", "refused before the inbox was asked")
        await applied.handle(envelope)

    async with consuming(store, nats_url, handle) as bus:
        await publish_all(bus, ("d-1", 2))
        await asyncio.sleep(0.1)
        await publish_all(bus, ("d-1", 1), ("d-1", 3))
        await settled(bus)
    assert applied.places == [("d-1", 1), ("d-1", 3)]
    assert await rows(store, "dead_letters", "sequence", "reason") == [(2, "poison")]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x00\xff", "malformed-json"),
        (b"", "malformed-json"),
        (b"[]", "malformed-json"),
        (event_body("d-1", 1).replace(b'"specversion":"1.0"', b'"specversion":"2.0"'), "malformed-specversion"),
        (event_body("d-1", 1).replace(b"00000000000000000001", b"1"), "malformed-sequence"),
        (event_body("d-1", 1).replace(b'"subject":"d-1"', b'"subject":"a\\u0000b"'), "malformed-subject"),
    ],
)
async def test_what_is_no_event_is_set_aside_and_the_stream_goes_on(
    database: NewDatabase, nats_url: str, body: bytes, reason: str
) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish(bus, body)
        await publish_all(bus, ("d-1", 1))
        await settled(bus)
    assert applied.places == [("d-1", 1)]
    assert [(bytes(b), r) for b, r in await rows(store, "dead_letters", "body", "reason")] == [(body, reason)]
    (dead,) = await stored(nats_url, "MOTCUA_DLQ")
    assert (dead.body, dead.headers["Motcua-Reason"]) == (body, reason)


async def test_data_that_does_not_fit_its_type_is_poison(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)

    async def handle(envelope: Envelope) -> None:
        envelope.payload(DossierRated)

    async with consuming(store, nats_url, handle) as bus:
        await publish(bus, event_body("d-1", 1).replace(b'"rating":5', b'"rating":"five"'))
        await settled(bus)
    assert await rows(store, "dead_letters", "reason") == [("malformed-data",)]
