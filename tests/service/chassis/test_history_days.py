"""Days are sealed once each, by whichever replica comes first, and nothing that was recorded is in no tree."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from chassis.data.database import Database
from chassis.history.daily import GRACE
from chassis.history.roots import NOTHING
from chassis.history.signing import SigningKeysFile
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import decode
from support.databases import NewDatabase
from support.history import METADATA, START, TABLES, Office, roots_on


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    return Office(database=await database(METADATA), folder=tmp_path)


async def sealed(office: Office) -> list[tuple[str, int]]:
    return [(root.statement.day.isoformat(), root.statement.size) for root in await office.roots()]


async def test_a_day_is_sealed_after_its_midnight_in_the_office_and_not_before(office: Office) -> None:
    await office.do("d-1")
    midnight = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    for early in (START, midnight, midnight + GRACE - timedelta(seconds=1)):
        office.clock.move_to(early)
        assert await office.sealing()() is False
    office.clock.move_to(midnight + GRACE)
    assert await office.sealing()() is True
    assert await sealed(office) == [("2026-03-02", 1)]


async def test_each_statement_points_back_over_days_without_an_entry(office: Office) -> None:
    await office.do("d-1")
    office.clock.advance(timedelta(days=5))
    await office.seal()
    office.clock.advance(timedelta(days=3))
    await office.seal()
    first, second = await office.roots()
    assert [root.statement.day for root in (first, second)] == [date(2026, 3, 2), date(2026, 3, 7)]
    assert (first.statement.previous, second.statement.previous) == (NOTHING, first.statement.digest())
    assert await office.check() == []


async def test_days_that_were_missed_are_caught_up_one_by_one(office: Office) -> None:
    for _ in range(4):
        await office.do("d-1")
        office.clock.advance(timedelta(days=1))
    await office.seal()
    assert await sealed(office) == [("2026-03-02", 1), ("2026-03-03", 1), ("2026-03-04", 1), ("2026-03-05", 1)]
    assert await office.check() == []


async def test_what_was_committed_late_is_in_the_next_tree(office: Office) -> None:
    await office.do("d-1")
    office.clock.advance(timedelta(days=1))
    await office.seal()
    office.clock.move_to(START + timedelta(hours=1))  # a clock that is behind
    await office.do("d-2")
    office.clock.move_to(START + timedelta(days=1, hours=1))
    assert await office.sealing()() is False, "its own day is signed, and the next is not over"
    office.clock.advance(timedelta(days=1))
    await office.seal()
    assert await sealed(office) == [("2026-03-02", 1), ("2026-03-03", 2)]
    assert await office.check() == []


async def test_replicas_that_seal_at_the_same_time_sign_each_day_once(office: Office) -> None:
    for number in range(3):
        await office.do(f"d-{number}")
        office.clock.advance(timedelta(days=1))
    others = [] if office.database.dialect == "sqlite" else [Database(office.database.url) for _ in range(3)]
    replicas = [office.sealing(each) for each in [office.database, *others]]

    async def seal_all(replica: int) -> None:
        while await replicas[replica]():
            pass

    await asyncio.gather(*(seal_all(number) for number in range(len(replicas))))
    for other in others:
        await other.close()
    assert await sealed(office) == [("2026-03-02", 1), ("2026-03-03", 1), ("2026-03-04", 1)]
    assert await office.check() == []


async def test_the_root_leaves_the_house_in_the_transaction_that_signs_it(office: Office) -> None:
    await office.do("d-1")
    office.clock.advance(timedelta(days=1))
    await office.seal()
    async with office.database.read() as connection:
        outbox = TABLES.outbox
        (event,) = (await connection.execute(outbox.select().where(outbox.c.subject == "heza"))).mappings()
        (root,) = await roots_on(connection)
    told = decode(bytes(event["body"]))
    assert (told.event, event["nats_subject"]) == ("audit.root-signed", "motcua.v1.heza.all.audit.root-signed")
    assert (told.data["root"], told.data["signature"]) == (root.statement.root.hex(), root.signature.hex())


async def test_whoever_is_killed_before_the_commit_has_signed_nothing_and_the_next_signs_the_same(
    office: Office,
) -> None:
    await office.do("d-1")
    office.clock.advance(timedelta(days=1))

    with pytest.raises(RuntimeError):
        await replace(office.sealing(), ids=_Killed())()
    assert await sealed(office) == []
    await office.seal()
    assert await sealed(office) == [("2026-03-02", 1)]
    assert await office.check() == []


async def test_without_a_key_the_days_wait(office: Office) -> None:
    await office.do("d-1")
    office.clock.advance(timedelta(days=1))
    office.key_file.write_text("{}")
    with pytest.raises(Problem) as refused:
        await office.sealing()()
    assert refused.value.slug == "signing-keys-unreadable"
    office.key_file.unlink()
    await office.seal()
    assert await sealed(office) == [("2026-03-02", 1)]


async def test_a_service_that_signs_nothing_has_no_public_keys(office: Office) -> None:
    assert await SigningKeysFile(None).public_set() == {"keys": []}
    assert len((await SigningKeysFile(office.key_file).public_set())["keys"]) == 1


class _Killed:
    """Ends the transaction after the root is written, before its event is."""

    def new(self) -> str:
        raise RuntimeError("killed")
