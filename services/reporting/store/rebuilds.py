"""The register of rebuilds."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from reporting.domain.rebuild import FIGURES_VERSION, Rebuild, Source, State
from reporting.store.rebuild_tables import REBUILDS
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE

_R = REBUILDS.c
_AT_WORK = (State.WAITING, State.RUNNING)


class SqlRebuildBook:
    """Fulfils ``rebuilds.ports.RebuildBook``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, rebuild_id: str) -> Rebuild | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(REBUILDS).where(_R.id == rebuild_id))).one_or_none()
        return None if row is None else _rebuild(row)

    async def latest(self, limit: int) -> Sequence[Rebuild]:
        newest = select(REBUILDS).order_by(_R.requested_at.desc(), _R.id.desc()).limit(limit)
        async with self._database.read() as connection:
            return [_rebuild(row) for row in await connection.execute(newest)]

    async def take(self, now: datetime) -> Rebuild | None:
        async with self._database.read() as connection:
            waiting = (await connection.execute(select(REBUILDS).where(_R.state == State.WAITING.value))).first()
        if waiting is None:
            return None
        taken = replace(_rebuild(waiting), state=State.RUNNING, started_at=now)
        await self.note(taken)
        return taken

    async def note(self, rebuild: Rebuild) -> None:
        async with self._database.write() as writing:
            await note(writing.connection, rebuild)
            await writing.commit()

    async def interrupted(self, now: datetime) -> None:
        async with self._database.write() as writing:
            await writing.connection.execute(
                update(REBUILDS)
                .where(_R.state == State.RUNNING.value)
                .values(state=State.FAILED.value, active=None, finished_at=now, fault="interrupted")
            )
            await writing.commit()

    async def version(self) -> int:
        newest = select(func.max(_R.version)).where(_R.state == State.DONE.value)
        async with self._database.read() as connection:
            return int(await connection.scalar(newest) or 0)


async def note(connection: AsyncConnection, rebuild: Rebuild) -> None:
    """On somebody's open transaction."""
    await connection.execute(update(REBUILDS).where(_R.id == rebuild.id).values(_values(rebuild)))


class SqlStartTransaction:
    """Fulfils ``rebuilds.ports.StartTransaction``."""

    def __init__(self, work: Work[object]) -> None:
        self._connection = work.connection
        self.earlier, self.record, self.commit = work.earlier, work.record, work.commit

    async def add(self, rebuild: Rebuild) -> None:
        try:
            await self._connection.execute(insert(REBUILDS).values(_values(rebuild)))
        except IntegrityError:
            raise Problem(
                "rebuild-running",
                Kind.REFUSED,
                "The figures are being counted anew already. Look at GET /v1/rebuilds, and ask again when it is done.",
            ) from None


class SqlStartUnitOfWork:
    """Fulfils ``rebuilds.ports.StartUnitOfWork``. Who asked is in the journal; nobody else is told."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._desk: Desk[object] = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=_nothing,
            wake=lambda: None,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlStartTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlStartTransaction]:
        async with self._desk.work() as work:
            yield SqlStartTransaction(work)


def _nothing(_fact: object) -> OutgoingEvent:
    raise AssertionError("a rebuild is told to nobody")


def _values(rebuild: Rebuild) -> dict[str, Any]:
    return {
        "id": rebuild.id,
        "source": rebuild.source.value,
        "state": rebuild.state.value,
        "active": "one" if rebuild.state in _AT_WORK else None,
        "requested_by": rebuild.requested_by,
        "requested_at": rebuild.requested_at,
        "started_at": rebuild.started_at,
        "finished_at": rebuild.finished_at,
        "version": FIGURES_VERSION,
        "total": rebuild.total,
        "done": rebuild.done,
        "dossiers": rebuild.dossiers,
        "changed": rebuild.changed,
        "unreadable": rebuild.unreadable,
        "fault": rebuild.fault,
    }


def _rebuild(row: Row[Any]) -> Rebuild:
    return Rebuild(
        id=row.id,
        source=Source(row.source),
        state=State(row.state),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        total=row.total,
        done=row.done,
        dossiers=row.dossiers,
        changed=row.changed,
        unreadable=row.unreadable,
        fault=row.fault,
    )
