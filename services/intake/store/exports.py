"""Exports: what was asked for, how far it is, and the lease of the process that works at it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from intake.application.exports.export import Applicants, Export, ExportState
from intake.application.reading import Filter
from intake.domain.dossier import Timeliness
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel, Subject
from intake.domain.states import State
from intake.domain.transfer import Transfer
from intake.store.tables import exports

LEASE_SECONDS = 30
"""Real ones, also where the business clock is simulated; a batch takes less than one."""

_INSERT = insert(exports)
_GET = select(exports).where(exports.c.id == bindparam("wanted"))
_WORDS: dict[str, type[Any]] = {
    "channel": Channel,
    "payment": PaymentStatus,
    "applicant_kind": Subject,
    "timeliness": Timeliness,
    "transfer": Transfer,
}
_INSTANTS = ("received_from", "received_before", "due_from", "due_before")
_TEXTS = ("department", "procedure", "code", "officer", "by_due")


class SqlAskedExports:
    """Fulfils ``ports.AskedExports``, inside a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, export: Export) -> None:
        await self._connection.execute(_INSERT, _row(export))


class SqlExports:
    """Fulfils ``exports.ports.Exports``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, export_id: str) -> Export | None:
        async with self._database.read() as connection:
            row = (await connection.execute(_GET, {"wanted": export_id})).one_or_none()
        return None if row is None else _export_of(row)

    async def claim(self) -> Export | None:
        now = int(time.time())
        died = and_(exports.c.state == ExportState.RUNNING, exports.c.lease_until < now)
        free = or_(exports.c.state == ExportState.QUEUED, died)
        oldest = select(exports).where(free).order_by(exports.c.created_at).limit(1).with_for_update(skip_locked=True)
        async with self._database.write() as writing:
            row = (await writing.connection.execute(oldest)).one_or_none()
            if row is None:
                return None
            export = replace(_export_of(row), state=ExportState.RUNNING, attempt=row.attempt + 1, rows_done=0)
            taken = {"state": export.state, "attempt": export.attempt, "rows_done": 0, "lease_until": _lease()}
            await writing.connection.execute(update(exports).where(exports.c.id == export.id).values(taken))
            await writing.commit()
        return export

    async def advance(self, export: Export, rows_done: int, rows_total: int) -> bool:
        return await self._change(export, rows_done=rows_done, rows_total=rows_total, lease_until=_lease())

    async def finish(self, export: Export, *, size: int, expires_at: datetime) -> bool:
        return await self._change(
            export, state=ExportState.DONE, size=size, finished_at=self._clock.now(), expires_at=expires_at
        )

    async def give_up(self, export: Export, fault: str, *, is_final: bool) -> None:
        if is_final:
            await self._change(export, state=ExportState.FAILED, fault=fault, finished_at=self._clock.now())
        else:
            await self._change(export, state=ExportState.QUEUED)

    async def delete(self, export_id: str) -> None:
        async with self._database.write() as writing:
            await writing.connection.execute(delete(exports).where(exports.c.id == export_id))
            await writing.commit()

    async def expired(self, limit: int) -> Sequence[str]:
        statement = select(exports.c.id).where(exports.c.expires_at < self._clock.now()).limit(limit)
        async with self._database.read() as connection:
            return list((await connection.execute(statement)).scalars())

    async def _change(self, export: Export, **values: Any) -> bool:
        """False when the export is gone, or another process has begun it anew."""
        async with self._database.write() as writing:
            statement = update(exports).where(*_ours(export)).values(values)
            done = await writing.connection.execute(statement)
            await writing.commit()
        return done.rowcount == 1


def _ours(export: Export) -> list[ColumnElement[bool]]:
    return [
        exports.c.id == export.id,
        exports.c.attempt == export.attempt,
        exports.c.state == ExportState.RUNNING,
    ]


def _lease() -> int:
    return int(time.time()) + LEASE_SECONDS


def _row(export: Export) -> dict[str, Any]:
    actor = export.actor
    return {
        "id": export.id,
        "actor": actor.subject,
        "roles": sorted(actor.roles),
        "agency": actor.agency,
        "department": actor.department,
        "on_behalf_of": actor.on_behalf_of,
        "format": export.format,
        "applicants": export.applicants,
        "wanted": _plain(export.wanted),
        "created_at": export.created_at,
        "state": export.state,
        "rows_done": export.rows_done,
        "rows_total": export.rows_total,
        "size": export.size,
        "fault": export.fault,
        "attempt": export.attempt,
        "lease_until": 0,
        "finished_at": export.finished_at,
        "expires_at": export.expires_at,
    }


def _export_of(row: Row[Any]) -> Export:
    values = row._asdict()
    actor = Actor(
        subject=values.pop("actor"),
        roles=frozenset(values.pop("roles")),
        agency=values.pop("agency"),
        department=values.pop("department"),
        on_behalf_of=values.pop("on_behalf_of"),
    )
    del values["lease_until"]
    known = {
        "applicants": Applicants(values["applicants"]),
        "state": ExportState(values["state"]),
        "wanted": _filter_of(values["wanted"]),
    }
    return Export(actor=actor, **values | known)


def _plain(wanted: Filter) -> dict[str, Any]:
    """Without people: nobody is exported by name."""
    plain: dict[str, Any] = {name: getattr(wanted, name) for name in (*_TEXTS, *_WORDS)}
    plain |= {name: at and at.isoformat() for name in _INSTANTS for at in (getattr(wanted, name),)}
    return plain | {"states": sorted(wanted.states) if wanted.states else None}


def _filter_of(plain: dict[str, Any]) -> Filter:
    values: dict[str, Any] = {name: plain[name] for name in _TEXTS}
    values |= {name: word(plain[name]) if plain[name] else None for name, word in _WORDS.items()}
    values |= {name: datetime.fromisoformat(plain[name]) if plain[name] else None for name in _INSTANTS}
    states = frozenset(State(state) for state in plain["states"]) if plain["states"] else None
    return Filter(states=states, **values)
