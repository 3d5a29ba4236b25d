"""Dossiers as reporting knows them: their events as publishers told them, or facts and tallies of a million of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count as counted
from itertools import islice
from typing import Any

import asyncpg
import orjson

from chassis.ids import UuidIds
from load.stage import dsn_of
from reporting.domain.evidence import Evidence
from reporting.domain.rebuild import FIGURES_VERSION
from reporting.domain.recount import Recount
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from reporting.store.evidence_rows import to_json
from reporting.store.facts_row import facts_row
from reporting.store.repositories import tally_row
from reporting.store.tables import TALLIES
from service.reporting.golden_set import GoldenTeller

DEPARTMENTS = ("dau-tu", "moi-truong", "lao-dong", "quy-hoach")
FIRST = datetime(2023, 1, 3, 9, 0)
DAYS = 720  # over which they are spread
SHARES = {"early": 62, "on time": 12, "late": 8, "extended": 4, "paused": 6, "withdrawn": 2, "open": 6}
TEMPLATES = 2_000
TEMPLATE_ID = "00000000-0000-7000-8000-000000000000"
AT_ONCE = 20_000
_IDS = UuidIds()
_JSON = frozenset({"evidence", "earlier_overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event as it is published."""

    id: str
    nats_subject: str
    body: bytes
    is_acceptance: bool


def _story(draw: random.Random, opened: datetime) -> list[str]:
    """Most are answered in time; some are late, extended, paused, withdrawn or still open."""

    def after(days: float, hour: int = 16) -> str:
        return f"{opened + timedelta(days=days):%Y-%m-%d} {hour:02}:00"

    lines = [f"accepted {after(0, 9)} due {after(14, 17)}", f"assigned {after(0, 14)}"]
    lines += [f"assigned {after(day, 9)}" for day in (2, 5, 8)]
    match draw.choices(
        ("early", "on time", "late", "extended", "paused", "withdrawn", "open"), (62, 12, 8, 4, 6, 2, 6)
    )[0]:
        case "early":
            lines += [f"decided {after(9, 10)} granted", f"issued {after(10)}", f"collected {after(11)}"]
        case "on time":
            lines += [f"decided {after(14, 9)} granted", f"issued {after(14)}"]
        case "late":
            lines += [f"overdue {after(14, 17)}", f"issued {after(18)}", f"collected {after(19)}"]
        case "extended":
            lines += [f"extended {after(12, 10)} due {after(21, 17)}", f"issued {after(20)}"]
        case "paused":
            lines += [f"paused {after(4)}", f"resumed {after(9)} due {after(19, 17)}", f"issued {after(18)}"]
        case "withdrawn":
            lines += [f"withdrawn {after(6)}", f"stopped {after(6)} withdrawn"]
        case "open":
            lines += [f"overdue {after(14, 17)}"] if draw.random() < 0.5 else []
    return lines


@cache
def _templates() -> Sequence[GoldenTeller]:
    draw, told = random.Random(7), []
    for number in range(TEMPLATES):
        teller = GoldenTeller(TEMPLATE_ID, department=DEPARTMENTS[number % len(DEPARTMENTS)])
        teller.channel = draw.choice(("online", "counter", "post"))
        for line in _story(draw, FIRST + timedelta(days=number % DAYS)):
            teller.follow(line)
        told.append(teller)
    return told


def lives() -> Iterator[list[Said]]:
    """Without end: the events of one dossier after the other."""
    templates = _templates()
    for number in counted():
        dossier_id = _IDS.new()
        yield [
            Said(
                id=envelope.id.replace(TEMPLATE_ID, dossier_id),
                nats_subject=envelope.nats_subject,
                body=envelope.body.replace(TEMPLATE_ID.encode(), dossier_id.encode()),
                is_acceptance=envelope.event == "dossier.accepted",
            )
            for envelope in templates[number % TEMPLATES].told
        ]


async def fill_told(database_url: str, count: int) -> int:
    """About ``count`` events in a publisher's outbox, of dossiers that are told to their end; how many they are."""
    columns = ["id", "command_id", "subject", "sequence", "type", "nats_subject", "body", "created_at", "published_at"]
    now, told = datetime.now(UTC), 0
    connection = await asyncpg.connect(dsn_of(database_url))
    source = lives()
    while told < count:
        rows = [
            (said.id, said.id, said.id[:36], number, "motcua", said.nats_subject, said.body, now, now)
            for life in islice(source, AT_ONCE // 8)
            for number, said in enumerate(life, start=1)
        ]
        await connection.copy_records_to_table("outbox", records=rows, columns=columns)
        told += len(rows)
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()
    return told


async def fill_facts(database_url: str, count: int) -> None:
    """``count`` dossiers with their tallies, as if reporting had heard of them for two years; vacuumed, analysed."""
    recount = Recount()
    rows = [_facts(teller, recount, count // TEMPLATES) for teller in _templates()]
    columns = list(rows[0])
    connection = await asyncpg.connect(dsn_of(database_url))
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        copies = (rows[number % TEMPLATES] | {"dossier_id": f"{number:012}"} for number in numbers)
        await connection.copy_records_to_table(
            "dossier_facts", records=(tuple(row.values()) for row in copies), columns=columns
        )
    tallies = [tally_row(key, value) for key, value in recount.tallies.items()]
    names = [column.name for column in TALLIES.columns]
    summed = [tuple(row[name] for name in names) for row in tallies]
    await connection.copy_records_to_table("tallies", records=summed, columns=names)
    await connection.executemany(
        "INSERT INTO departments VALUES ('heza', $1, $1, '')", [(department,) for department in DEPARTMENTS]
    )
    await connection.execute(
        "INSERT INTO rebuilds VALUES "
        "('filled', 'kept', 'done', NULL, 'bench', now(), now(), now(), $1, 0, 0, 0, 0, 0, '')",
        FIGURES_VERSION,  # or the service would begin by counting anew
    )
    await connection.execute("VACUUM (ANALYZE)")
    await connection.close()


def _facts(teller: GoldenTeller, recount: Recount, copies: int) -> dict[str, Any]:
    """A row of one; its tallies so many times."""
    heard = [read_event(read_canonical(envelope.body)) for envelope in teller.told]
    evidence = [each for each in heard if isinstance(each, Evidence)]
    one = Recount()
    facts, verdict = one.add(teller.dossier_id, evidence)
    for key, value in one.tallies.items():
        recount.tallies[key] += copies * value
    row = facts_row(facts, verdict) | {"evidence": to_json(evidence), "latest_at": teller.told[-1].time}
    return {name: _json(value) if name in _JSON else value for name, value in row.items()}


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
