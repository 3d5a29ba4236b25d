"""What this machine can do at all: the same statements in plain asyncpg, the same publishing with nothing around it."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import nats

from chassis.ids import UuidIds
from chassis.messaging import streams
from load.outcome import Outcome, summary
from load.stage import dsn_of
from load.statements import Statement, Transaction

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_IDS = UuidIds()

NewId = Callable[[], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One event as it lies in the outbox."""

    id: str
    subject: str
    body: bytes


class Replay:
    """A transaction with new ids in place of those it was taken down with, each id the same wherever it stood."""

    def __init__(
        self, transaction: Transaction, new_id: NewId = _IDS.new, *, existing: Iterator[Mapping[str, str]] | None = None
    ) -> None:
        """existing: for each run, which ids that must exist stand in place of which that were taken down."""
        self._existing = existing
        self._statements = transaction.statements
        self._is_committed = transaction.is_committed
        self._new_id = new_id
        self._held = sorted({each for statement in self._statements for each in _ids_in(statement)})
        self._places = [_places(statement) for statement in self._statements]

    async def run(self, connection: asyncpg.Connection[Any]) -> None:
        """Once. A transaction that only read is run without begin and rollback: the limit is the statements."""
        ids = {held: self._new_id() for held in self._held} | dict(next(self._existing) if self._existing else {})
        if not self._is_committed:
            await self._execute(connection, ids)
            return
        async with connection.transaction():
            await self._execute(connection, ids)

    async def _execute(self, connection: asyncpg.Connection[Any], ids: dict[str, str]) -> None:
        for statement, places in zip(self._statements, self._places, strict=True):
            rows = [_renewed(row, places, ids) for row in statement.rows]
            if statement.many:
                await connection.executemany(statement.sql, rows)
            else:
                await connection.fetch(statement.sql, *rows[0])


async def statements_limit(
    database_url: str, replay: Replay, *, seconds: float, warm_up_seconds: float, connections: int = 10
) -> Outcome:
    """The transaction over and over from so many connections, in one process."""
    opened = [await asyncpg.connect(dsn_of(database_url)) for _ in range(connections)]
    try:
        return await _closed_loop([lambda c=c: replay.run(c) for c in opened], seconds, warm_up_seconds)  # type: ignore[misc]
    finally:
        await asyncio.gather(*(each.close() for each in opened))


async def fired_plainly(connection: asyncpg.Connection[Any]) -> float:
    """Seconds to mark every waiting timer and to write a command and an event for each, a hundred in a transaction."""
    for table in ("timers", "commands", "outbox"):
        await connection.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
    await connection.execute("INSERT INTO bare_timers SELECT * FROM timers")
    rows = await connection.fetch("SELECT dossier_id, kind, about_at FROM timers ORDER BY fire_at")
    began = time.perf_counter()
    for first in range(0, len(rows), 100):
        batch = rows[first : first + 100]
        keys = [[row[place] for row in batch] for place in range(3)]
        async with connection.transaction():
            await connection.execute(_MARK, *keys)
            await connection.executemany(_COMMAND, [(_IDS.new(), row[0], row[2]) for row in batch])
            await connection.executemany(_EVENT, [(_IDS.new(), row[0], b"." * 900, row[2]) for row in batch])
    seconds = time.perf_counter() - began
    await connection.execute("DROP TABLE bare_timers, bare_commands, bare_outbox")
    return seconds


_MARK = """
    UPDATE bare_timers SET fired_at = given.about_at
    FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS given(dossier_id, kind, about_at)
    WHERE bare_timers.dossier_id = given.dossier_id
      AND bare_timers.kind = given.kind AND bare_timers.about_at = given.about_at
"""
_COMMAND = """
    INSERT INTO bare_commands (id, subject, name, actor, on_behalf_of, unit, reason, at, event_count)
    VALUES ($1, $2, 'fire-overdue', 'service:processing', '', 'heza/dau-tu', '', $3, 1)
"""
_EVENT = """
    INSERT INTO bare_outbox (id, command_id, subject, sequence, type, nats_subject, body, created_at)
    VALUES ($1, $1, $2, 1, 'dossier.overdue', 'motcua.v1.heza.dau-tu.dossier.overdue', $3, $4)
"""


async def moved_plainly(connection: asyncpg.Connection[Any]) -> float:
    """Seconds to move every open case, step and timer by a day, by one statement a table; rolled back."""
    transaction = connection.transaction()
    await transaction.start()
    began = time.perf_counter()
    await connection.execute(
        "UPDATE cases SET due_at = due_at + interval '1 day', original_due_at = original_due_at + interval '1 day',"
        " announced_due_at = announced_due_at + interval '1 day', law_revision = 'law-0', version = version + 1"
    )
    await connection.execute(
        "UPDATE tasks SET due_at = due_at + interval '1 day' WHERE state IN ('unassigned', 'assigned')"
    )
    await connection.execute(
        "UPDATE timers SET about_at = about_at + interval '1 day', fire_at = fire_at + interval '1 day'"
    )
    seconds = time.perf_counter() - began
    await transaction.rollback()
    await connection.execute("VACUUM (ANALYZE)")
    return seconds


async def publish_limit(url: str, messages: Sequence[Message], *, in_flight: int = 128) -> Outcome:
    """Each message published once and its acknowledgement awaited, so many at a time, into a new stream."""
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    for plan in streams.plans(1):
        await streams.ensure_stream(jetstream, plan)
    places = asyncio.Semaphore(in_flight)
    taken: list[float] = []

    async def publish(message: Message) -> None:
        async with places:
            began = time.perf_counter()
            headers = {"Nats-Msg-Id": message.id}
            await jetstream.publish(message.subject, message.body, timeout=5, stream=streams.EVENTS, headers=headers)
            taken.append(time.perf_counter() - began)

    began = time.perf_counter()
    await asyncio.gather(*(publish(message) for message in messages))
    seconds = time.perf_counter() - began
    await connection.close()
    return summary(taken, seconds)


async def _closed_loop(works: Sequence[Callable[[], Awaitable[None]]], seconds: float, warm_up: float) -> Outcome:
    counts_from = time.perf_counter() + warm_up
    ends_at = counts_from + seconds
    taken: list[float] = []

    async def client(work: Callable[[], Awaitable[None]]) -> None:
        began = time.perf_counter()
        while began < ends_at:
            await work()
            ended = time.perf_counter()
            if ended >= counts_from:
                taken.append(ended - began)
            began = ended

    await asyncio.gather(*(client(work) for work in works))
    return summary(taken, time.perf_counter() - counts_from)


def _ids_in(statement: Statement) -> set[str]:
    return {found for row in statement.rows for value in row for found in _ID.findall(_as_text(value))}


def _places(statement: Statement) -> frozenset[int]:
    """Which parameters contain an id."""
    return frozenset(place for row in statement.rows for place, value in enumerate(row) if _ID.search(_as_text(value)))


def _renewed(row: tuple[Any, ...], places: frozenset[int], ids: dict[str, str]) -> list[Any]:
    return [_with(value, ids) if place in places else value for place, value in enumerate(row)]


def _with(value: Any, ids: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_with(each, ids) if isinstance(each, str) else each for each in value]
    for old, new in ids.items():
        value = value.replace(old.encode(), new.encode()) if isinstance(value, bytes) else value.replace(old, new)
    return value


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, list):
        return " ".join(map(_as_text, value))
    return value if isinstance(value, str) else ""
