"""What was recorded before there was a chain begins it, says so, and is guarded from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Table, select, update

from chassis.data.database import Database
from chassis.history.beginning import COVER, NAME, begin_history, cover_rows
from support.databases import NewDatabase
from support.history import COVERED, LINES, METADATA, START, TABLES, Office

CHAIN = ("entry", "previous", "command_digest", "events_digest", "rows_digest", "digest", "rows", "salt", "agency")


async def as_before(store: Database) -> None:
    """As if the chain had never been: what the columns are when a migration adds them."""
    async with store.write() as writing:
        await writing.connection.execute(update(TABLES.commands).values(dict.fromkeys(CHAIN)))
        await writing.connection.execute(update(TABLES.event_sequences).values(entries=0, head=None))
        await writing.commit()


async def begin(store: Database) -> int:
    async with store.write() as writing:
        begun = await writing.connection.run_sync(begin_history, "intake", (COVERED,), seals_reasons=False)
        await writing.commit()
    return begun


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    """Two dossiers from before, one of which goes on."""
    office = Office(database=await database(METADATA), folder=tmp_path)
    await office.do("d-1", reason="Ý kiến cũ", events=2, lines=["Bắt đầu"])
    await office.do("d-1", events=0)
    await office.do("d-2", events=0)
    await as_before(office.database)
    assert await begin(office.database) == 2
    await office.do("d-1", lines=["Tiếp tục"], at=1)
    return office


async def test_each_chain_begins_with_an_entry_that_says_so(office: Office) -> None:
    commands = TABLES.commands.c
    async with office.database.read() as connection:
        chain = select(commands.subject, commands.entry, commands.name).where(commands.entry.is_not(None))
        found = (await connection.execute(chain.order_by(commands.subject, commands.entry))).all()
    assert [tuple(row) for row in found] == [("d-1", 1, NAME), ("d-1", 2, "rate-dossier"), ("d-2", 1, NAME)]
    assert await office.check() == []


@pytest.mark.parametrize(
    ("table", "column", "value", "which"),
    [
        (TABLES.commands, "actor", "somebody", "command"),
        (TABLES.commands, "reason", "Ý kiến khác", "command"),
        (TABLES.outbox, "body", b"{}", "event"),
        (LINES, "words", "Khác", "ledger"),
    ],
    ids=["command", "reason", "event", "ledger"],
)
async def test_what_is_old_is_guarded_too(office: Office, table: Table, column: str, value: object, which: str) -> None:
    async with office.database.write() as writing:
        first = update(table).where(table.c.subject == "d-1")
        old = first.where(table.c.entry.is_(None)) if table is TABLES.commands else first
        await writing.connection.execute(old.values({column: value}))
        findings = await office.check_on(writing.connection)
    assert ("d-1", which) in {(finding.subject, finding.which) for finding in findings}


async def test_a_command_that_was_slipped_in_among_the_old_ones_is_in_no_chain(office: Office) -> None:
    async with office.database.write() as writing:
        row = (await writing.connection.execute(select(TABLES.commands).limit(1))).mappings().one()
        forged = dict(row) | {"position": 90, "id": "forged", "event_count": 0}
        await writing.connection.execute(TABLES.commands.insert().values(forged))
        findings = await office.check_on(writing.connection)
    assert [(finding.subject, finding.what, finding.detail) for finding in findings] == [
        ("d-1", "inserted", "it is in no chain")
    ]


async def test_a_table_that_is_covered_later_is_guarded_from_then_on(office: Office) -> None:
    rows = [
        {"subject": subject, "ordinal": 9, "kind": "note", "words": "Từ trước", "at": START}
        for subject in ("d-1", "d-9")
    ]
    async with office.database.write() as writing:
        await writing.connection.execute(LINES.insert(), rows)
        assert {finding.detail for finding in await office.check_on(writing.connection)} == {
            "no command wrote lines d-1/9",
            "no command wrote lines d-9/9",
        }
        assert await writing.connection.run_sync(cover_rows, "intake", (COVERED,)) == 2
        await writing.commit()
    assert await office.check() == []
    await office.do("d-1", events=0)
    await office.do("d-9", lines=["Tiếp tục"])
    assert await office.check() == []
    async with office.database.write() as writing:
        await writing.connection.execute(update(LINES).where(LINES.c.ordinal == 9).values(words="Khác"))
        findings = await office.check_on(writing.connection)
    assert [(finding.subject, finding.name, finding.which) for finding in findings] == [
        ("d-1", COVER, "ledger"),
        ("d-9", COVER, "ledger"),
    ]
