"""Three replicas whose clocks are 90 seconds behind, right, and 90 seconds ahead, killed between claim and commit and
between commit and send: every rung exactly once, none early, none outside hours by true time.

True time is the database server's, noted by a column that the outbox gets for the test.
"""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chaos.replicas import Killer, Replica, replicas
from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.worktime import OfficeHours, WorkCalendar
from chassis.messaging.envelope import decode
from load.stage import dsn_of
from processing.domain.ladder import GUARD, MARGIN
from service.processing.stores import MIGRATIONS, on
from support.databases import Templates, drop
from support.postgres import PostgresServer
from support.stream import eventually, stored
from unit.processing.desk import Desk
from unit.processing.story import law

#: How long the part of the day lasts in which people may be told something: 15 s, or as TIMER_SECONDS says.
WINDOW = timedelta(seconds=float(os.environ.get("TIMER_SECONDS", "15")))
CASES = int(os.environ.get("TIMER_CASES", "12"))
SKEWS = (-90, 0, 90)
LATEST = timedelta(seconds=60)
"""How much later than that at most."""
TEN_DAYS, MINUTES = 1, 2
SOON, LATE = "dossier.due-soon", "dossier.overdue"
Told = tuple[str, str, str]
"""Dossier, type of event, rung."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A working day that opens and closes at these instants."""

    opens_at: datetime
    closes_at: datetime

    @property
    def calendar(self) -> WorkCalendar:
        """Every day is worked; in a zone where it is about noon, so that no session touches midnight."""
        ahead = 12 - self.opens_at.hour
        zone = timezone(timedelta(hours=ahead))
        opens, closes = (edge.astimezone(zone).time() for edge in (self.opens_at, self.closes_at))
        years = frozenset(range(self.opens_at.year - 1, self.opens_at.year + 2))
        hours = OfficeHours(
            valid_from=date(min(years), 1, 1), valid_to=None, weekdays=frozenset(range(7)), sessions=((opens, closes),)
        )
        name = f"{ahead:+03}:00"
        return WorkCalendar(zone=name, hours=(hours,), days=(), decided_years=years, known_years=years)


@pytest.fixture
async def database(_templates: Templates, _postgres: Callable[[], PostgresServer]) -> AsyncIterator[Database]:
    opened = Database(await _templates.url("postgresql", MIGRATIONS))
    async with opened.write() as writing:
        note = "ALTER TABLE outbox ADD COLUMN true_at timestamptz NOT NULL DEFAULT clock_timestamp()"
        await writing.connection.exec_driver_sql(note)
        await writing.commit()
    yield opened
    await opened.close()
    await drop(_postgres(), opened.url)


@dataclass(kw_only=True)
class Rungs:
    """From when on what is told: in any case, and perhaps, if its turn comes before a nearer rung's."""

    surely: dict[Told, datetime] = field(default_factory=dict)
    perhaps: dict[Told, datetime] = field(default_factory=dict)


async def filled(database: Database, now: datetime, ends_at: datetime) -> Rungs:
    """Cases of two offices, one open, one about to open.

    Rungs at their time fall on the end of the window; deadlines pass all the while; what the open office missed
    yesterday is told at once, and the one that opens in a minute is not told anything yet.
    """
    is_open = Day(opens_at=now - MARGIN, closes_at=ends_at + MARGIN)
    opens_soon = Day(opens_at=now + timedelta(minutes=1), closes_at=now + timedelta(hours=3))
    days = replace(law(version=TEN_DAYS), calendar=is_open.calendar)
    minutes = replace(law(limit=("0.1", "working_hour"), version=MINUTES), calendar=is_open.calendar)
    desk, ids = (
        on(database, days, minutes, replace(days, calendar=opens_soon.calendar, revision="soon")).desk,
        UuidIds(),
    )
    rungs = Rungs()
    for number in range(CASES):
        for ahead in range(4):  # due at the close of today, of tomorrow …
            dossier_id = await opened(desk, ids.new(), is_open.closes_at + timedelta(days=ahead), "law-1")
            await opened(desk, ids.new(), opens_soon.closes_at + timedelta(days=ahead), "soon")
            if ahead:
                rungs.surely[dossier_id, SOON, f"T-{ahead}"] = ends_at
            if ahead < 3:
                missed = rungs.perhaps if ahead else rungs.surely
                missed[dossier_id, SOON, f"T-{ahead + 1}"] = now
        dossier_id, due_at = ids.new(), now + (ends_at - now) * number / CASES
        await desk.open(dossier_id, accepted_at=due_at - timedelta(minutes=6), due_at=due_at, version=MINUTES)
        rungs.surely[dossier_id, LATE, ""] = due_at
    return rungs


async def opened(desk: Desk, dossier_id: str, due_at: datetime, revision: str) -> str:
    """Accepted ten working days before it is due."""
    accepted_at = due_at - timedelta(days=10, minutes=1)
    await desk.open(dossier_id, accepted_at=accepted_at, due_at=due_at, version=TEN_DAYS, revision=revision)
    return dossier_id


async def test_every_rung_is_told_once_and_in_office_hours(database: Database, nats_url: str, tmp_path: Path) -> None:
    connection = await asyncpg.connect(dsn_of(database.url))
    async with replicas(tmp_path, database_url=database.url, nats_url=nats_url, skews=SKEWS) as running:
        await eventually(lambda: _wrong(running, [True, False, True]))
        now = await connection.fetchval("SELECT clock_timestamp()")
        ends_at, until = now + WINDOW, asyncio.get_running_loop().time() + WINDOW.total_seconds() + 2
        killer = Killer(running, connection)
        async with asyncio.TaskGroup() as group:
            group.create_task(killer.hunt(until))
            rungs = await filled(database, now, ends_at)
        await eventually(lambda: _settled(connection, rungs), seconds=60)
    print(f"killed {killer.before_commit} times before a commit, {killer.before_sending} times before sending")
    rows = await connection.fetch("SELECT id, subject, type, body, true_at FROM outbox")
    told = {row["id"]: row for row in rows if row["type"] in (SOON, LATE)}
    assert max(Counter(_told(row) for row in told.values()).values()) == 1
    assert rungs.surely.keys() <= {_told(row) for row in told.values()} <= rungs.surely.keys() | rungs.perhaps.keys()
    for row in told.values():
        since = (rungs.surely | rungs.perhaps)[_told(row)]
        assert since <= row["true_at"] <= since + LATEST
        assert row["type"] == LATE or row["true_at"] <= ends_at + MARGIN - GUARD
    sent = [message for message in await stored(nats_url) if message.event["id"] in told]
    assert Counter(message.event["id"] for message in sent) == Counter(dict.fromkeys(told, 1))
    assert [message.place for message in sent] == sorted_by_subject([message.place for message in sent])
    assert killer.before_commit
    await connection.close()


def sorted_by_subject(places: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The same order, with the sequences of each subject rising."""
    rising = {subject: iter(sorted(n for each, n in places if each == subject)) for subject, _ in places}
    return [(subject, next(rising[subject])) for subject, _ in places]


def _told(row: Any) -> Told:
    return row["subject"], row["type"], decode(row["body"]).data.get("rung", "")


async def _wrong(running: list[Replica], expected: list[bool]) -> bool:
    """Whether these replicas, and no others, say that their clock is wrong."""
    return ["[-] clock" in await each.ready() for each in running] == expected


async def _settled(connection: asyncpg.Connection[Any], rungs: Rungs) -> bool:
    """Whether all that must be told is in the stream, and nothing waits to go there."""
    rows = await connection.fetch("SELECT subject, type, body, published_at FROM outbox")
    sent = {_told(row) for row in rows if row["published_at"] is not None}
    return rungs.surely.keys() <= sent and all(row["published_at"] is not None for row in rows)
