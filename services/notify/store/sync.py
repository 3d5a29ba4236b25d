"""How dossiers stand with other systems: inside a transaction, and to look up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope, OutgoingEvent
from chassis.messaging.inbox import Inbox
from chassis.messaging.journal import Command
from chassis.messaging.resuming import resumed
from chassis.messaging.work import Desk, Work
from notify.application.sync.ports import SyncChoice
from notify.domain.sync import Milestones, Reconciliation, Supplement, SyncedDossier, SyncState
from notify.store.tables import MESSAGING, SYNCED
from notify.store.unit_of_work import SERVICE

CONSUMER = f"{SERVICE}-sync"
_S = SYNCED.c
_INSTANTS = ("asked_at", "answered_at", "due_before", "due_after")


class SqlSyncBook:
    """Fulfils ``application.sync.ports.SyncBook``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def locked(self, adapter: str, dossier_id: str) -> SyncedDossier | None:
        wanted = select(SYNCED).where(_S.adapter == adapter, _S.dossier_id == dossier_id).with_for_update()
        row = (await self._connection.execute(wanted)).one_or_none()
        return None if row is None else _dossier(row)

    async def save(self, dossier: SyncedDossier) -> None:
        await self._put(_row(dossier))

    async def settle(self, dossier: SyncedDossier) -> None:
        await self._put(_row(dossier) | {"claimed_until": None})

    async def _put(self, row: Mapping[str, Any]) -> None:
        insert = postgresql_insert if self._connection.dialect.name == "postgresql" else sqlite_insert
        putting = insert(SYNCED).values(row)
        changed = {name: putting.excluded[name] for name in row if name not in ("adapter", "dossier_id")}
        await self._connection.execute(
            putting.on_conflict_do_update(index_elements=["adapter", "dossier_id"], set_=changed)
        )

    async def claim_due(self, adapter: str, *, real: datetime, until: datetime, limit: int) -> Sequence[SyncedDossier]:
        due = (
            select(_S.dossier_id)
            .where(
                _S.adapter == adapter,
                _S.next_attempt_at <= real,
                or_(_S.claimed_until.is_(None), _S.claimed_until <= real),
            )
            .order_by(_S.next_attempt_at, _S.dossier_id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        claiming = (
            update(SYNCED)
            .where(_S.adapter == adapter, _S.dossier_id.in_(due))
            .values(claimed_until=until)
            .returning(SYNCED)
        )
        return sorted((_dossier(row) for row in await self._connection.execute(claiming)), key=_oldest_first)


class SqlSyncTransaction:
    """Fulfils ``application.sync.ports.SyncTransaction``."""

    def __init__(self, work: Work[OutgoingEvent], clock: Clock) -> None:
        self._work = work
        self.book = SqlSyncBook(work.connection)
        self.commit = work.commit
        self._inbox = Inbox(work.connection, MESSAGING, CONSUMER, clock)

    async def first_sight(self, envelope: Envelope) -> bool:
        """Without waiting for a predecessor: an adapter may be set up when the first events have aged out, and the
        state that is handed over does not depend on them."""
        if resumed(CONSUMER, envelope.id) is not None:
            return await self._inbox.accept(envelope)
        if await self._inbox.last_sequence(envelope.source, envelope.subject) >= envelope.sequence:
            return False
        await self._inbox.advance_past(envelope)
        return True

    async def record(self, actor: Actor, name: str, dossier_id: str) -> None:
        await self._work.record(Command(name=name, actor=actor, subject=dossier_id), [])


class SqlSyncWork:
    """Fulfils ``application.sync.ports.SyncWork``."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._desk: Desk[OutgoingEvent] = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=CONSUMER,
            clock=clock,
            ids=ids,
            publish=lambda event: event,
            wake=lambda: None,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlSyncTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlSyncTransaction]:
        async with self._desk.work() as work:
            yield SqlSyncTransaction(work, self._desk.clock)


class SqlSyncReads:
    """Fulfils ``application.sync.ports.SyncReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, chosen: SyncChoice, *, limit: int, after: tuple[str, str] | None
    ) -> tuple[tuple[SyncedDossier, ...], int, bool]:
        conditions = _of(chosen.adapter, chosen.agency)
        if chosen.states:
            conditions.append(_S.state.in_([state.value for state in chosen.states]))
        wanted = select(SYNCED).where(*conditions).order_by(_S.changed_at.desc(), _S.dossier_id.desc()).limit(limit + 1)
        if after is not None:
            at = datetime.fromisoformat(after[0])
            wanted = wanted.where(or_(_S.changed_at < at, and_(_S.changed_at == at, _S.dossier_id < after[1])))
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(SYNCED).where(*conditions))
            rows = (await connection.execute(wanted)).all()
        return tuple(_dossier(row) for row in rows[:limit]), int(total or 0), len(rows) > limit

    async def counts(self, adapter: str, agency: str) -> Mapping[SyncState, int]:
        counted = select(_S.state, func.count()).where(*_of(adapter, agency)).group_by(_S.state)
        async with self._database.read() as connection:
            found = {SyncState(state): int(count) for state, count in await connection.execute(counted)}
        return {state: found.get(state, 0) for state in SyncState}

    async def waiting_since(self, adapter: str, agency: str) -> datetime | None:
        waiting = select(func.min(_S.changed_at)).where(*_of(adapter, agency), _S.state == SyncState.PENDING.value)
        async with self._database.read() as connection:
            since: datetime | None = await connection.scalar(waiting)
        return since

    async def reconciliation(self, adapter: str, agency: str, first: date, last: date) -> Reconciliation:
        is_there = _S.is_known.is_(True)
        counted = select(func.count(), func.count().filter(is_there)).where(
            *_of(adapter, agency), _S.accepted_on.between(first, last)
        )
        async with self._database.read() as connection:
            received, synced = (await connection.execute(counted)).one()
        return Reconciliation(adapter=adapter, first=first, last=last, received=received, synced=synced)


def _of(adapter: str, agency: str) -> list[ColumnElement[bool]]:
    return [_S.adapter == adapter, _S.is_trial.is_(False), *([_S.agency == agency] if agency else [])]


def _oldest_first(dossier: SyncedDossier) -> tuple[datetime, str]:
    return dossier.changed_at, dossier.dossier_id


def _row(dossier: SyncedDossier) -> dict[str, Any]:
    return {
        "adapter": dossier.adapter,
        "dossier_id": dossier.dossier_id,
        "agency": dossier.agency,
        "department": dossier.department,
        "code": dossier.code,
        "accepted_on": dossier.accepted_on,
        "state": dossier.state.value,
        "milestones": _written(dossier.milestones),
        "wanted": dossier.wanted,
        "sent": dossier.sent,
        "is_known": dossier.is_known,
        "is_rejected": dossier.is_rejected,
        "is_trial": dossier.is_trial,
        "attempts": dossier.attempts,
        "failure": dossier.failure,
        "changed_at": dossier.changed_at,
        "synced_at": dossier.synced_at,
        "next_attempt_at": dossier.next_attempt_at,
    }


def _dossier(row: Row[Any]) -> SyncedDossier:
    return SyncedDossier(
        adapter=row.adapter,
        dossier_id=row.dossier_id,
        agency=row.agency,
        department=row.department,
        code=row.code,
        accepted_on=row.accepted_on,
        milestones=_read(row.milestones),
        wanted=row.wanted,
        sent=row.sent,
        is_known=row.is_known,
        is_rejected=row.is_rejected,
        is_trial=row.is_trial,
        attempts=row.attempts,
        failure=row.failure,
        changed_at=row.changed_at,
        synced_at=row.synced_at,
        next_attempt_at=row.next_attempt_at,
    )


def _written(milestones: Milestones) -> dict[str, Any]:
    return {
        "refused_at": _text(milestones.refused_at),
        "finished_at": _text(milestones.finished_at),
        "supplements": [
            {"request_id": one.request_id} | {name: _text(getattr(one, name)) for name in _INSTANTS}
            for one in milestones.supplements
        ],
    }


def _read(kept: Mapping[str, Any]) -> Milestones:
    return Milestones(
        refused_at=_instant(kept.get("refused_at")),
        finished_at=_instant(kept.get("finished_at")),
        supplements=tuple(
            Supplement(request_id=one["request_id"], **{name: _instant(one.get(name)) for name in _INSTANTS})
            for one in kept.get("supplements", ())
        ),
    )


def _text(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
