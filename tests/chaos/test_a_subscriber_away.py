"""A subscriber is away for a day of the town's clock while its broker and notify are killed; then it comes back.

The short form is in ``tests/e2e/test_subscribing.py``: away for a while, an event taken from it. This one is for
``make chaos``, which says SUBSCRIBER_AWAY=1.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from chaos.people import working
from chassis.clock import SharedClock, SharedClockControl
from ctl import connecting
from ctl.client import Json
from support.samples import run_sample
from support.town import Town

pytestmark = [
    pytest.mark.timeout(300),
    pytest.mark.skipif("SUBSCRIBER_AWAY" not in os.environ, reason="make chaos: SUBSCRIBER_AWAY=1"),
]
KEY, OPERATOR = "so-vang", "vh.1"


@pytest.mark.parametrize("via", ["nats", "feed"])
async def test_a_subscriber_that_was_away_for_a_day_catches_up_alone(town: Town, tmp_path: Path, via: str) -> None:
    body: Json = {"key": KEY, "name": "Sở đi vắng", "grant": {"agencies": ["heza"]}}
    await town.api.post("/v1/subscribers", OPERATOR, body)
    machine = town.machine
    made = await connecting.connect(town.api, OPERATOR, machine, KEY, tmp_path / KEY, machine.broker_url)
    state = tmp_path / "state.db"
    before = await run_sample("python", made.file, state, "--via", via, "--idle", "1")

    clock = SharedClockControl(machine.clock_file)
    async with working(town, patience_seconds=30) as work:
        for victim in ("nats-server", "notify"):
            await asyncio.sleep(1)
            clock.jump(SharedClock(machine.clock_file).now() + timedelta(hours=12))
            town.signal(victim, signal.SIGKILL)
            await _back(town, victim)
    assert work.failures == []
    assert (await town.audit(60))["clean"]
    after = await run_sample("python", made.file, state, "--via", via, "--idle", "3")

    events = await _events(town)
    print(f"{via}: {len(work.accepted)} accepted meanwhile, {len(events)} events, {after.told['applied']} caught up")
    assert (after.told["gaps"], after.told["duplicates"]) == ([], 0)
    assert len(after.lines) == after.told["applied"] > len(work.accepted)
    assert _taken(state) == {event["id"] for event in events}
    for dossier in {event["subject"] for event in events}:
        for source in ("intake", "processing"):
            there = [one["source"].endswith(source) for one in events if one["subject"] == dossier].count(True)
            heard = [*before.sequences(dossier, source), *after.sequences(dossier, source)]
            assert heard == list(range(1, there + 1)), (dossier, source)


def _taken(state: Path) -> set[str]:
    with sqlite3.connect(state) as database:
        return {row[0] for row in database.execute("SELECT id FROM taken")}


async def _events(town: Town) -> list[Json]:
    """All of the agency, in the order of the stream."""
    found: list[Json] = []
    after, last = 0, 1
    while after < last:
        page = await town.api.get("/v1/events", OPERATOR, after=after, agency="heza", page_size=1000)
        found += page["items"]
        after, last = page["next_after"], page["last_position"]
    return found


async def _back(town: Town, victim: str) -> None:
    child = town.supervisor.child(victim)
    for _ in range(1200):
        if child.restarts and child.is_up:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{victim} did not come back")
