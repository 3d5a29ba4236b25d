"""The ledger that the conservation audit reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, insert, update

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import decode
from chassis.messaging.figures import Parked, Seen, SubjectFigures, count_subjects, ledger_page
from chassis.messaging.inbox import Inbox
from chassis.messaging.ledger import LedgerService
from chassis.rpc import interceptor
from motcua.audit.v1 import ledger_pb2 as pb
from support.databases import NewDatabase
from support.messaging import CLOCK, MIGRATIONS, NOON, TABLES, commit, event_body, journal, rate, rated


async def page(store: Database, after: str = "", limit: int = 100) -> dict[str, SubjectFigures]:
    async with store.read() as connection:
        return {each.subject: each for each in await ledger_page(connection, TABLES, after, limit)}


async def test_a_sound_subject_adds_up(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    await commit(store, "d-1", events=2)
    await commit(store, "d-1")
    async with store.write() as writing:
        await writing.connection.execute(
            update(TABLES.outbox).where(TABLES.outbox.c.sequence == 1).values(published_at=NOON)
        )
        await writing.commit()
    assert await page(store) == {
        "d-1": SubjectFigures(
            subject="d-1",
            commands=2,
            events_commanded=3,
            last_sequence=3,
            outbox_count=3,
            missing_sequences=(),
            unpublished=2,
            inbox=(),
            parked=(),
        )
    }


async def test_a_lost_outbox_row_is_named(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    await commit(store, "d-1", events=4)
    async with store.write() as writing:
        await writing.connection.execute(delete(TABLES.outbox).where(TABLES.outbox.c.sequence.in_((2, 4))))
        await writing.commit()
    found = (await page(store))["d-1"]
    assert (found.events_commanded, found.outbox_count, found.missing_sequences) == (4, 2, (2, 4))


async def test_events_of_other_subjects_are_counted_where_they_are(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    async with store.write() as writing:
        events = [rated("law"), rated("p-1"), rated("p-2"), rated("p-1")]
        await journal(writing.connection).record(rate("law"), events)
        await writing.commit()
    found = await page(store)
    assert {s: (f.commands, f.events_commanded, f.outbox_count) for s, f in found.items()} == {
        "law": (1, 1, 1),
        "p-1": (0, 2, 2),
        "p-2": (0, 1, 1),
    }
    async with store.write() as writing:
        await writing.connection.execute(delete(TABLES.outbox).where(TABLES.outbox.c.subject == "p-2"))
        await writing.commit()
    found = await page(store)
    assert (found["law"].events_commanded, found["law"].outbox_count) == (2, 1)
    assert found["p-2"].missing_sequences == (1,)


async def test_what_was_seen_and_parked_is_told(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    async with store.write() as writing:
        inbox = Inbox(writing.connection, TABLES, "reporting", CLOCK)
        for sequence in (1, 2):
            assert await inbox.accept(decode(event_body("d-1", sequence)))
        common: dict[str, object] = {
            "consumer": "notify",
            "source": "urn:motcua:intake",
            "subject": "d-1",
            "type": "dossier.rated",
        }
        common |= {"nats_subject": "", "reason": "poison", "at": NOON, "resolved_at": None}
        await writing.connection.execute(
            insert(TABLES.dead_letters),
            [
                {"id": "1", "sequence": 3, "event_id": "e-3"} | common,
                {"id": "2", "sequence": 4, "event_id": "e-4"} | common | {"resolved_at": NOON},
            ],
        )
        await writing.commit()
    found = (await page(store))["d-1"]
    assert found.inbox == (Seen(consumer="reporting", source="urn:motcua:intake", last_sequence=2),)
    assert found.parked == (Parked(consumer="notify", source="urn:motcua:intake", sequence=3, event_id="e-3"),)
    assert found.commands == found.last_sequence == 0


@contextmanager
def asked_by(*roles: str) -> Iterator[None]:
    token = interceptor._actor.set(Actor(subject="a", roles=frozenset(roles)))
    try:
        yield
    finally:
        interceptor._actor.reset(token)


async def test_the_service_answers_page_by_page(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    for number in range(7):
        await commit(store, f"d-{number}")
    service, found, token, sizes = LedgerService(store, TABLES), list[str](), "", list[int]()
    with asked_by("operator"):
        while True:
            request = pb.ListSubjectsRequest(page_size=3, page_token=token)
            answer = await service.ListSubjects(request, None)  # type: ignore[arg-type]
            found += [each.subject for each in answer.subjects]
            sizes.append(len(answer.subjects))
            assert answer.total_size == 7
            token = answer.next_page_token
            if not token:
                break
    assert (found, sizes) == ([f"d-{number}" for number in range(7)], [3, 3, 1])
    async with store.read() as connection:
        assert await count_subjects(connection, TABLES) == 7


@pytest.mark.parametrize(
    ("roles", "request_", "slug"),
    [
        (("applicant",), pb.ListSubjectsRequest(), "actor-not-permitted"),
        (("operator",), pb.ListSubjectsRequest(page_size=1_001), "page-size-invalid"),
        (("operator",), pb.ListSubjectsRequest(page_size=-1), "page-size-invalid"),
        (("operator",), pb.ListSubjectsRequest(page_token="ä!"), "page-token-invalid"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_cannot_be_answered_is_refused(
    database: NewDatabase, roles: tuple[str, ...], request_: pb.ListSubjectsRequest, slug: str
) -> None:
    service = LedgerService(await database(MIGRATIONS), TABLES)
    with asked_by(*roles), pytest.raises(Problem) as refusal:
        await service.ListSubjects(request_, None)  # type: ignore[arg-type]
    assert refusal.value.slug == slug
