"""Whoever changes, removes or inserts a row of the history with SQL is found out, and the row is named."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Date, LargeBinary, Table, delete, insert, select, update

from chassis.data.columns import Instant, Json
from chassis.history.checking import ALTERED, INSERTED, REMOVED, Finding
from support.databases import NewDatabase
from support.history import LINES, METADATA, SERVICE, TABLES, Office

#: The relay's marks, and places in a table, are not history: nothing says what was done by them.
MARKS = {"outbox": {"position", "published_at", "stream_sequence"}, "commands": {"position"}}
HISTORY = [TABLES.commands, TABLES.outbox, TABLES.event_sequences, TABLES.history_roots, LINES]
CELLS = [(table, column) for table in HISTORY for column in table.c if column.name not in MARKS.get(table.name, ())]


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    """Three dossiers, two signed days, and a third day that is not over."""
    office = Office(database=await database(METADATA), folder=tmp_path)
    await office.do("d-1", reason="Hồ sơ mẫu", events=2)
    await office.do("d-2", lines=["Bắt đầu", "Tạm dừng"])
    office.clock.advance(timedelta(days=1))
    await office.seal()
    await office.do("d-1", events=0, lines=["Tiếp tục"])
    await office.do("d-3")
    office.clock.advance(timedelta(days=1))
    await office.seal()
    await office.do("d-2", reason="Gia hạn", lines=["Gia hạn"], at=2)
    await office.do("d-3", events=0)
    return office


async def test_what_nobody_touched_is_clean(office: Office) -> None:
    assert await office.check() == []
    assert [root.statement.size for root in office.told] == [2, 3], "the command that signed is in the next tree"


@pytest.mark.parametrize(("table", "column"), CELLS, ids=lambda each: each.name)
async def test_every_column_of_every_row_is_guarded(office: Office, table: Table, column: Column[Any]) -> None:
    for row in await rows(office, table):
        async with office.database.write() as writing:
            value = changed(column, row[column.name])
            await writing.connection.execute(update(table).where(*itself(table, row)).values({column: value}))
            findings = await office.check_on(writing.connection)
            assert names(findings, table, row), f"{table.name}.{column.name} of {dict(row)}: {findings}"
    assert await office.check() == []


@pytest.mark.parametrize("table", HISTORY, ids=lambda table: table.name)
async def test_every_row_that_is_removed_is_missed(office: Office, table: Table) -> None:
    for row in await rows(office, table):
        async with office.database.write() as writing:
            await writing.connection.execute(delete(table).where(*itself(table, row)))
            findings = await office.check_on(writing.connection)
            assert names(findings, table, row), f"{table.name} {dict(row)}: {findings}"
            assert REMOVED in {finding.what for finding in findings}


@pytest.mark.parametrize("table", HISTORY, ids=lambda table: table.name)
async def test_every_row_that_is_inserted_is_noticed(office: Office, table: Table) -> None:
    (*_, row) = await rows(office, table)
    forged = dict(row) | FORGED[table.name]
    async with office.database.write() as writing:
        await writing.connection.execute(insert(table).values(forged))
        findings = await office.check_on(writing.connection)
    assert findings
    assert {finding.what for finding in findings} & {INSERTED, REMOVED, ALTERED}


async def test_random_bytes_in_bodies_and_digests_are_noticed(office: Office) -> None:
    chance = random.Random(8)
    blobs = [(table, column) for table, column in CELLS if isinstance(column.type, LargeBinary)]
    for _ in range(60):
        table, column = chance.choice(blobs)
        row = chance.choice([each for each in await rows(office, table) if each[column.name]])
        held = bytearray(row[column.name])
        held[chance.randrange(len(held))] ^= 1 << chance.randrange(8)
        async with office.database.write() as writing:
            await writing.connection.execute(update(table).where(*itself(table, row)).values({column: bytes(held)}))
            assert names(await office.check_on(writing.connection), table, row), (table.name, column.name)


async def test_a_dossier_that_is_gone_with_everything_is_missed_by_the_days_it_was_in(office: Office) -> None:
    async with office.database.write() as writing:
        for table in (TABLES.commands, TABLES.outbox, TABLES.event_sequences, LINES):
            await writing.connection.execute(delete(table).where(table.c.subject == "d-3"))
        (finding,) = await office.check_on(writing.connection)
    assert (finding.what, finding.code, finding.detail) == (REMOVED, "2026-03-03", "leaf 1 of 3 is missing")


async def test_an_end_cut_off_today_is_missed_by_the_head(office: Office) -> None:
    async with office.database.write() as writing:
        commands = TABLES.commands
        last = (commands.c.subject == "d-3", commands.c.entry == 2)
        await writing.connection.execute(delete(commands).where(*last))
        (finding,) = await office.check_on(writing.connection)
    assert (finding.subject, finding.entry, finding.what) == ("d-3", 2, REMOVED)


async def test_swapped_rows_are_named(office: Office) -> None:
    async with office.database.write() as writing:
        commands = TABLES.commands
        for entry, place in ((1, 90), (2, 1), (90, 2)):
            here = (commands.c.subject == "d-2", commands.c.entry == entry)
            await writing.connection.execute(update(commands).where(*here).values(entry=place))
        findings = await office.check_on(writing.connection)
    assert ("d-2", 1, ALTERED) in {(finding.subject, finding.entry, finding.what) for finding in findings}


async def test_a_root_that_was_made_again_with_another_key_is_not_believed(office: Office, tmp_path: Path) -> None:
    other = Office(database=office.database, folder=tmp_path / "other")
    other.folder.mkdir()
    findings = await office.check(keys=await other.public())
    assert {(finding.which, finding.code) for finding in findings} == {("root", "2026-03-02"), ("root", "2026-03-03")}


async def test_roots_that_were_all_taken_away_are_still_known_outside(office: Office) -> None:
    async with office.database.write() as writing:
        await writing.connection.execute(delete(TABLES.history_roots))
        findings = await office.check_on(writing.connection)
    days = [finding.code for finding in findings if finding.which == "root"]
    assert days == ["2026-03-02", "2026-03-03"]


FORGED: dict[str, dict[str, Any]] = {
    "commands": {"position": 900, "id": "forged", "entry": 9, "leaf": None, "sealed_on": None},
    "outbox": {"position": 900, "id": "forged", "sequence": 900},
    "event_sequences": {"subject": "forged"},
    "history_roots": {"day": date(2026, 3, 1)},
    "lines": {"ordinal": 90},
}


async def rows(office: Office, table: Table) -> list[Any]:
    async with office.database.read() as connection:
        return list((await connection.execute(select(table))).mappings())


def itself(table: Table, row: Any) -> list[Any]:
    return [column == row[column.name] for column in table.primary_key]


def changed(column: Column[Any], value: Any) -> Any:
    """Another value of the column's type."""
    match value:
        case None:
            return _something(column)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=100)
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case int():
            return value + 700
        case str():
            return value + "x"
        case _:
            return [*value, ["lines", "d-1/99", "00"]]


def _something(column: Column[Any]) -> Any:
    if isinstance(column.type, Instant):
        return datetime.fromisoformat("2026-03-02T02:00:00Z")
    if isinstance(column.type, Date):
        return date(2026, 3, 2)
    if isinstance(column.type, LargeBinary):
        return b"x"
    if isinstance(column.type, Json):
        return [["lines", "d-1/99", "00"]]
    return "x" if column.type.python_type is str else 700


def names(findings: list[Finding], table: Table, row: Any) -> bool:
    """Whether a finding says which row it is: the command by subject and entry, else the subject, or the day."""
    if table.name == "history_roots":
        return any(f.code == row["day"].isoformat() for f in findings)
    if table.name == "commands":
        return any((f.subject, f.entry) == (row["subject"], row["entry"]) for f in findings)
    return any(f.subject == row["subject"] and f.service == SERVICE for f in findings)
