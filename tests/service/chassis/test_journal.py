"""The journal on both databases: all or nothing, no gaps, one command per key."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.envelope import decode
from chassis.messaging.journal import CommandRepeated, Idempotency
from support.databases import NewDatabase
from support.messaging import MIGRATIONS, NOON, commit, journal, rate, rated, rows


async def test_a_command_is_recorded_with_its_events(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    told = await commit(store, "d-1", events=2)
    await commit(store, "d-1")
    assert [(e.event, e.subject, e.sequence, e.time) for e in told] == [
        ("dossier.rated", "d-1", 1, NOON),
        ("dossier.rated", "d-1", 2, NOON),
    ]
    assert await rows(store, "commands", "subject", "name", "actor", "at", "first_sequence", "event_count") == [
        ("d-1", "rate-dossier", "cb.motcua.1", NOON, 1, 2),
        ("d-1", "rate-dossier", "cb.motcua.1", NOON, 3, 1),
    ]
    outbox = await rows(store, "outbox", "id", "sequence", "nats_subject", "body", "published_at")
    assert outbox[0] == (told[0].id, 1, "motcua.v1.heza.all.dossier.rated", told[0].body, None)
    assert [row[1] for row in outbox] == [1, 2, 3]


async def test_the_command_is_cause_and_origin_unless_said_otherwise(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    (told,) = await commit(store, "d-1")
    ((command_id,),) = await rows(store, "commands", "id")
    assert (told.causation_id, told.correlation_id) == (command_id, command_id)
    assert await rows(store, "outbox", "command_id") == [(command_id,)]


async def test_a_rolled_back_transaction_leaves_nothing(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    async with store.write() as writing:
        await journal(writing.connection).record(rate("d-1"), [rated("d-1"), rated("d-2")])
    for table in ("commands", "event_sequences", "outbox"):
        assert await rows(store, table, "subject") == []


async def test_an_exception_rolls_back_and_passes(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)

    async def fail() -> None:
        async with store.write() as writing:
            await journal(writing.connection).record(rate("d-1"), [rated("d-1")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await rows(store, "commands", "subject") == []


async def test_one_command_may_tell_of_many_subjects(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    await commit(store, "p-2")
    async with store.write() as writing:
        await journal(writing.connection).record(rate("law"), [rated("p-1"), rated("p-2"), rated("p-1"), rated("p-3")])
        await writing.commit()
    assert sorted(await rows(store, "outbox", "subject", "sequence")) == [
        ("p-1", 1), ("p-1", 2), ("p-2", 1), ("p-2", 2), ("p-3", 1),
    ]  # fmt: skip


async def test_two_hundred_writers_with_rollbacks_leave_no_gap(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    chance = random.Random(20)
    committed: dict[str, int] = defaultdict(int)

    async def write(number: int) -> None:
        subject, rolls_back = f"d-{number % 7}", chance.random() < 0.2
        async with store.write() as writing:
            count = number % 3 + 1
            await journal(writing.connection).record(rate(subject), [rated(subject)] * count)
            if not rolls_back:
                await writing.commit()
                committed[subject] += count

    await asyncio.gather(*(write(number) for number in range(200)))
    found: dict[str, list[int]] = defaultdict(list)
    for subject, sequence in await rows(store, "outbox", "subject", "sequence"):
        found[subject].append(sequence)
    assert {s: list(range(1, n + 1)) for s, n in committed.items()} == {s: sorted(n) for s, n in found.items()}
    assert all(sequences == sorted(sequences) for sequences in found.values()), "positions follow the sequence"


async def test_opposite_orders_of_subjects_do_not_deadlock(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)

    async def write(subjects: list[str]) -> None:
        async with store.write() as writing:
            await journal(writing.connection).record(rate("law"), [rated(s) for s in subjects])
            await writing.commit()

    there, back = [f"p-{n}" for n in range(20)], [f"p-{n}" for n in reversed(range(20))]
    await asyncio.gather(*(write(subjects) for subjects in [there, back] * 10))
    assert set(await rows(store, "event_sequences", "subject", "last_sequence", "entries")) == {
        ("law", 0, 20),
        *((f"p-{n}", 20, 0) for n in range(20)),
    }


async def test_a_thousand_requests_with_one_key_are_one_command(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)

    async def request(number: int) -> str:
        try:
            async with store.write() as writing:
                await journal(writing.connection).record(
                    rate(f"d-{number}", key="k", digest="same"), [rated(f"d-{number}")]
                )
                await writing.commit()
                return f"d-{number}"
        except CommandRepeated as repeated:
            return repeated.subject

    answers = set(await asyncio.gather(*(request(number) for number in range(1_000))))
    ((subject,),) = await rows(store, "commands", "subject")
    assert answers == {subject}
    assert await rows(store, "outbox", "subject", "sequence") == [(subject, 1)]
    assert await rows(store, "event_sequences", "subject", "last_sequence") == [(subject, 1)]


async def test_a_key_is_free_again_after_a_rollback(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    for commits in (False, True):
        async with store.write() as writing:
            await journal(writing.connection).record(rate("d-1", key="k"), [])
            if commits:
                await writing.commit()
    assert await rows(store, "commands", "subject", "event_count", "first_sequence") == [("d-1", 0, None)]


async def test_another_request_under_the_same_key_is_refused(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    for digest in ("one", "two"):
        async with store.write() as writing:
            book = journal(writing.connection)
            if digest == "one":
                await book.record(rate("d-1", key="k", digest=digest), [rated("d-1")])
                await writing.commit()
                continue
            with pytest.raises(Problem) as refusal:
                await book.record(rate("d-2", key="k", digest=digest), [rated("d-2")])
            assert (refusal.value.slug, refusal.value.kind) == ("idempotency-key-reused", Kind.INVALID)
    assert await rows(store, "outbox", "subject") == [("d-1",)]


async def test_a_key_belongs_to_its_actor(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    other = Actor(subject="cb.motcua.2", roles=frozenset({"receptionist"}))
    async with store.write() as writing:
        book = journal(writing.connection)
        await book.record(rate("d-1", key="k", digest="one"), [])
        await book.record(rate("d-2", key="k", digest="two", actor=other), [])
        assert await book.repeated("cb.motcua.2", Idempotency(key="k", digest="two")) == "d-2"
        assert await book.repeated("cb.motcua.3", Idempotency(key="k", digest="two")) is None
        await writing.commit()
    assert await rows(store, "commands", "subject") == [("d-1",), ("d-2",)]


async def test_what_was_told_comes_back_byte_for_byte(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    told = await commit(store, "d-1", events=5)
    bodies = [bytes(body) for (body,) in await rows(store, "outbox", "body")]
    assert bodies == [envelope.body for envelope in told]
    assert [decode(body).sequence for body in bodies] == [1, 2, 3, 4, 5]
