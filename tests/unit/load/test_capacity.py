"""The capacity model: its queues are queues, its sums are sums, and the page shows what it says."""

from __future__ import annotations

import importlib
import math
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from load.capacity import BUSY, CITY, COUNTRY, SERVICES, Demand, catch_up, growth, need, tables, walls
from load.measured import ACTIONS, DATABASE_BYTES
from load.queueing import Stream, simulate

PAGE = Path(__file__).parents[3] / "docs" / "operate" / "capacity.md"


@pytest.mark.parametrize("busy", [0.3, 0.6, 0.9])
def test_one_replica_is_the_queue_that_the_formula_describes(busy: float) -> None:
    served = 100.0
    waits = simulate([Stream(rate=busy * served, seconds=1 / served)], 1, requests=400_000)
    for share, found in ((0.5, waits.p50), (0.95, waits.p95)):
        exact = -math.log(1 - share) / (served - busy * served)
        assert found == pytest.approx(exact, rel=0.12)
    assert waits.busy == pytest.approx(busy, rel=0.02)


def test_a_mix_is_as_busy_as_its_parts_and_more_replicas_wait_less() -> None:
    mix = [Stream(rate=100, seconds=0.002), Stream(rate=10, seconds=0.03)]
    few, many = simulate(mix, 1), simulate(mix, 2)
    assert few.busy == pytest.approx(0.5, rel=0.05)
    assert many.p95 < few.p95
    assert simulate(mix, 2) == many, "the same seed gives the same waits"


def test_replicas_that_cannot_keep_up_are_found_out() -> None:
    waits = simulate([Stream(rate=120, seconds=0.01)], 1, requests=50_000)
    assert waits.p50 > 10


def test_the_peak_is_a_share_of_a_busy_month_s_day() -> None:
    demand = Demand(name="x", dossiers=900_000, working_days=250, season=1.5, hour=0.2)
    assert demand.peak == pytest.approx(900_000 / 250 * 1.5 * 0.2 / 3600)


@pytest.mark.parametrize("demand", [CITY, COUNTRY], ids=lambda demand: demand.name)
def test_planned_replicas_carry_the_peak_also_with_one_gone(demand: Demand) -> None:
    for service in SERVICES:
        one = need(service, demand)
        assert one.replicas >= 2
        assert one.cores / (one.replicas - 1) <= BUSY
        assert one.waits.p95 <= one.waits_short.p95 < 0.25
        assert one.primary < BUSY


def test_a_follower_catches_up_after_an_hour_faster_than_it_was_away() -> None:
    for service in ("intake", "reporting", "notify"):
        assert 0 < catch_up(service, COUNTRY) < 3600


def test_the_nearest_wall_comes_first_and_lies_beyond_a_country() -> None:
    found = [wall.dossiers for wall in walls()]
    assert found == sorted(found)
    assert found[0] > COUNTRY.dossiers


def test_growth_is_in_proportion() -> None:
    small, large = growth(CITY), growth(COUNTRY)
    times = COUNTRY.dossiers / CITY.dossiers
    assert [one.bytes * times for one in small] == pytest.approx([one.bytes for one in large])


def test_measured_tables_and_services_are_those_that_there_are() -> None:
    assert {action.service for action in ACTIONS} == set(SERVICES) == set(DATABASE_BYTES)
    for service, sizes in DATABASE_BYTES.items():
        module = importlib.import_module(f"{service}.store.tables")
        known: MetaData = getattr(module, "METADATA", None) or module.metadata
        assert set(sizes) <= set(known.tables), service


def test_the_page_shows_what_the_model_says() -> None:
    assert "\n".join(tables()) in PAGE.read_text("utf-8"), "paste what make capacity prints"
