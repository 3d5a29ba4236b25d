"""The days that are over, sealed: each once, by one replica, whatever is killed meanwhile.

The tree of a day has what was recorded until its midnight and is in no tree yet, in the order of time, subject and
entry. So whatever was committed late, or by a clock that is behind, is in the next tree, and nothing is in none. A
root, its event and the leaves it covers are one transaction; the command that signs is itself an entry of a later tree.
"""

from __future__ import annotations

import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.history.covered import Covered, Written
from chassis.history.roots import NOTHING, Statement, day_of, end_of, root_of
from chassis.history.signing import SigningKeys
from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.journal import Command, Journal
from chassis.messaging.tables import MessagingTables
from motcua.events.v1.audit_pb2 import AuditRootSigned

#: After midnight, so that what is being committed then is still in its own day's tree.
GRACE = timedelta(minutes=5)
_LOCK = text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=zlib.crc32(b"history-roots"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealDays:
    """keys: read when there is something to sign. wake: tells the relay that there is something to publish."""

    database: Database
    tables: MessagingTables
    service: str
    clock: Clock
    ids: Ids
    keys: Callable[[], Awaitable[SigningKeys]]
    wake: Callable[[], None]

    async def __call__(self) -> bool:
        """Seals the earliest open day of each agency; True if there may be more to seal."""
        today = day_of(self.clock.now() - GRACE)
        commands = self.tables.commands.c
        waiting = (commands.sealed_on.is_(None), commands.entry.is_not(None), commands.at < end_of(_before(today)))
        async with self.database.read() as connection:
            agencies = list(await connection.scalars(select(commands.agency).distinct().where(*waiting)))
        if not agencies:
            return False
        keys = await self.keys()
        return any([await self._seal(agency, today, keys) for agency in sorted(agencies)])

    async def _seal(self, agency: str, today: date, keys: SigningKeys) -> bool:
        async with self.database.write() as writing:
            if self.database.dialect == "postgresql":
                await writing.connection.execute(_LOCK)  # on SQLite the transaction itself is the lock
            last = await self._last(writing.connection, agency)
            day = await self._open_day(writing.connection, agency, last)
            if day is None or day >= today:
                return False
            leaves = await self._leaves(writing.connection, agency, day)
            await self._sign(writing.connection, _statement(self.service, agency, day, leaves, last), keys)
            writing.after_commit(self.wake)
            await writing.commit()
        return True

    async def _last(self, connection: AsyncConnection, agency: str) -> Statement | None:
        roots = self.tables.history_roots
        latest = select(roots).where(roots.c.agency == agency).order_by(roots.c.day.desc()).limit(1)
        row = (await connection.execute(latest)).mappings().one_or_none()
        return None if row is None else statement_of(self.service, row)

    async def _open_day(self, connection: AsyncConnection, agency: str, last: Statement | None) -> date | None:
        """Of the earliest entry in no tree, but after the last day that has one; None without such an entry."""
        commands = self.tables.commands.c
        mine = (commands.agency == agency, commands.sealed_on.is_(None), commands.entry.is_not(None))
        earliest = await connection.scalar(select(func.min(commands.at)).where(*mine))
        if earliest is None:
            return None
        day = day_of(earliest)
        return day if last is None else max(day, last.day + timedelta(days=1))

    async def _leaves(self, connection: AsyncConnection, agency: str, day: date) -> list[bytes]:
        """Gives each entry of the tree its number; returns their digests in that order."""
        table = self.tables.commands
        c = table.c
        chosen = (
            select(c.position, c.digest)
            .where(c.agency == agency, c.sealed_on.is_(None), c.entry.is_not(None), c.at < end_of(day))
            .order_by(c.at, c.subject, c.entry)
        )
        rows = (await connection.execute(chosen)).all()
        place = update(table).where(c.position == bindparam("which")).values(sealed_on=day, leaf=bindparam("number"))
        await connection.execute(place, [{"which": row.position, "number": n} for n, row in enumerate(rows)])
        return [bytes(row.digest) for row in rows]

    async def _sign(self, connection: AsyncConnection, unsigned: Callable[..., Statement], keys: SigningKeys) -> None:
        statement = unsigned(signed_at=self.clock.now(), key_id=keys.active)
        row = _row(statement, keys.sign(statement.digest()))
        await connection.execute(insert(self.tables.history_roots), row)
        written = Written()
        written.note(roots_covered(self.tables), [row])
        actor = Actor(subject=f"service:{self.service}", roles=frozenset({"system"}))
        command = Command(name="sign-root", actor=actor, subject=statement.agency, unit=statement.agency)
        journal = Journal(
            connection, self.tables, service=self.service, clock=self.clock, ids=self.ids, written=written
        )
        await journal.record(command, [_event(statement, row["signature"])])


def _statement(
    service: str, agency: str, day: date, leaves: list[bytes], last: Statement | None
) -> Callable[..., Statement]:
    """All of it but when and by which key."""
    return partial(
        Statement,
        service=service,
        agency=agency,
        day=day,
        size=len(leaves),
        root=root_of(leaves),
        previous=NOTHING if last is None else last.digest(),
    )


def roots_covered(tables: MessagingTables) -> Covered:
    """The roots are rows of the history themselves."""
    return Covered(table=tables.history_roots, subject="agency")


def statement_of(service: str, row: Any) -> Statement:
    """Of a row of ``history_roots``, read as a mapping."""
    return Statement(
        service=service,
        agency=row["agency"],
        day=row["day"],
        size=row["size"],
        root=bytes(row["root"]),
        previous=bytes(row["previous"]),
        signed_at=row["signed_at"],
        key_id=row["key_id"],
    )


def _row(statement: Statement, signature: bytes) -> dict[str, Any]:
    names = ("agency", "day", "size", "root", "previous", "signed_at", "key_id")
    return {name: getattr(statement, name) for name in names} | {"signature": signature}


def _event(statement: Statement, signature: bytes) -> OutgoingEvent:
    data = AuditRootSigned(
        agency=statement.agency,
        service=statement.service,
        day=statement.day.isoformat(),
        size=statement.size,
        root=statement.root.hex(),
        previous=statement.previous.hex(),
        key_id=statement.key_id,
        signature=signature.hex(),
    )
    data.signed_at.FromDatetime(statement.signed_at)
    return OutgoingEvent(
        type="audit.root-signed", agency=statement.agency, department="all", subject=statement.agency, data=data
    )


def _before(day: date) -> date:
    return day - timedelta(days=1)
