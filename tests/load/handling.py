"""Departments at work: steps completed, inboxes opened, timers fired, deadlines moved; on PostgreSQL, events on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import asyncpg
from pydantic import SecretStr

from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.kernel.worktime import is_working_day
from chassis.timers.firing import by
from ctl.machine import ISSUER
from load.cases import OFFICERS, Filled, department_of, fill_cases, keep_calendar, laws, with_day_off
from load.limits import Replay, fired_plainly, moved_plainly, statements_limit
from load.outcome import Request, Spec, drive
from load.rows import Row, at_least, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of
from load.statements import Transaction, taken_down_in
from processing.application.fire_timers import FireTimersHandler
from processing.domain.rollouts import Rollout
from processing.events.publishing import published
from processing.settings import Settings
from processing.store.laws import LawMemory
from processing.store.reads import SqlReading
from processing.store.rollouts import SqlRollouts
from processing.store.tables import messaging
from processing.store.unit_of_work import SqlUnitOfWork
from processing.wiring import build

CONNECTIONS = 10
INBOX_PACE, INBOX_CONNECTIONS = 10.0, 4
MEANWHILE = 10.0
"""Steps completed a second while deadlines move."""
_IDS = UuidIds()


class Handling:
    """Each measure on a database of its own."""

    def __init__(self, stage: Stage, sizes: Sizes) -> None:
        self._stage = stage
        self._sizes = sizes
        self._now = SystemClock().now()

    def measures(self) -> dict[str, Callable[[], Awaitable[list[Row]]]]:
        return {"complete": self.complete, "inbox": self.inbox, "timers": self.timers, "recount": self.recount}

    async def complete(self) -> list[Row]:
        """POST /v1/tasks/{id}/completion: another case each time, by who has it; the next step opens."""
        url, filled = await self._filled("completing", self._sizes.held, days=3)
        async with self._stage.processing(url) as served:
            await served.calm()
            first, ours = filled.held[0], filled.held[1 : len(filled.held) // 3]
            [transaction] = [
                each for each in await self._taken_down(url, _completion(served, *first)) if each.is_committed
            ]
            ids = _case_by_case(filled, first[0], filled.held[len(ours) + 1 :])
            limit = await statements_limit(
                url, Replay(transaction, existing=ids), **self._times, connections=CONNECTIONS
            )
            before = served.processor_seconds()
            outcome = await drive(self._spec(served, [_completion(served, *each) for each in ours], key_prefix="done"))
            used = (served.processor_seconds() - before) / max(outcome.count, 1) * 1000
        note = f"{outcome.note}; {len(transaction.statements)} statements; about {used:.1f} ms of processor each"
        return [
            Row(
                measure="completing steps, 10 connections",
                unit="/s",
                value=outcome.rate,
                limit=limit.rate,
                asked=at_least(200),
                note=f"{note}; the machine's p50 {limit.p50:.1f} ms",
                fault=outcome.fault,
            )
        ]

    async def inbox(self) -> list[Row]:
        """What one officer has, in one call and as a list; and all that a department has, by its head."""
        url, _ = await self._filled("inboxes", self._sizes.many, days=20, done=0.93)
        asked = {
            "an officer's inbox": (OFFICERS[6], "specialist", "/v1/work"),
            "  the list of an officer's steps": (
                OFFICERS[6],
                "specialist",
                _tasks(assignee=OFFICERS[6], state="assigned"),
            ),
            "  the list of a department's steps": ("tp.dau-tu", "department_head", _tasks(department="dau-tu")),
            "  a head's inbox": ("tp.dau-tu", "department_head", "/v1/work"),
        }
        rows = []
        async with self._stage.processing(url) as served:
            await served.calm()
            for name, (who, role, path) in asked.items():
                request = Request(method="GET", path=path, token=served.token(who, role, department=department_of(who)))
                spec = replace(self._spec(served, [request]), connections=INBOX_CONNECTIONS)
                outcome = await drive(replace(spec, pace=INBOX_PACE))
                read = Replay(await self._read(url, request))
                limit = await statements_limit(url, read, **self._times, connections=1)
                measure = f"{name} among {self._sizes.many:,} cases, p95"
                rows.append(
                    Row(
                        measure=measure,
                        unit="ms",
                        value=outcome.p95,
                        limit=limit.p95,
                        asked=at_most(50),
                        note=outcome.note,
                        fault=outcome.fault,
                    )
                )
        return rows

    async def timers(self) -> list[Row]:
        """A scan after everything was down: every deadline of so many cases has passed, each is told to be late."""
        url, _ = await self._filled("timers", self._sizes.timers, days=3)
        connection = await asyncpg.connect(dsn_of(url))
        await connection.execute("DELETE FROM timers WHERE kind <> 'overdue'")
        await connection.execute("VACUUM (ANALYZE) timers")
        limit = await fired_plainly(connection)
        database, clock = Database(url), FrozenClock(self._now + timedelta(days=120))
        memory = LawMemory()
        work = SqlUnitOfWork(database, messaging, clock, _IDS, publish=published, wake=lambda: None, memory=memory)
        scan = FireTimersHandler(work, SqlReading(database, memory), by(clock))
        began = time.perf_counter()
        fired = await scan()
        seconds = time.perf_counter() - began
        told = await connection.fetchval("SELECT count(*) FROM outbox WHERE type = 'dossier.overdue'")
        await database.close()
        await connection.close()
        return [
            Row(
                measure=f"a scan that fires {self._sizes.timers:,} timers",
                unit="s",
                value=seconds,
                limit=limit,
                asked=at_most(10),
                note="the limit is the same rows marked and written by plain SQL, a hundred in a transaction",
                fault="" if told == fired.count == self._sizes.timers else f"{told} told of {self._sizes.timers}",
            )
        ]

    async def recount(self) -> list[Row]:
        """A day off more: from hearing of it until the last open case is counted anew, while steps are completed."""
        url, filled = await self._filled("recounting", self._sizes.clocks, days=3)
        connection = await asyncpg.connect(dsn_of(url))
        limit = await moved_plainly(connection)
        async with self._stage.processing(url) as served:
            done = [_completion(served, *each) for each in filled.held[: int(MEANWHILE * 120)]]
            meanwhile = replace(
                self._spec(served, done, key_prefix="while"),
                pace=MEANWHILE,
                seconds=20.0,
                connections=INBOX_CONNECTIONS,
            )
            began = time.perf_counter()
            await self._storm(connection, url)
            outcome, seconds = await asyncio.gather(drive(meanwhile), _followed(connection, began))
        moved = await connection.fetchval("SELECT count(*) FROM outbox WHERE type = 'dossier.due-date-changed'")
        await connection.close()
        return [
            Row(
                measure=f"recounting {self._sizes.clocks:,} open deadlines",
                unit="s",
                value=seconds,
                limit=limit,
                asked=at_most(60),
                note=f"{moved:,} moved; the limit is the same columns moved by one statement a table",
                fault="" if moved else "no deadline moved",
            ),
            Row(
                measure="  completing a step meanwhile, p95",
                unit="ms",
                value=outcome.p95,
                note=outcome.note,
                fault=outcome.fault,
            ),
        ]

    async def _filled(self, name: str, count: int, *, days: int, done: float = 0.0) -> tuple[str, Filled]:
        url = await self._stage.database(name, "processing.store.migrations")
        return url, await fill_cases(url, count, now=self._now, days=days, done=done)

    async def _storm(self, connection: asyncpg.Connection[Any], url: str) -> None:
        """The calendar changes as if intake had said so: one of the next working days is off."""
        calendar = laws()[0].calendar
        ahead = (self._now.astimezone(calendar.tz).date() + timedelta(days=days) for days in range(2, 12))
        day = next(each for each in ahead if is_working_day(calendar, each))
        await keep_calendar(connection, "law-2", with_day_off(calendar, day))
        database = Database(url)
        async with database.write() as writing:
            rollout = Rollout(id="storm", agency="heza", law_revision="law-2", changed_at=self._now, heard_at=self._now)
            await SqlRollouts(writing.connection).add(rollout)
            await writing.commit()
        await database.close()

    async def _read(self, url: str, request: Request) -> Transaction:
        """What was read of tasks for it."""
        return next(each for each in await self._taken_down(url, request) if each.has("FROM tasks"))

    async def _taken_down(self, url: str, request: Request) -> tuple[Transaction, ...]:
        jwks = self._stage.machine(url, service="processing").secrets / "issuer" / "jwks.json"
        settings = Settings(
            environment="demo",
            database_url=SecretStr(url),
            token_issuer=ISSUER,
            jwks_file=jwks,
            intake_target="127.0.0.1:9",
        )
        return await taken_down_in(await build(settings), request)

    @property
    def _times(self) -> dict[str, float]:
        return {"seconds": self._sizes.seconds, "warm_up_seconds": self._sizes.warm_up_seconds}

    def _spec(self, served: Served, requests: Sequence[Request], *, key_prefix: str = "") -> Spec:
        return Spec(
            port=served.port,
            requests=tuple(requests),
            connections=CONNECTIONS,
            key_prefix=key_prefix,
            seconds=self._sizes.seconds,
            warm_up_seconds=self._sizes.warm_up_seconds,
        )


def _completion(served: Served, task_id: str, officer: str) -> Request:
    token = served.token(officer, "specialist", department=department_of(officer))
    return Request(method="POST", path=f"/v1/tasks/{task_id}/completion", token=token, body="{}")


def _tasks(**filters: str) -> str:
    return f"/v1/tasks?{urlencode({'page_size': '50', **filters})}"


def _case_by_case(filled: Filled, task_id: str, others: Sequence[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """The taken-down case's own ids, and those of another case in their place."""
    first = filled.cases[task_id]
    for other, _ in others:
        yield {task_id: other, first: filled.cases[other]}


async def _followed(connection: asyncpg.Connection[Any], began: float) -> float:
    """Seconds until every open case was looked at."""
    while not await connection.fetchval("SELECT finished_at IS NOT NULL FROM calendar_rollouts"):
        await asyncio.sleep(0.05)
    return time.perf_counter() - began
