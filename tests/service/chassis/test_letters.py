"""What people decide about dead letters: sent again exactly once, dropped with a reason, both on record."""

from __future__ import annotations

import asyncio

import pytest

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem, invalid
from chassis.messaging.envelope import Envelope
from chassis.messaging.letters import LetterFilter, Letters
from support.consuming import Applied, consuming, publish, publish_all, settled
from support.databases import NewDatabase
from support.messaging import CLOCK, IDS, MIGRATIONS, TABLES, rows

OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
CONTROL = Actor(subject="ksth.1", roles=frozenset({"control_team"}), agency="heza")
SPECIALIST = Actor(subject="cv.1", roles=frozenset({"specialist"}), agency="heza")


def _desk(store: Database, applied: Applied) -> Letters:
    letters = Letters(store, TABLES, service="test", clock=CLOCK, ids=IDS)
    letters.register("test", applied.handle)
    return letters


async def _one_parked(store: Database, url: str) -> tuple[Letters, Applied, str]:
    """d-1's first event was refused, its second applied; the cause is then mended."""
    applied = Applied(store)

    async def refuse(envelope: Envelope) -> None:
        if envelope.sequence == 1:
            raise invalid("rating-unknown", "no such rating")

    applied.before = refuse
    async with consuming(store, url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 2))
        await settled(bus)
    letters = _desk(store, applied)
    (letter,), _, _ = await letters.page(OPERATOR, LetterFilter(), limit=10, after_id="")
    return letters, applied, letter.id


async def test_sent_again_after_the_cause_is_mended_it_is_applied_once(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    letters, applied, letter_id = await _one_parked(store, nats_url)
    positions: list[int] = []

    async def look(envelope: Envelope) -> None:
        positions.append(envelope.position)

    applied.before = look

    answers = await asyncio.gather(
        *(letters.resend(OPERATOR, letter_id, "the rating is known now") for _ in range(3)), return_exceptions=True
    )

    assert (applied.places, positions) == ([("d-1", 2), ("d-1", 1)], [1])
    assert all(isinstance(one, Problem) or one.resolved_at == CLOCK.now() for one in answers)  # type: ignore[union-attr]
    resolved, total, _ = await letters.page(CONTROL, LetterFilter(is_open=False), limit=10, after_id="")
    assert (total, resolved[0].resolution) == (1, "resent by vh.1: the rating is known now")
    assert {row[0] for row in await rows(store, "commands", "name")} == {"resend-dead-letter"}
    with pytest.raises(Problem, match="dead-letter-resolved"):
        await letters.drop(OPERATOR, letter_id, "twice")


async def test_what_the_handler_still_refuses_stays_and_says_so(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    letters, _, letter_id = await _one_parked(store, nats_url)

    with pytest.raises(Problem, match="rating-unknown"):
        await letters.resend(OPERATOR, letter_id, "perhaps now")

    assert (await letters.get(OPERATOR, letter_id)).resolved_at is None


async def test_dropped_with_a_reason_it_is_closed_and_nothing_is_applied(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    letters, applied, letter_id = await _one_parked(store, nats_url)
    with pytest.raises(Problem, match="reason-missing"):
        await letters.drop(OPERATOR, letter_id, "  ")

    dropped = await letters.drop(OPERATOR, letter_id, "entered by hand")

    assert dropped.resolution == "dropped by vh.1: entered by hand"
    assert applied.places == [("d-1", 2)]
    assert await rows(store, "commands", "name", "actor", "subject") == [("drop-dead-letter", "vh.1", "d-1")]


async def test_what_never_came_or_is_no_event_cannot_be_sent_again(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish(bus, b"not an event")
        await publish_all(bus, ("d-1", 1), ("d-1", 3))
        await settled(bus)
    letters = _desk(store, applied)
    page, total, _ = await letters.page(OPERATOR, LetterFilter(), limit=10, after_id="")
    assert total == 3
    for letter in page:
        if not letter.is_resendable:
            with pytest.raises(Problem, match="dead-letter-not-resendable"):
                await letters.resend(OPERATOR, letter.id, "try")
    assert sorted((letter.reason, letter.is_resendable) for letter in page) == [
        ("gap", True),
        ("malformed-json", False),
        ("missing", False),
    ]


async def test_pages_go_back_in_time_and_filters_narrow(database: NewDatabase, nats_url: str) -> None:
    store = await database(MIGRATIONS)
    applied = Applied(store)
    async with consuming(store, nats_url, applied.handle) as bus:
        await publish_all(bus, ("d-1", 1), ("d-1", 4), ("d-2", 1))
        await settled(bus)
    letters = _desk(store, applied)
    seen: list[str] = []
    after = ""
    while True:
        page, total, more = await letters.page(OPERATOR, LetterFilter(subject="d-1"), limit=2, after_id=after)
        seen += [letter.id for letter in page]
        if not more:
            break
        after = page[-1].id
    assert (len(seen), seen) == (total, sorted(seen, reverse=True))
    named, _, _ = await letters.page(OPERATOR, LetterFilter(reason="missing"), limit=9, after_id="")
    assert [letter.sequence for letter in named] == [3, 2]


async def test_only_operators_decide_and_look_inside(database: NewDatabase) -> None:
    store = await database(MIGRATIONS)
    letters = _desk(store, Applied(store))

    with pytest.raises(Problem, match="not-allowed"):
        await letters.page(SPECIALIST, LetterFilter(), limit=1, after_id="")
    for refused in (CONTROL, SPECIALIST):
        for asked in (
            letters.get(refused, "x"),
            letters.resend(refused, "x", "why"),
            letters.drop(refused, "x", "why"),
        ):
            with pytest.raises(Problem, match="not-allowed"):
                await asked
    with pytest.raises(Problem, match="dead-letter-unknown"):
        await letters.get(OPERATOR, "x")
