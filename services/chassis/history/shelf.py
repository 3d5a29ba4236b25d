"""The signed roots of a service, read by whoever asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_

from chassis.data.database import Database
from chassis.history.daily import statement_of
from chassis.history.roots import SignedRoot
from chassis.messaging.tables import MessagingTables


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoots:
    """following: the last of this page, where there are more."""

    roots: tuple[SignedRoot, ...]
    total: int
    following: tuple[str, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    database: Database
    tables: MessagingTables
    service: str

    async def page(self, agency: str, after: tuple[str, date] | None, size: int) -> FoundRoots:
        """By agency and day, of one agency or, where it is empty, of all."""
        table = self.tables.history_roots
        mine = [table.c.agency == agency] if agency else []
        page = select(table).where(*mine).order_by(table.c.agency, table.c.day).limit(size + 1)
        if after is not None:
            page = page.where(tuple_(table.c.agency, table.c.day) > tuple_(*after))
        async with self.database.read() as connection:
            rows = (await connection.execute(page)).mappings().all()
            total = await connection.scalar(select(func.count()).select_from(table).where(*mine))
        roots = tuple(
            SignedRoot(statement=statement_of(self.service, row), signature=bytes(row["signature"]))
            for row in rows[:size]
        )
        last = roots[-1].statement if len(rows) > size else None
        return FoundRoots(roots=roots, total=int(total or 0), following=(last.agency, last.day) if last else None)
