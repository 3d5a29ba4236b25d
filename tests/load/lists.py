"""Lists and searches on a register of a million: the time of a page with its exact total, under a steady pace."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import asyncpg
import orjson

from chassis.http import paging
from intake.api.places import question
from intake.application.reading import Filter
from load.filings import filings
from load.names import RARE_NAME
from load.outcome import Outcome, Request, Spec, drive
from load.rows import Asked, Row, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of

PACE = 10.0
"""Questions a second: what a hundred clerks ask who look something up every ten seconds."""
CONNECTIONS = 4
FILED = 20.0
"""Dossiers filed a second while others ask."""
PAGE, CODE, NAME = at_most(150), at_most(20), at_most(150)
NAMES = {
    "a rare name": RARE_NAME.lower(),
    "the most frequent word": "nguyen",
    "two frequent words": "nguyen thi",
    "three words": "nguyen van hung",
    "a beginning of two letters": "th",
    "words that never meet": "dien tu nguyen",
    "a company": "cong ty tnhh daesung",
}


class Lists:
    def __init__(self, stage: Stage, intake: Served, database_url: str, sizes: Sizes) -> None:
        self._stage = stage
        self._intake = intake
        self._database_url = database_url
        self._sizes = sizes

    def measures(self) -> dict[str, Callable[[], Awaitable[list[Row]]]]:
        return {"pages of many": self.pages, "codes": self.codes, "names": self.names, "pages while filing": self.busy}

    async def pages(self) -> list[Row]:
        """The whole agency; filtered by department, state, day, officer; and pages from the middle of the list."""
        whole = await self._asked([self._list()])
        month = datetime.now(UTC).date() - timedelta(days=200)
        filters = [
            self._list(department="lao-dong"),
            self._list(state="in_progress"),
            self._list(state="collected", department="dau-tu"),
            self._list(received_from=month.isoformat(), received_to=(month + timedelta(days=30)).isoformat()),
            self._list(channel="online", state="result_ready"),
            self._list(sort="due_at", state="in_progress"),
            self._list(due_from=month.isoformat(), due_to=(month + timedelta(days=7)).isoformat()),
        ]
        name = f"a page of 100, exact total, at {self._sizes.many:,} dossiers, p95"
        return [
            _row(name, whole, PAGE),
            _row("  filtered by department, state, channel or day, p95", await self._asked(filters), PAGE),
            _row("  from the depth of the list, p95", await self._asked(await self._deep()), PAGE),
        ]

    async def codes(self) -> list[Row]:
        """By whole dossier code, another one each time; by identity and telephone number."""
        connection = await asyncpg.connect(dsn_of(self._database_url))
        codes = await connection.fetch("SELECT code FROM dossiers TABLESAMPLE SYSTEM (0.1) WHERE code IS NOT NULL")
        await connection.close()
        by_code = [self._list(q=row["code"]) for row in codes[:500]]
        numbers = [self._search(phone=f"0225{number:07}") for number in range(0, 15_000, 100)]
        return [
            _row("search by code, p95", await self._asked(by_code), CODE),
            _row("search by telephone number, p95", await self._asked(numbers), NAME),
        ]

    async def names(self) -> list[Row]:
        """By name without accents, each kind of question by itself."""
        rows = []
        for what, name in NAMES.items():
            outcome = await self._asked([self._search(name=name)])
            rows.append(_row(f"search by name: {what}, p95", outcome, NAME))
        mixed = await self._asked(
            [self._search(name=f"{name} {word}") for name in ("le thi", "tran") for word in _WORDS]
        )
        return [*rows, _row("search by name: different ones, p95", mixed, NAME)]

    async def busy(self) -> list[Row]:
        """While dossiers are filed, each commit makes the next page count anew."""
        filed = replace(self._spec(await filings(self._intake)), key_prefix="meanwhile", connections=2, pace=FILED)
        page, name, filing = await asyncio.gather(
            drive(replace(self._spec([self._list()]), pace=PACE / 2)),
            drive(replace(self._spec([self._search(name="nguyen thi")]), pace=PACE / 2)),
            drive(filed),
        )
        note = f"while {FILED:.0f} a second are filed"
        return [
            _row(f"a page of 100, exact total, {note}, p95", page, PAGE),
            _row(f"search by name, {note}, p95", name, NAME),
            _row(f"  the filings, p95 ({filing.count} of them)", filing, None),
        ]

    async def _deep(self) -> list[Request]:
        """Pages from a tenth, half and nine tenths of the way through the list."""
        paging.use_secret(self._database_url.encode())
        connection = await asyncpg.connect(dsn_of(self._database_url))
        requests = []
        for part in (0.1, 0.5, 0.9):
            row = await connection.fetchrow(
                "SELECT received_at, id FROM dossiers ORDER BY received_at DESC, id DESC OFFSET $1 LIMIT 1",
                int(self._sizes.many * part),
            )
            position = (row["received_at"].isoformat(), row["id"], "")
            requests.append(self._list(page_token=paging.encode_cursor(position, question(Filter(), None))))
        await connection.close()
        return requests

    def _list(self, **filters: str) -> Request:
        path = f"/v1/dossiers?{urlencode({'page_size': '100', **filters})}"
        return Request(method="GET", path=path, token=self._intake.receptionist)

    def _search(self, **terms: str) -> Request:
        body = orjson.dumps({"page_size": 100, **terms}).decode()
        return Request(method="POST", path="/v1/dossiers/searches", token=self._intake.receptionist, body=body)

    async def _asked(self, requests: Sequence[Request]) -> Outcome:
        return await drive(replace(self._spec(requests), pace=PACE))

    def _spec(self, requests: Sequence[Request]) -> Spec:
        return Spec(
            port=self._intake.port,
            requests=tuple(requests),
            seconds=self._sizes.seconds,
            warm_up_seconds=self._sizes.warm_up_seconds,
            connections=CONNECTIONS,
        )


_WORDS = ("an", "hoa", "hung", "lan", "minh", "nga", "thu", "tu", "vin", "x")


def _row(name: str, outcome: Outcome, asked: Asked | None) -> Row:
    return Row(measure=name, unit="ms", value=outcome.p95, asked=asked, note=outcome.note, fault=outcome.fault)
