"""Two replicas follow a changed calendar and are killed in the middle of it, again and again: each case moves once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from chaos.replicas import replicas
from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.kernel.worktime import is_working_day
from load.cases import fill_cases, keep_calendar, laws, with_day_off
from load.stage import dsn_of
from processing.domain.rollouts import Rollout
from processing.store.rollouts import SqlRollouts
from service.processing.stores import MIGRATIONS
from support.databases import Templates
from support.stream import eventually

CASES, KILLS = 2_000, 4
DONE = "SELECT finished_at IS NOT NULL FROM calendar_rollouts"
MOVED = "SELECT sum((value->>'moved')::int) FROM calendar_rollouts, jsonb_each(tally->'departments')"


@pytest.fixture
async def url(_templates: Templates) -> str:
    return await _templates.url("postgresql", MIGRATIONS)


async def test_every_case_moves_exactly_once(url: str, nats_url: str, tmp_path: Path) -> None:
    now = SystemClock().now()
    await fill_cases(url, CASES, now=now, days=3)
    connection = await asyncpg.connect(dsn_of(url))
    before = await _cases(connection)
    async with replicas(tmp_path, database_url=url, nats_url=nats_url, skews=(-1, 1)) as running:
        await _storm(connection, url, now)
        for kill in range(KILLS):
            await eventually(partial(_goes_on, connection, await connection.fetchval(MOVED) or 0), seconds=60)
            running[kill % 2].kill()
            running[kill % 2].start()
        await eventually(lambda: connection.fetchval(DONE), seconds=90)
    after = await _cases(connection)
    told = await connection.fetch("SELECT subject FROM outbox WHERE type = 'dossier.due-date-changed'")
    moved = {each for each, (due_at, _) in after.items() if due_at != before[each][0]}
    assert Counter(row["subject"] for row in told) == Counter(dict.fromkeys(moved, 1))
    assert len(moved) == await connection.fetchval(MOVED) > CASES / 2
    assert {after[each][1] - before[each][1] for each in moved} == {1}
    await connection.close()


async def _storm(connection: asyncpg.Connection[Any], url: str, now: datetime) -> None:
    """The calendar changes as if intake had said so: the next working day but one is off."""
    calendar = laws()[0].calendar
    ahead = (now.astimezone(calendar.tz).date() + timedelta(days=days) for days in range(2, 12))
    await keep_calendar(
        connection, "law-2", with_day_off(calendar, next(d for d in ahead if is_working_day(calendar, d)))
    )
    database = Database(url)
    async with database.write() as writing:
        rollout = Rollout(id="storm", agency="heza", law_revision="law-2", changed_at=now, heard_at=now)
        await SqlRollouts(writing.connection).add(rollout)
        await writing.commit()
    await database.close()


async def _goes_on(connection: asyncpg.Connection[Any], moved: int) -> bool:
    await asyncio.sleep(0.01)
    return (await connection.fetchval(MOVED) or 0) > moved or bool(await connection.fetchval(DONE))


async def _cases(connection: asyncpg.Connection[Any]) -> dict[str, tuple[datetime, int]]:
    rows = await connection.fetch("SELECT dossier_id, due_at, version FROM cases")
    return {row["dossier_id"]: (row["due_at"], row["version"]) for row in rows}
