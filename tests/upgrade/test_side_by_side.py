"""This version and the one before on one PostgreSQL with this version's schema: both handle the same cases.

The version before is the newest tag, or what PREVIOUS names (a tag or commit).
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
from pathlib import Path

import pytest

from chassis.auth.issuer import DemoIssuer
from ctl.accounts import BY_SUBJECT
from ctl.client import Json
from ctl.cluster.neighbours import ClusterApi
from ctl.machine import ISSUER, SERVICES
from support.local_cluster import LocalCluster
from support.ports import free_port
from support.postgres import PostgresServer
from support.town import COUNTER, LEADER, filing, until
from upgrade.test_backup import release, start

ROOT = Path(__file__).parents[2]
DOSSIERS = 6
PROCEDURE = "cap-gpld"  # in force today


def previous() -> str:
    """Commit of the version before; empty if there is none."""
    asked = os.environ.get("PREVIOUS") or _git("tag", "--sort=-creatordate", "--merged").partition("\n")[0]
    return _git("rev-parse", f"{asked}^{{commit}}") if asked else ""


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()


pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not previous(), reason="there is no version before this one: no tag, and PREVIOUS is not set"),
]


class Office(ClusterApi):
    """People's work, at whichever processing is asked for."""

    def __init__(self, cluster: LocalCluster, processing: str) -> None:
        addresses = {service: cluster.url(service) for service in SERVICES} | {"processing": processing}
        super().__init__(addresses, patience_seconds=20)
        self._issuer = DemoIssuer(cluster.folder / "issuer.json", issuer=ISSUER)

    async def _token(self, account: str) -> str:
        if not account:
            return ""
        who = BY_SUBJECT[account]
        return self._issuer.token(account, who.roles, who.agency, who.department)

    async def accepted(self, number: int) -> Json:
        procedure = await self.get(f"/v1/procedures/{PROCEDURE}")
        filed = await self.post(
            "/v1/dossiers", COUNTER, filing(number, PROCEDURE, documents=procedure), key=f"f-{number}"
        )
        return await self.post(f"/v1/dossiers/{filed['id']}/acceptance", COUNTER, key=f"a-{number}")

    async def state_of(self, dossier: Json) -> str:
        """Once the result is at the counter, or time is up."""
        path = f"/v1/dossiers/{dossier['id']}"
        found = await until(lambda: self.get(path, COUNTER), lambda one: one["state"] == "result_ready", 40)
        return str(found["state"])

    async def work(self, dossier: Json) -> bool:
        """The next open step is done by whom it belongs to; whether there was one."""
        path = f"/v1/cases/{dossier['id']}"
        case = await until(lambda: self.get(path, LEADER), lambda one: bool(one.get("tasks")), 40)
        task = next((each for each in case["tasks"] if each["state"] in {"unassigned", "assigned"}), None)
        if task is None:
            return False
        if task["step"]["decides"] and task["role"] == "leader":
            await self.post(f"{path}/decision", LEADER, {"outcome": "granted"})
            return True
        slug = task["department"].replace("-", "")
        officer = f"tp.{slug}" if task["role"] == "department_head" else f"cv.{slug}.1"
        head = f"tp.{slug}" if task["department"] == dossier["department"] else officer
        await self.post(f"/v1/tasks/{task['id']}/assignment", head, {"officer": officer})
        await self.post(f"/v1/tasks/{task['id']}/completion", officer, {})
        return True


def older(cluster: LocalCluster, folder: Path) -> str:
    """Processing of the version before, beside this one's: same database, broker and secrets; its HTTP address."""
    tree = folder / "older"
    tree.mkdir()
    archive = subprocess.run(["git", "archive", previous()], cwd=ROOT, capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", tree], input=archive, check=True)
    http, grpc = free_port(), free_port()
    command, environment = cluster.command("processing", PYTHONPATH=f"{tree}/services:{tree}/proto/gen/python")
    url = environment.pop("MOTCUA_DATABASE_URL_FILE")
    environment |= {
        "MOTCUA_DATABASE_URL": Path(url).read_text().replace("postgresql://", "postgresql+asyncpg://"),
        "MOTCUA_HTTP_PORT": str(http),
        "MOTCUA_GRPC_PORT": str(grpc),
        "MOTCUA_REPLICA": "older",
    }
    with (cluster.folder / "older.log").open("ab") as log:
        cluster.running["older"] = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=tree)
    return f"http://127.0.0.1:{http}"


async def test_both_versions_handle_the_same_cases_and_nothing_is_lost(tmp_path: Path) -> None:
    server = PostgresServer()
    cluster = await asyncio.to_thread(release, server, tmp_path / "release", "side")
    try:
        for service in SERVICES:
            assert (await asyncio.to_thread(cluster.run, f"migrate-{service}"))[0] == 0
        await asyncio.to_thread(start, cluster)
        (cluster.folder / "issuer.json").write_text(cluster.held("issuer.json"))
        address = older(cluster, tmp_path)
        async with Office(cluster, cluster.url("processing")) as newer, Office(cluster, address) as before:
            await until_ready(before, cluster)
            dossiers = [await newer.accepted(number) for number in range(DOSSIERS)]
            for turn in range(12):
                offices = (newer, before) if turn % 2 else (before, newer)
                worked = [await offices[number % 2].work(each) for number, each in enumerate(dossiers)]
                if not any(worked):
                    break
            assert [await newer.state_of(each) for each in dossiers] == ["result_ready"] * DOSSIERS
        code, said = await asyncio.to_thread(cluster.run, "test-dossier", "cluster", "verify", "audit")
        assert code == 0, said
        assert '"level":"error"' not in cluster.log("older"), cluster.log("older")[-3000:]
    finally:
        await asyncio.to_thread(cluster.stop)
        server.close()


async def until_ready(office: Office, cluster: LocalCluster) -> None:
    ends = time.monotonic() + 60
    while True:
        try:
            await office.get("/v1/tasks", "tp.laodong")
        except Exception:
            assert time.monotonic() < ends, cluster.log("older")[-2000:]
            await asyncio.sleep(0.5)
        else:
            return
