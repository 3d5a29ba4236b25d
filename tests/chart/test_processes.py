"""The demonstration's pods as processes: every probe is answered by what runs there, jobs and `helm test` end well."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator

import pytest

from ctl.client import Api, Json
from ctl.machine import SERVICES
from support.local_cluster import LocalCluster
from support.rendering import profile

START_SECONDS = 60


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    started = LocalCluster(profile("demo"), tmp_path_factory.mktemp("cluster"))
    for name in ("nats", *SERVICES, "front-door"):
        started.start(name)
    yield started
    started.stop()


def until_ready(cluster: LocalCluster, name: str) -> None:
    ends = time.monotonic() + START_SECONDS
    while {status for _probe, status, _text in cluster.probes(name)} != {200}:
        assert time.monotonic() < ends, f"{list(cluster.probes(name))}\n{cluster.log(name)[-2000:]}"
        time.sleep(0.2)


@pytest.mark.parametrize("name", ["nats", *SERVICES, "front-door"])
def test_every_probe_is_answered_by_what_runs_in_the_pod(cluster: LocalCluster, name: str) -> None:
    until_ready(cluster, name)


def test_the_job_for_streams_ends_well_and_may_run_again(cluster: LocalCluster) -> None:
    until_ready(cluster, "nats")
    for _ in range(2):
        code, said = cluster.run("streams")
        assert code == 0, said
    assert [f"consumer {service}" in said for service in SERVICES] == [True] * 4


@pytest.mark.parametrize("check", ["health", "schema", "streams", "dossier"])
def test_each_pod_of_helm_test_ends_well(cluster: LocalCluster, check: str) -> None:
    for service in SERVICES:
        until_ready(cluster, service)
    code, said = cluster.run(f"test-{check}")
    assert code == 0, said


@pytest.mark.timeout(300)
async def test_pods_that_are_killed_under_load_lose_no_request(cluster: LocalCluster) -> None:
    for service in SERVICES:
        until_ready(cluster, service)
    load = ("cluster", "load", "--seconds=20", "--patience=40")
    async with asyncio.TaskGroup() as group:
        loaded = group.create_task(asyncio.to_thread(cluster.run, "test-dossier", *load))
        await asyncio.sleep(4)
        for name in (*SERVICES, "nats"):
            await asyncio.to_thread(cluster.kill, name)
    code, said = loaded.result()
    assert code == 0, said
    assert json.loads(said.strip().splitlines()[-1])["requests"] > 20
    code, said = cluster.run("test-dossier", "cluster", "verify", "audit")
    assert code == 0, said


def test_the_front_door_signs_in_and_leads_to_the_services(cluster: LocalCluster) -> None:
    async def asked() -> tuple[Json, Json]:
        async with Api(cluster.url("front-door")) as api:
            return await api.get("/v1/departments"), await api.get("/v1/audit/conservation", "ksth.1")

    until_ready(cluster, "front-door")
    departments, audit = asyncio.run(asked())
    assert len(departments["items"]) > 3
    assert audit["clean"], [(f["kind"], f["detail"]) for f in audit["findings"]][:5]


def test_a_check_that_fails_says_which_service_and_why(cluster: LocalCluster) -> None:
    code, said = cluster.run("test-health", MOTCUA_NOTIFY_URL="http://127.0.0.1:9")
    assert code == 1
    assert "notify does not answer at http://127.0.0.1:9" in said
