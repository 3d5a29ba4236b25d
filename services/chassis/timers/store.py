"""Timers as rows, the same on PostgreSQL and SQLite. See docs/adr/0010-processing-owns-the-clock.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, MetaData, Table, bindparam, false, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import identifier, instant
from chassis.data.many import Additions, Changes, Removals
from chassis.kernel.timers import Timer
from chassis.timers.firing import Settlement


def timers_table(metadata: MetaData, subject: Column[str]) -> Table:
    """The table ``timers``. subject: its first column, part of the key; may refer to the table of the subjects.

    fired_at: when it was done with. is_superseded: without an effect, for there was no sense in it any more.
    """
    fired_at = instant("fired_at", nullable=True)
    return Table(
        "timers",
        metadata,
        subject,
        identifier("kind", primary_key=True),
        Column("about_at", instant("about_at").type, primary_key=True),
        instant("fire_at"),
        fired_at,
        Column("is_superseded", Boolean, nullable=False, server_default=false()),
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
        key = (subject.name, "kind", "about_at")
        due = (c.fired_at.is_(None), c.fire_at <= bindparam("now"))
        self.subject = subject
        self.due = select(c.fire_at).where(*due).order_by(c.fire_at).limit(1)
        self.waiting = select(subject, c.kind, c.about_at, c.fire_at).where(
            subject.in_(bindparam("subjects", expanding=True)), c.fired_at.is_(None)
        )
        self.remove = Removals(table, key, where="fired_at IS NULL")
        self.mark = Changes(table, key, ("fired_at", "is_superseded"))
        self.move = Changes(table, key, ("fire_at",))
        self.add = Additions(table, (*key, "fire_at"))
        self.claims = [
            select(subject, c.kind, c.about_at, c.fire_at)
            .join(owner.table, owner == subject)
            .where(*due)
            .order_by(c.fire_at, subject, c.kind)
            .limit(bindparam("most", type_=Integer))
            .with_for_update(skip_locked=True)
            for owner in owners
        ]

    async def oldest_due(self, connection: AsyncConnection, now: datetime) -> datetime | None:
        """Since when the longest-waiting timer is due: one look at the index of those that wait."""
        return (await connection.execute(self.due, {"now": now})).scalar_one_or_none()


class SqlTimers:
    """Fulfils ``firing.Timers`` on one open connection."""

    def __init__(self, connection: AsyncConnection, book: TimerBook) -> None:
        self._connection = connection
        self._book = book

    async def replace(self, subject: str, wanted: Sequence[Timer], *, before: Sequence[Timer] | None = None) -> None:
        old = await self.waiting([subject]) if before is None else set(before)
        await self._change(old, set(wanted))

    async def replace_all(self, wanted: Mapping[str, Sequence[Timer]]) -> None:
        """As ``replace`` for many subjects in three statements."""
        await self._change(await self.waiting(list(wanted)), {timer for own in wanted.values() for timer in own})

    async def waiting(self, subjects: Sequence[str]) -> set[Timer]:
        """Those that have not fired."""
        found = await self._connection.execute(self._book.waiting, {"subjects": list(subjects)})
        return {_timer(row) for row in found}

    async def _change(self, old: set[Timer], wanted: set[Timer]) -> None:
        """A timer that has fired keeps its row, and its key keeps it from ever being set again."""
        await self._book.remove(self._connection, [self._row(timer) for timer in sorted(old - wanted, key=_key)])
        await self._book.add(self._connection, [self._row(timer) for timer in sorted(wanted - old, key=_key)])

    async def claim(self, now: datetime, *, beside: frozenset[str], most: int) -> list[Timer]:
        """Timer and subject are locked together and skipped together: whoever has a subject fires its timers in order,
        and a timer fired meanwhile by another process is seen as fired when its row is locked."""
        for claim in self._book.claims:
            query = claim.where(self._book.subject.not_in(beside)) if beside else claim
            rows = (await self._connection.execute(query, {"now": now, "most": most})).all()
            if rows:
                return [_timer(row) for row in rows]
        return []

    async def settle(self, settlement: Settlement, at: datetime) -> None:
        done = ((settlement.fired, False), (settlement.superseded, True))
        marks = [
            self._key(timer) | {"fired_at": at, "is_superseded": mark} for timers, mark in done for timer in timers
        ]
        await self._book.mark(self._connection, marks)
        moves = [self._key(timer) | {"fire_at": timer.fire_at} for timer in settlement.later]
        await self._book.move(self._connection, moves)

    def _row(self, timer: Timer) -> dict[str, Any]:
        return self._key(timer) | {"fire_at": timer.fire_at}

    def _key(self, timer: Timer) -> dict[str, Any]:
        return {self._book.subject.name: timer.subject, "kind": str(timer.kind), "about_at": timer.about_at}


def _key(timer: Timer) -> tuple[str, str, datetime]:
    """In whose order rows are written: two that write the same ones wait for each other, and neither for ever."""
    return timer.subject, timer.kind, timer.about_at


def _timer(row: Any) -> Timer:
    return Timer(subject=row[0], kind=row.kind, about_at=row.about_at, fire_at=row.fire_at)
