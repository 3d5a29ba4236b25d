"""Each process is killed in turn while people file. What was answered holds; nothing is lost or doubled."""

from __future__ import annotations

import asyncio
import signal

import pytest

from chaos.people import working
from chaos.test_broker_away import assert_all_is_there
from support.town import Town

pytestmark = pytest.mark.timeout(240)
VICTIMS = ("intake", "processing", "reporting", "notify", "nats-server")


async def test_killing_each_process_in_turn_loses_and_doubles_nothing(town: Town) -> None:
    async with working(town, patience_seconds=30) as work:
        for victim in VICTIMS:
            await asyncio.sleep(1)
            town.signal(victim, signal.SIGKILL)
            await _back(town, victim)
    assert work.failures == []
    audit = await town.audit(60)
    assert (audit["clean"], audit["findings"]) == (True, [])
    await assert_all_is_there(town, work.accepted)


async def _back(town: Town, victim: str) -> None:
    """Until the supervisor has started it again and it is ready."""
    child = town.supervisor.child(victim)
    for _ in range(1200):
        if child.restarts and child.is_up:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{victim} did not come back")
