"""Proofs read from a service's tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.data.leadership import AnyRow
from chassis.history.chain import Classes
from chassis.history.daily import statement_of
from chassis.history.proof import Proof, ProofEntry
from chassis.history.roots import SignedRoot
from chassis.kernel.merkle import inclusion_proof, leaf_hash
from chassis.messaging.tables import MessagingTables


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The latest signed day that covers a subject: how many of its entries are under that root."""

    day: date
    entries: int
    root: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    database: Database
    tables: MessagingTables
    service: str

    async def signed(self, subject: str) -> Signed | None:
        """What a proof would be of, at the cost of one row."""
        commands, roots = self.tables.commands, self.tables.history_roots
        covering = commands.join(roots, and_(roots.c.agency == commands.c.agency, roots.c.day == commands.c.sealed_on))
        latest = (
            select(roots.c.day, commands.c.entry, roots.c.root)
            .select_from(covering)
            .where(commands.c.subject == subject)
            .order_by(commands.c.entry.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            row = (await connection.execute(latest)).one_or_none()
        return None if row is None else Signed(day=row.day, entries=row.entry, root=bytes(row.root))

    async def of(self, subject: str) -> Proof | None:
        """Of a subject's latest entry under a signed root; None before the first day that covers one is over."""
        c = self.tables.commands.c
        chain = select(c.agency, c.entry, c.sealed_on, c.leaf, c.command_digest, c.events_digest, c.rows_digest)
        mine = chain.where(c.subject == subject, c.entry.is_not(None)).order_by(c.entry)
        async with self.database.read() as connection:
            rows = (await connection.execute(mine)).all()
            sealed = [number for number, row in enumerate(rows) if row.sealed_on is not None]
            if not sealed:
                return None
            last = rows[sealed[-1]]
            leaves = await self._leaves(connection, last.agency, last.sealed_on)
            root = await self._root(connection, last.agency, last.sealed_on)
        if root is None or last.leaf >= len(leaves):
            return None  # somebody took it away: the audit says so, a proof there is none
        return Proof(
            service=self.service,
            subject=subject,
            entries=tuple(_entry(row) for row in rows[: sealed[-1] + 1]),
            leaf=last.leaf,
            path=tuple(inclusion_proof(leaves, last.leaf)),
            root=root,
        )

    async def _leaves(self, connection: AsyncConnection, agency: str, day: date) -> list[bytes]:
        c = self.tables.commands.c
        found = await connection.scalars(
            select(c.digest).where(c.agency == agency, c.sealed_on == day).order_by(c.leaf)
        )
        return [leaf_hash(bytes(digest)) for digest in found]

    async def _root(self, connection: AsyncConnection, agency: str, day: date) -> SignedRoot | None:
        roots = self.tables.history_roots
        query = select(roots).where(roots.c.agency == agency, roots.c.day == day)
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            return None
        return SignedRoot(statement=statement_of(self.service, row), signature=bytes(row["signature"]))


def _entry(row: AnyRow) -> ProofEntry:
    command, events, rows = (bytes(getattr(row, f"{name}_digest") or b"") for name in ("command", "events", "rows"))
    return ProofEntry(agency=row.agency or "", classes=Classes(command=command, events=events, rows=rows))
