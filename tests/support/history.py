"""A small service with a history: the messaging tables, a ledger of its own, a signing key; and the whole check."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.columns import identifier, instant, text
from chassis.data.database import Database
from chassis.history.checking import Finding, check_subject
from chassis.history.covered import Covered, Written
from chassis.history.daily import SealDays, statement_of
from chassis.history.days import Days
from chassis.history.reading import History, HistoryReads
from chassis.history.roots import SignedRoot
from chassis.history.signing import PublicKeys, SigningKeysFile, add_signing_key, public_keys
from chassis.kernel.clock import FrozenClock
from chassis.messaging.journal import Command, Journal
from chassis.messaging.tables import define
from support.messaging import IDS, RECEPTIONIST, rated

SERVICE = "intake"
METADATA = MetaData()
TABLES = define(METADATA)
START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
LINES = Table(
    "lines",
    METADATA,
    identifier("subject", primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    text("kind"),
    text("words"),
    instant("at", nullable=True),
)
COVERED = Covered(table=LINES, subject="subject", words=("words",))
HISTORY = History(covered=(COVERED,))


@dataclass(kw_only=True)
class Office:
    """database: with the tables of METADATA. told: what left the house when days were signed."""

    database: Database
    folder: Path
    clock: FrozenClock = field(default_factory=lambda: FrozenClock(START))
    told: list[SignedRoot] = field(default_factory=list)

    @property
    def key_file(self) -> Path:
        path = self.folder / "audit-keys.json"
        if not path.exists():
            add_signing_key(path)
        return path

    async def do(
        self, subject: str, *, reason: str = "", events: int = 1, lines: Sequence[str] = (), at: int = 0
    ) -> None:
        """One command; lines: words of ledger lines that it writes, from ordinal ``at``."""
        written = Written()
        async with self.database.write() as writing:
            rows = [
                {"subject": subject, "ordinal": at + n, "kind": "note", "words": each, "at": self.clock.now()}
                for n, each in enumerate(lines)
            ]
            if rows:
                await writing.connection.execute(insert(LINES), rows)
                written.note(COVERED, rows)
            journal = Journal(writing.connection, TABLES, service=SERVICE, clock=self.clock, ids=IDS, written=written)
            command = Command(name="rate-dossier", actor=RECEPTIONIST, subject=subject, reason=reason, unit="heza/all")
            await journal.record(command, [rated(subject)] * events)
            await writing.commit()

    def sealing(self, database: Database | None = None) -> SealDays:
        return SealDays(
            database=database or self.database,
            tables=TABLES,
            service=SERVICE,
            clock=self.clock,
            ids=IDS,
            keys=SigningKeysFile(self.key_file).keys,
            wake=lambda: None,
        )

    async def seal(self) -> None:
        """Until no day is left; what was signed is told."""
        seal = self.sealing()
        while await seal():
            pass
        self.told = await self.roots()

    async def roots(self) -> list[SignedRoot]:
        async with self.database.read() as connection:
            return await roots_on(connection)

    async def check(self, *, told: Sequence[SignedRoot] | None = None, keys: PublicKeys | None = None) -> list[Finding]:
        async with self.database.read() as connection:
            return await self.check_on(connection, told=told, keys=keys)

    async def check_on(
        self,
        connection: AsyncConnection,
        *,
        told: Sequence[SignedRoot] | None = None,
        keys: PublicKeys | None = None,
    ) -> list[Finding]:
        """What ``motcua audit verify`` does, without the way there."""
        days = Days(SERVICE)
        findings: list[Finding] = []
        reads = HistoryReads(connection, TABLES, HISTORY)
        after = ""
        while subjects := await reads.subjects(after, 2):
            for history in await reads.histories(subjects):
                findings += [*check_subject(SERVICE, history), *days.take(history)]
            after = subjects[-1]
        public = await self.public() if keys is None else keys
        return findings + list(days.check(await roots_on(connection), self.told if told is None else told, public))

    async def public(self) -> PublicKeys:
        keys = await SigningKeysFile(self.key_file).keys()
        return public_keys(json.dumps(keys.public_set()))


async def roots_on(connection: AsyncConnection) -> list[SignedRoot]:
    rows = (await connection.execute(select(TABLES.history_roots))).mappings()
    return [SignedRoot(statement=statement_of(SERVICE, row), signature=bytes(row["signature"])) for row in rows]
