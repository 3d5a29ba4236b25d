"""The on-time series come from one replica, and from another soon after that one is gone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from sqlalchemy import text

from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.leading import Leading
from chassis.repeating import Repeating
from reporting.api.metrics import ShownFigures
from reporting.application import ShowMetricsHandler
from reporting.domain.departments import Department
from reporting.store.reads import SqlReads
from reporting.store.unit_of_work import SqlUnitOfWork
from support.databases import NewDatabase
from support.stream import eventually

pytestmark = pytest.mark.postgres


class Replica:
    """What reporting runs to show its figures, on its own connections."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.shown = ShownFigures(SystemClock(), target=0.95)
        show = ShowMetricsHandler(SqlReads(self.database), self.shown, SystemClock())
        repeating = Repeating("figures", show, soonest_seconds=0.05, latest_seconds=0.1)
        self.leading = Leading(self.database, "figures", repeating, lost=self.shown.hide)

    @property
    def series(self) -> set[tuple[str, str]]:
        """(department, outcome) of the verdicts it shows."""
        outcomes = (family for family in self.shown.collect() if family.name == "dossier_deadline_outcomes")
        return {(one.labels["department"], one.labels["outcome"]) for family in outcomes for one in family.samples}

    async def close(self) -> None:
        await self.leading.stop()
        await self.database.close()


@pytest.fixture
def dialect() -> str:
    return "postgresql"


async def test_one_replica_shows_the_figures_and_the_other_takes_over(database: NewDatabase) -> None:
    store = await database("reporting.store.migrations")
    async with SqlUnitOfWork(store, SystemClock()).begin() as tx:
        await tx.departments.learn([Department(agency="heza", key="dau-tu", name_vi="Phòng Đầu tư", name_en="")])
        await tx.commit()
    replicas = [Replica(store.url), Replica(store.url)]
    for replica in replicas:
        await replica.leading.start()
    first = await eventually(lambda: showing(replicas))
    await asyncio.sleep(1.5)
    assert [replica.series for replica in replicas if replica.series] == [first.series]
    assert first.series == {("dau-tu", "met"), ("dau-tu", "missed")}

    await first.leading.stop()
    assert not first.series
    second = await eventually(lambda: showing(replicas))
    assert second is not first

    await kill_leaders(store)
    await eventually(lambda: not second.series)
    await eventually(lambda: showing(replicas))
    await asyncio.gather(*(replica.close() for replica in replicas))
    assert showing(replicas) is None


def showing(replicas: Iterable[Replica]) -> Replica | None:
    return next((replica for replica in replicas if replica.series), None)


async def kill_leaders(store: Database) -> None:
    """As when a connection dies under its holder."""
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    async with store.write() as writing:
        await writing.connection.execute(text(kill))
        await writing.commit()
