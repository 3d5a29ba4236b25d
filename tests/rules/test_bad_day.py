"""A real Prometheus with the shipped rules scrapes the running system: a good day is silent, a bad day is told exactly.

An hour of ``for`` passes in six seconds (``faster``): ``for`` and ranges of the rules are 600 times shorter, thresholds
stay. What a threshold counts in seconds of business is reached by moving the simulated clock. The tests follow one
another on one system.
"""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import httpx
import nats
import pytest
import pytest_asyncio

from chassis.clock import SharedClock, SharedClockControl
from ctl.client import Json
from ctl.machine import LOOPBACK, SERVICES
from dashboards import DASHBOARDS
from dashboards.department import OUTCOMES, WINDOWS
from e2e.journey import TEN_DAYS, accepted, case_of, resolved
from reporting.api.metrics import window_starts
from rules.alerts import alerts, rule_files
from rules.boards import Asked, queries
from support.prometheus import Watch, faster, prometheus_in, promtool
from support.stream import eventually
from support.town import LEADER, STARTS_AT, Town, town_in

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(240)]
TIMES = 600
LOOKED_AT = 15  # seconds; longer than the ten after which a consumer's lag is looked at again
MISSED = 31  # so many verdicts are enough for an alert on the share of 28 days
DEPARTMENT = "lao-dong"
AFTER_THE_DEADLINE = datetime.fromisoformat("2024-05-14T17:01:00+07:00")

Fired = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The running system and who watches it."""

    town: Town
    prometheus: Watch

    async def fired(self) -> set[Fired]:
        """Every alert that has fired since the rules were loaded, with what it is about."""
        found = await self.prometheus.query('max_over_time(ALERTS{alertstate="firing"}[10m])')
        return {about(each["metric"]) for each in found}

    async def until_fired(self, expected: set[Fired], seconds: float = 40.0) -> None:
        """Waits for all of these; none but these may come, also not soon after."""
        try:
            async with asyncio.timeout(seconds):
                while not expected <= await self.fired():
                    await asyncio.sleep(0.5)
        except TimeoutError:
            pass
        await asyncio.sleep(2)
        assert await self.fired() == expected

    def move_to(self, moment: datetime) -> None:
        SharedClockControl(self.town.machine.clock_file).jump(moment)

    def now(self) -> datetime:
        return SharedClock(self.town.machine.clock_file).now()


def about(labels: dict[str, str]) -> Fired:
    """An alert and what it names: department, service, consumer or job."""
    named = (labels[key] for key in ("department", "service", "consumer", "job") if key in labels)
    return labels["alertname"], next(named, "")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Watched]:
    """The demo's own processes on a simulated clock, scraped every second."""
    folder = tmp_path_factory.mktemp("day")
    async with town_in(folder / "town") as town:
        targets = {f"motcua-{name}": f"{LOOPBACK}:{town.machine.ports.http(name)}" for name in SERVICES}
        async with prometheus_in(folder / "prometheus", targets) as prometheus:
            await eventually(lambda: prometheus.query("dossier_deadline_outcomes_total"))
            await town.audit()  # else the first night's is awaited, for an hour
            await eventually(lambda: prometheus.query("dossier_audit_last_run_timestamp_seconds > 0"))
            await prometheus.load(
                [faster(path, folder, times=TIMES, shortest_range=LOOKED_AT) for path in rule_files()]
            )
            yield Watched(town=town, prometheus=prometheus)


async def test_a_good_day_is_silent(watched: Watched) -> None:
    dossier = await accepted(watched.town, TEN_DAYS)
    await resolved(watched.town, dossier)
    await accepted(watched.town, TEN_DAYS, 2)
    assert (await watched.town.audit())["clean"]
    await asyncio.sleep(8)
    rules = await watched.prometheus.rules()
    assert {rule["name"] for rule in rules if rule["type"] == "alerting"} == set(alerts())
    assert [(rule["name"], rule["lastError"]) for rule in rules if rule["health"] != "ok"] == []
    assert await watched.fired() == set()


async def test_a_duration_in_prometheus_leads_to_a_trace_that_the_collector_has(watched: Watched) -> None:
    traces = watched.town.traces
    for metric in ("motcua_http_request_seconds", "motcua_rpc_request_seconds", "dossier_event_processing_seconds"):
        found = await watched.prometheus.exemplars(f"{metric}_bucket")
        assert found, metric
        assert await eventually(partial(traces.services_of, found[-1]["labels"]["trace_id"])), metric


async def test_promtool_finds_nothing_wrong_with_what_is_exposed(watched: Watched) -> None:
    async with httpx.AsyncClient(timeout=30) as http:
        for service in SERVICES:
            shown = (await http.get(f"{watched.town.machine.service_url(service)}/metrics")).content
            command = [promtool(), "check", "metrics"]
            checked = await asyncio.to_thread(subprocess.run, command, input=shown, capture_output=True, check=False)
            assert (checked.returncode, checked.stderr.decode()) == (0, ""), service


@pytest.mark.parametrize("name", DASHBOARDS)
async def test_every_query_of_every_panel_is_answered(watched: Watched, name: str) -> None:
    empty: set[str] = set()
    for asked in queries(name):
        expression = asked.filled(agency="heza", department=".*", service=".*")
        if not await watched.prometheus.query(expression):
            empty.add(asked.panel.partition(" (")[0])
    assert empty == EMPTY_HERE[name]


#: No alert fires on a good day, and no kubelet is scraped here.
EMPTY_HERE: dict[str, set[str]] = {
    "agency": {"Cảnh báo · Alerts"},
    "department": set(),
    "events": set(),
    "services": set(),
    "stores": {"Đĩa còn trống · Free space of volumes"},
}


async def test_the_panels_of_a_department_show_what_the_api_says_for_each_window(watched: Watched) -> None:
    asked = {one.panel: one for one in queries("department")}
    starts = window_starts(watched.now().astimezone(STARTS_AT.tzinfo).date())
    for window, period in WINDOWS.items():
        table = await on_time(watched, starts[window].isoformat())
        assert len(table) > 3
        for department, row in table.items():
            for outcome, title in OUTCOMES.items():
                shown = await figure(watched, asked[f"{title}: {period}"], department)
                assert shown == row[outcome], (window, department, outcome)
            overdue = await figure(watched, asked["Đang quá hạn · Open, overdue"], department)
            assert overdue == row["open_overdue"]


async def on_time(watched: Watched, first: str) -> dict[str, Json]:
    today = watched.now().astimezone(STARTS_AT.tzinfo).date().isoformat()
    body = await watched.town.api.get("/v1/on-time", LEADER, **{"from": first, "to": today, "by": "department"})
    return {row["department"]: row for row in body["rows"]}


async def figure(watched: Watched, asked: Asked, department: str) -> float | None:
    return await watched.prometheus.value(asked.filled(agency="heza", department=department))


async def test_a_bad_day_is_told_exactly(watched: Watched) -> None:
    town = watched.town
    await miss_deadlines(watched)
    expected = {
        (name, DEPARTMENT)
        for name in ("DossierOnTimeBelowTarget", "DossierLateBudgetBurnFast", "DossierDueSoonOverCapacity")
    }
    await watched.until_fired(expected)

    await send_junk(town)
    expected |= {("DossierDeadLettersPresent", consumer) for consumer in (*SERVICES, "notify-webhooks")}
    await watched.until_fired(expected)

    town.supervisor.child("nats-server").stopping = True  # the supervisor leaves it alone
    town.signal("nats-server", signal.SIGKILL)
    await accepted(town, TEN_DAYS, 99)
    watched.move_to(watched.now() + timedelta(minutes=10))
    expected |= {("DossierBrokerUnreachable", service) for service in SERVICES}
    expected |= {("DossierOutboxStuck", "intake")}
    await watched.until_fired(expected)

    town.supervisor.child("reporting").stopping = True
    town.signal("reporting", signal.SIGTERM)
    expected |= {
        ("DossierServiceDown", "reporting"),
        ("DossierReplicaDown", "motcua-reporting"),
        ("DossierMetricsAbsent", ""),
    }
    await watched.until_fired(expected)
    for listed in (await watched.prometheus.alerts()).values():
        for alert in listed:
            assert "error" not in alert["annotations"]["description"], alert
            assert "<no value>" not in alert["annotations"]["summary"], alert


async def miss_deadlines(watched: Watched) -> None:
    """A department takes in dossiers and does nothing until their deadline has passed."""
    for number in range(100, 100 + MISSED, 8):
        batch = (accepted(watched.town, TEN_DAYS, one) for one in range(number, min(number + 8, 100 + MISSED)))
        dossiers = await asyncio.gather(*batch)
    for dossier in dossiers:
        await case_of(watched.town, dossier)
    watched.move_to(AFTER_THE_DEADLINE)


async def send_junk(town: Town) -> None:
    """Somebody publishes what is no event on a subject of ours."""
    machine = town.machine
    connection = await nats.connect(machine.broker_url, nkeys_seed=str(machine.broker_credentials))
    await connection.jetstream().publish("motcua.v1.heza.all.dossier.accepted", b"no event")
    await connection.close()
