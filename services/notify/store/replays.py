"""Replays: inside a transaction, and to look up."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.work import Work
from notify.domain.replay import OPEN, Replay, ReplayState
from notify.store.subscribers import SqlSubscribers, silent_desk
from notify.store.tables import REPLAYS

_R = REPLAYS.c
_ONE = select(REPLAYS)
_IS_OPEN = _R.state.in_(sorted(OPEN))


class SqlReplays:
    """Fulfils ``application.replays.ports.Replays``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, replay: Replay) -> None:
        await self._connection.execute(insert(REPLAYS).values(_row(replay)))

    async def locked(self, replay_id: str) -> Replay | None:
        row = (await self._connection.execute(_ONE.where(_R.id == replay_id).with_for_update())).one_or_none()
        return None if row is None else _replay(row)

    async def save(self, replay: Replay) -> None:
        await self._connection.execute(update(REPLAYS).where(_R.id == replay.id).values(_row(replay)))

    async def open_of(self, subscriber: str) -> Replay | None:
        row = (await self._connection.execute(_ONE.where(_R.subscriber == subscriber, _IS_OPEN))).one_or_none()
        return None if row is None else _replay(row)


class SqlReplayReads:
    """Fulfils ``application.replays.ports.ReplayReads``. Ids are UUIDv7: newest first is by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, replay_id: str) -> Replay | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_ONE.where(_R.id == replay_id))).one_or_none()
        return None if row is None else _replay(row)

    async def page(self, subscriber: str, *, limit: int, after: str) -> tuple[tuple[Replay, ...], int, bool]:
        mine = _R.subscriber == subscriber
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(REPLAYS).where(mine))
            wanted = _ONE.where(mine).order_by(_R.id.desc()).limit(limit + 1)
            found = (await connection.execute(wanted.where(_R.id < after) if after else wanted)).all()
        return tuple(_replay(row) for row in found[:limit]), int(total or 0), len(found) > limit

    async def all_open(self) -> tuple[Replay, ...]:
        async with self._database.read() as connection:
            found = await connection.execute(_ONE.where(_IS_OPEN).order_by(_R.id))
            return tuple(_replay(row) for row in found)


class SqlReplayTransaction:
    """Fulfils ``application.replays.ports.ReplayTransaction``."""

    def __init__(self, work: Work[object]) -> None:
        self.subscribers, self.replays = SqlSubscribers(work.connection), SqlReplays(work.connection)
        self.record, self.earlier, self.commit = work.record, work.earlier, work.commit


class SqlReplayWork:
    """Fulfils ``application.replays.ports.ReplayWork``. Commands are journaled; no event follows from them."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._desk = silent_desk(database, clock, ids)

    def begin(self) -> AbstractAsyncContextManager[SqlReplayTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlReplayTransaction]:
        async with self._desk.work() as work:
            yield SqlReplayTransaction(work)


def _row(replay: Replay) -> dict[str, Any]:
    return asdict(replay) | {"state": replay.state.value}


def _replay(row: Any) -> Replay:
    values = row._asdict()
    return Replay(**values | {"state": ReplayState(values["state"])})
