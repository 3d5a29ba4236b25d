"""The broker goes away while people file. They must not notice, and everything must arrive afterwards."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from chaos.people import working
from ctl.client import Json
from support.town import COUNTER, Town, town_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]
ANSWER_SECONDS = 0.2


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Its broker goes away twice."""
    async with town_in(tmp_path_factory.mktemp("town")) as started:
        yield started


@pytest.mark.parametrize("how", ["stopped", "hanging"])
async def test_every_request_is_answered_at_once_and_everything_arrives_afterwards(
    town: Town, broker_away_seconds: float, how: str
) -> None:
    broker = town.supervisor.child("nats-server")
    async with working(town, patience_seconds=0) as work:
        await asyncio.sleep(2)
        away_at = time.monotonic()
        if how == "stopped":
            broker.stopping = True  # the supervisor leaves it alone
            town.signal("nats-server", signal.SIGKILL)
        else:
            town.signal("nats-server", signal.SIGSTOP)
        await asyncio.sleep(broker_away_seconds)
        back_at = time.monotonic()
        if how == "stopped":
            await town.supervisor.restart(broker)
        else:
            town.signal("nats-server", signal.SIGCONT)
        await asyncio.sleep(2)
    assert work.failures == []
    assert work.answered(away_at, back_at) > broker_away_seconds * 5
    print(f"p95 {work.slowest(away_at, back_at, 0.95):.3f} s, slowest {work.slowest(away_at, back_at):.3f} s")
    assert work.slowest(away_at, back_at) < ANSWER_SECONDS
    audit = await town.audit(60)
    assert (audit["clean"], audit["findings"]) == (True, [])
    await assert_all_is_there(town, work.accepted)


async def assert_all_is_there(town: Town, accepted: list[Json]) -> None:
    """Every dossier that somebody was told is accepted has a case; codes of the day are 1..n without a hole."""
    for dossier in accepted:
        case = await town.api.get(f"/v1/cases/{dossier['id']}", COUNTER)
        assert case["code"] == dossier["code"]
    serials = sorted([int(item["code"].rpartition("-")[2]) async for item in _coded(town)])
    assert serials == list(range(1, len(serials) + 1))
    assert len(serials) >= len(accepted) > 0


async def _coded(town: Town):  # type: ignore[no-untyped-def]
    async for item in town.api.pages("/v1/dossiers", COUNTER):
        if item["code"]:
            yield item
