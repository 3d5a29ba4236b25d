"""Timers as rows, the same on PostgreSQL and SQLite. See docs/adr/0010-processing-owns-the-clock.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import identifier, instant
from chassis.kernel.timers import Timer


def timers_table(metadata: MetaData, subject: Column[str]) -> Table:
    """The table ``timers``. subject: its first column, part of the key; may refer to the table of the subjects."""
    fired_at = instant("fired_at", nullable=True)
    return Table(
        "timers",
        metadata,
        subject,
        identifier("kind", primary_key=True),
        Column("about_at", instant("about_at").type, primary_key=True),
        instant("fire_at"),
        fired_at,
        Index(
            "ix_timers_waiting",
            "fire_at",
            subject.name,
            postgresql_where=fired_at.is_(None),
            sqlite_where=fired_at.is_(None),
        ),
    )


class TimerBook:
    """The statements of one service, built once. owners: id columns of the tables whose rows have timers."""

    def __init__(self, table: Table, *owners: Column[str]) -> None:
        c, subject = table.c, table.columns[0]
        own = subject == bindparam("of_subject")
        one = (own, c.kind == bindparam("of_kind"), c.about_at == bindparam("of_instant"))
        due = (c.fired_at.is_(None), c.fire_at <= bindparam("now"))
        self.subject = subject
        self.due = select(c.fire_at).where(*due).limit(1)
        self.waiting = select(c.kind, c.about_at).where(own, c.fired_at.is_(None))
        self.waiting_of_all = select(subject, c.kind, c.about_at, c.fire_at).where(
            subject.in_(bindparam("subjects", expanding=True)), c.fired_at.is_(None)
        )
        self.remove = delete(table).where(*one, c.fired_at.is_(None))
        self.mark = update(table).where(*one).values(fired_at=bindparam("now"))
        self.add = {
            "postgresql": postgresql_insert(table).on_conflict_do_nothing(),
            "sqlite": sqlite_insert(table).on_conflict_do_nothing(),
        }
        self.claims = [
            select(subject, c.kind, c.about_at, c.fire_at)
            .join(owner.table, owner == subject)
            .where(*due)
            .order_by(c.fire_at, subject, c.kind)
            .limit(1)
            .with_for_update(skip_locked=True)
            for owner in owners
        ]

    async def is_due(self, connection: AsyncConnection, now: datetime) -> bool:
        """Whether some timer waits to fire: one look at the index of those that wait."""
        return (await connection.execute(self.due, {"now": now})).first() is not None


class SqlTimers:
    """Fulfils ``firing.Timers`` on one open connection."""

    def __init__(self, connection: AsyncConnection, book: TimerBook) -> None:
        self._connection = connection
        self._book = book

    async def replace(self, subject: str, wanted: Sequence[Timer]) -> None:
        """A timer that has fired keeps its row, and its key keeps it from ever being set again."""
        found = await self._connection.execute(self._book.waiting, {"of_subject": subject})
        waiting = {(row.kind, row.about_at) for row in found}
        keys = {(timer.kind, timer.about_at) for timer in wanted}
        if stale := [_key(subject, kind, about_at) for kind, about_at in waiting - keys]:
            await self._connection.execute(self._book.remove, stale)
        if new := [self._row(timer) for timer in wanted if (timer.kind, timer.about_at) not in waiting]:
            await self._connection.execute(self._book.add[self._connection.dialect.name], new)

    async def replace_all(self, wanted: Mapping[str, Sequence[Timer]]) -> None:
        """As ``replace`` for many subjects in three statements; a timer whose ``fire_at`` moved is set anew."""
        found = await self._connection.execute(self._book.waiting_of_all, {"subjects": list(wanted)})
        waiting = {(row[0], row.kind, row.about_at, row.fire_at) for row in found}
        timers = {(t.subject, str(t.kind), t.about_at, t.fire_at): t for own in wanted.values() for t in own}
        stale = sorted(waiting - timers.keys())
        if stale:
            await self._connection.execute(self._book.remove, [_key(*each[:3]) for each in stale])
        if new := [self._row(timers[each]) for each in sorted(timers.keys() - waiting)]:
            await self._connection.execute(self._book.add[self._connection.dialect.name], new)

    async def claim(self, now: datetime, *, beside: frozenset[str]) -> Timer | None:
        """Timer and subject are locked together and skipped together: whoever has a subject fires its timers in order,
        and a timer fired meanwhile by another process is seen as fired when its row is locked."""
        for claim in self._book.claims:
            query = claim.where(self._book.subject.not_in(beside)) if beside else claim
            row = (await self._connection.execute(query, {"now": now})).one_or_none()
            if row is not None:
                return Timer(subject=row[0], kind=row.kind, about_at=row.about_at, fire_at=row.fire_at)
        return None

    async def fired(self, timer: Timer, at: datetime) -> None:
        await self._connection.execute(self._book.mark, _key(timer.subject, timer.kind, timer.about_at) | {"now": at})

    def _row(self, timer: Timer) -> dict[str, Any]:
        return {
            self._book.subject.name: timer.subject,
            "kind": str(timer.kind),
            "about_at": timer.about_at,
            "fire_at": timer.fire_at,
        }


def _key(subject: str, kind: str, about_at: datetime) -> dict[str, Any]:
    return {"of_subject": subject, "of_kind": str(kind), "of_instant": about_at}
