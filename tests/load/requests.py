"""Creating, reading and listing dossiers over HTTP, each beside its own statements in plain asyncpg."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle
from random import Random

import asyncpg
from rich.console import Console

from load.filings import filings
from load.limits import Replay, statements_limit
from load.outcome import Outcome, Request, Spec, drive
from load.rows import Row, at_least, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of
from load.statements import Transaction, taken_down

CONNECTIONS = 10
MEANWHILE = 20.0
"""Dossiers filed a second while pages are read."""


class Requests:
    """The three measurements, on one register and one served intake."""

    def __init__(self, stage: Stage, intake: Served, database_url: str, ids: Sequence[str], sizes: Sizes) -> None:
        self._stage = stage
        self._intake = intake
        self._database_url = database_url
        self._ids = Random(7).sample(ids, min(len(ids), 2000))
        self._sizes = sizes
        self.plans: list[tuple[str, Transaction]] = []

    async def page(self) -> list[Row]:
        """GET /v1/dossiers?page_size=100, all of the agency, exact total; at rest, and while others file dossiers.

        A total is counted once per state of the database, so the second row shows what counting costs. The limit
        counts each time.
        """
        request = Request(method="GET", path="/v1/dossiers?page_size=100", token=self._intake.receptionist)
        ours, limit = await self._both("page of 100", [request], "FROM dossiers")
        name = f"a page of 100, exact total, at {self._sizes.dossiers:,} dossiers"
        rows = [_rate(name, ours, limit, asked=150)]
        filed = self._spec(await filings(self._intake), key_prefix="meanwhile")
        ours, filing = await asyncio.gather(
            self._driven(self._spec([request])), drive(replace(filed, connections=2, pace=MEANWHILE))
        )
        note = f"{ours.note}; the filings {filing.note}"
        fault = ours.fault or filing.fault
        name = f"  while {MEANWHILE:.0f} a second are filed"
        return [*rows, Row(measure=name, unit="/s", value=ours.rate, limit=limit.rate, note=note, fault=fault)]

    async def read(self) -> list[Row]:
        """GET /v1/dossiers/{id} with its applicant, each time another one."""
        token = self._intake.receptionist
        requests = [Request(method="GET", path=f"/v1/dossiers/{each}", token=token) for each in self._ids]
        ours, limit = await self._both("reading one", requests, "FROM dossiers", ids=cycle(self._ids))
        return [_rate("reading one dossier", ours, limit, asked=1000)]

    async def receipt(self) -> list[Row]:
        """GET /v1/dossiers/{id}/forms/receipt.pdf, each time of another accepted dossier, one after the other."""
        token = self._intake.receptionist
        paths = [f"/v1/dossiers/{each}/forms/receipt.pdf" for each in await self._accepted()]
        requests = [Request(method="GET", path=path, token=token) for path in paths]
        ours = await self._driven(replace(self._spec(requests), connections=1))
        note = f"{ours.note}, {ours.processor_ms:.2f} ms of processor each"
        asked = at_most(100)
        return [Row(measure="a receipt PDF, p95", unit="ms", value=ours.p95, asked=asked, note=note, fault=ours.fault)]

    async def _accepted(self) -> list[str]:
        connection = await asyncpg.connect(dsn_of(self._database_url))
        try:
            rows = await connection.fetch("SELECT id FROM dossiers WHERE accepted_at IS NOT NULL LIMIT 2000")
        finally:
            await connection.close()
        return [row["id"] for row in rows]

    async def create(self) -> list[Row]:
        """POST /v1/dossiers with idempotency keys, events published and spans exported meanwhile."""
        requests = await filings(self._intake)
        ours, limit = await self._both("creating", requests, "INSERT INTO dossiers", key_prefix="bench")
        rows = [
            _rate("creating dossiers, 10 connections", ours, limit, asked=350),
            Row(measure="  p50", unit="ms", value=ours.p50, limit=limit.p50, asked=at_most(30), fault=ours.fault),
        ]
        return [*rows, self._traced()]

    async def _both(
        self,
        name: str,
        requests: Sequence[Request],
        words: str,
        *,
        ids: Iterator[str] | None = None,
        key_prefix: str = "",
    ) -> tuple[Outcome, Outcome]:
        machine = self._stage.machine(self._database_url)
        transactions = await taken_down(machine, self._database_url, requests[0])
        self.plans += [(name, each) for each in transactions]
        [transaction] = [each for each in transactions if each.has(words)]
        replay = Replay(transaction, ids.__next__) if ids else Replay(transaction)
        limit = await statements_limit(
            self._database_url,
            replay,
            seconds=self._sizes.seconds,
            warm_up_seconds=self._sizes.warm_up_seconds,
            connections=CONNECTIONS,
        )
        return await self._driven(self._spec(requests, key_prefix=key_prefix)), limit

    def _spec(self, requests: Sequence[Request], *, key_prefix: str = "") -> Spec:
        return Spec(
            port=self._intake.port,
            requests=tuple(requests),
            seconds=self._sizes.seconds,
            warm_up_seconds=self._sizes.warm_up_seconds,
            connections=CONNECTIONS,
            key_prefix=key_prefix,
        )

    async def _driven(self, spec: Spec) -> Outcome:
        """The load; and how much processor each request took, which a busy machine changes less than the rate."""
        before = self._intake.processor_seconds()
        ours = await drive(spec)
        used = (self._intake.processor_seconds() - before) * spec.seconds / (spec.seconds + spec.warm_up_seconds)
        return replace(ours, processor_ms=used / max(ours.count, 1) * 1000)

    def _traced(self) -> Row:
        received = int(self._stage.spans.read_text()) if self._stage.spans.exists() else 0
        fault = "" if received else "the collector received no span: tracing was off"
        return Row(measure="  spans at the collector", unit="kB", value=received / 1000, fault=fault)


async def explain(database_url: str, plans: Sequence[tuple[str, Transaction]], console: Console) -> None:
    """How PostgreSQL carries out each query that was measured."""
    connection = await asyncpg.connect(dsn_of(database_url))
    for name, transaction in plans:
        for statement in transaction.statements:
            console.print(f"[bold]{name}[/bold]  {statement.sql}", highlight=False, soft_wrap=True)
            if statement.sql.lstrip().startswith("SELECT"):
                sql = f"EXPLAIN (ANALYZE, BUFFERS) {statement.sql}"
                for line in await connection.fetch(sql, *statement.rows[0]):
                    console.print(f"    {line[0]}", highlight=False, markup=False)
    await connection.close()


def _rate(name: str, ours: Outcome, limit: Outcome, *, asked: float) -> Row:
    return Row(
        measure=name,
        unit="/s",
        value=ours.rate,
        limit=limit.rate,
        asked=at_least(asked),
        note=f"{ours.note}, {ours.processor_ms:.2f} ms of processor each; the machine's p50 {limit.p50:.1f} ms",
        fault=ours.fault,
    )
