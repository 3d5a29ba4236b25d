"""One time for all replicas: the store's on PostgreSQL, our own where there is nobody to disagree with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from chassis.clock import SkewedClock, SystemClock
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.telemetry import metrics
from chassis.timers.store_time import StoreTime
from support.databases import NewDatabase

MIGRATIONS = "processing.store.migrations"
LONG_AGO = datetime(2024, 3, 1, 1, tzinfo=UTC)


def shown(service: str) -> float | None:
    """The metric."""
    return metrics.REGISTRY.get_sample_value("dossier_clock_skew_seconds", {"service": service})


@pytest.mark.parametrize("ahead", [timedelta(seconds=90), timedelta(seconds=-90)])
async def test_a_clock_that_is_wrong_does_not_decide_and_is_told_of(database: NewDatabase, ahead: timedelta) -> None:
    made, service = await database(MIGRATIONS), f"wrong-{ahead.total_seconds():.0f}"
    time = StoreTime(made, SkewedClock(ahead), service=service)
    now = await time()
    if made.dialect == "sqlite":
        assert abs(now - SystemClock().now() - ahead) < timedelta(seconds=30)
        await time.check()
        return
    assert abs(now - SystemClock().now()) < timedelta(seconds=30)
    with pytest.raises(Problem) as wrong:
        await time.check()
    side = "ahead of" if ahead > timedelta(0) else "behind"
    assert (wrong.value.slug, f"90 s {side} the database's" in wrong.value.detail) == ("clock-wrong", True)
    assert shown(service) == pytest.approx(ahead.total_seconds(), abs=1)


async def test_a_clock_that_agrees_is_not_told_of(database: NewDatabase) -> None:
    time = StoreTime(await database(MIGRATIONS), SystemClock(), service="right")
    assert abs(await time() - SystemClock().now()) < timedelta(seconds=30)
    await time.check()


async def test_a_simulated_clock_goes_its_own_way(database: NewDatabase) -> None:
    time = StoreTime(await database(MIGRATIONS), FrozenClock(LONG_AGO), service="simulated")
    assert await time() == LONG_AGO
    await time.check()
