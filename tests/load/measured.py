"""What was measured, on two cores of a virtual AMD EPYC with PostgreSQL 15 and nats-server 2.15: all that the capacity
model builds on. Each figure says where it comes from; measure again with ``make bench`` and ``python -m load.growth``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something done to a service. per_second: what one replica (one core) carries, measured; source: where.

    per_dossier: how often, over a dossier's life; is_counted tells a count taken from the played stories from an
    assumption. writes: transactions that its database commits.
    """

    service: str
    name: str
    per_second: float
    per_dossier: float
    is_counted: bool
    writes: float
    source: str


BENCH, GROWTH = "docs/develop/bench.md", "python -m load.growth 300"
ACTIONS = (
    Action(
        service="intake",
        name="commands: file, accept, hand over",
        per_second=436,
        per_dossier=3.8,
        is_counted=True,
        writes=1,
        source=BENCH,
    ),
    Action(
        service="intake",
        name="events of processing followed",
        per_second=505,
        per_dossier=15.9,
        is_counted=True,
        writes=1,
        source="taken to be as reporting's",
    ),
    Action(
        service="intake",
        name="reading one dossier",
        per_second=1192,
        per_dossier=20,
        is_counted=False,
        writes=0.1,
        source=BENCH,
    ),
    Action(
        service="intake",
        name="a page of 100",
        per_second=143,
        per_dossier=8,
        is_counted=False,
        writes=0,
        source=BENCH,
    ),
    Action(
        service="intake",
        name="a receipt as PDF",
        per_second=50,
        per_dossier=1,
        is_counted=False,
        writes=0,
        source=BENCH,
    ),
    Action(
        service="processing",
        name="commands: open, assign, complete, decide",
        per_second=259,
        per_dossier=9.7,
        is_counted=True,
        writes=1,
        source="bench, complete: 14 statements, p50 38 ms at 10 connections",
    ),
    Action(
        service="processing",
        name="reading a case or a page of an inbox",
        per_second=78,
        per_dossier=20,
        is_counted=False,
        writes=0,
        source="bench, inbox: p50 12.7 ms among 1,000,000 cases, all of it taken to be processor",
    ),
    Action(
        service="reporting",
        name="events counted",
        per_second=505,
        per_dossier=20.1,
        is_counted=True,
        writes=1,
        source=GROWTH,
    ),
    Action(
        service="notify",
        name="events planned for",
        per_second=801,
        per_dossier=20.1,
        is_counted=True,
        writes=1,
        source=GROWTH,
    ),
)

EVENTS_PER_DOSSIER = 20.1
EVENT_BYTES_PER_DOSSIER = 26_500
COMMITS_PER_SECOND = 2_403
"""Of intake's filing, bare, 10 connections, two cores shared with the client: the least a primary carries."""
PUBLISHED_PER_SECOND = 2_500
"""Acknowledged, 128 in flight, three replicas, ``sync_interval: always``."""
RELAY_PER_SECOND = 2_500
"""One leader a service sends its outbox; 3,656/s to one server, no more than the stream takes from three."""
DATABASE_BYTES: Mapping[str, Mapping[str, int]] = {
    "intake": {
        "outbox": 7_236,
        "dossiers": 4_861,
        "handovers": 3_086,
        "commands": 1_939,
        "personal_data_reads": 1_857,
        "applicant_tokens": 1_666,
        "applicants": 983,
        "inbox": 628,
        "timers": 628,
        "payables": 519,
        "payments": 492,
        "return_attempts": 464,
        "event_sequences": 355,
        "code_counters": 164,
    },
    "processing": {
        "outbox": 30_092,
        "tasks": 9_366,
        "commands": 3_959,
        "timers": 1_475,
        "cases": 1_038,
        "ledger_entries": 1_038,
        "law_versions": 573,
        "event_sequences": 492,
        "inbox": 328,
        "supplements": 300,
    },
    "reporting": {
        "dossier_facts": 3_495,
        "tallies": 1_365,
        "inbox": 464,
    },
    "notify": {
        "deliveries": 6_253,
        "dossier_views": 956,
        "inbox": 765,
    },
}
"""Bytes a dossier adds to each table, with indexes."""
