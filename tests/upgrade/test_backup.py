"""The pods of a release on PostgreSQL, backed up under load, lost, restored into empty databases and an empty NATS."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest

from ctl.machine import SERVICES
from support.local_cluster import LocalCluster
from support.postgres import PostgresServer
from support.rendering import Json, merged, profile

ROOT = Path(__file__).parents[2]
START_SECONDS = 90
VALUES: Json = {
    "database": {"mode": "external", "external": {"existingSecret": "motcua-databases", "sslmode": "disable"}}
}

pytestmark = [
    pytest.mark.timeout(1200),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="pg_dump is not here: apt-get install postgresql-client"),
]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


def release(server: PostgresServer, folder: Path, suffix: str) -> LocalCluster:
    """Four empty databases, a NATS that holds nothing, and the pods that would run on them; nothing is started."""
    urls = {service: server.url(f"{service}_{suffix}").replace("+asyncpg", "") for service in SERVICES}
    asyncio.run(_create(server, [f"{service}_{suffix}" for service in SERVICES]))
    folder.mkdir()
    secrets = {"motcua-databases": {f"{service}-url": url for service, url in urls.items()}}
    return LocalCluster(merged(profile("demo"), VALUES), folder, secrets)


async def _create(server: PostgresServer, names: list[str]) -> None:
    connection = await asyncpg.connect(server.url().replace("+asyncpg", ""))
    for name in names:
        await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()


def start(cluster: LocalCluster) -> None:
    for name in ("nats", *SERVICES):
        cluster.start(name)
    ends = time.monotonic() + START_SECONDS
    for name in SERVICES:
        while {status for _probe, status, _text in cluster.probes(name)} != {200}:
            assert time.monotonic() < ends, cluster.log(name)[-2000:]
            time.sleep(0.3)


def backup(cluster: LocalCluster, command: str, folder: Path) -> tuple[int, str]:
    urls = {f"{service.upper()}_URL": cluster.secrets["motcua-databases"][f"{service}-url"] for service in SERVICES}
    words = [sys.executable, "k8s/backup.py", command, str(folder)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | urls, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def client(cluster: LocalCluster, *words: str) -> str:
    code, said = cluster.run("test-dossier", "cluster", *words)
    assert code == 0, said
    return said


def test_what_was_saved_under_load_is_restored_and_nothing_is_lost(server: PostgresServer, tmp_path: Path) -> None:
    before = release(server, tmp_path / "before", "before")
    for service in SERVICES:
        code, said = before.run(f"migrate-{service}")
        assert code == 0, said
    start(before)
    with ThreadPoolExecutor(1) as beside:
        load = beside.submit(client, before, "load", "--seconds=15", "--patience=20")
        time.sleep(6)
        code, said = backup(before, "save", tmp_path / "saved")
        load.result()
    before.stop()
    assert code == 0, said

    after = release(server, tmp_path / "after", "after")
    code, said = backup(after, "restore", tmp_path / "saved")
    assert code == 0, said
    assert "intake: restored; " in said
    start(after)

    try:
        client(after, "verify", "audit")
        client(after, "verify", "dossier")
        client(after, "verify", "audit")
        refused = backup(after, "restore", tmp_path / "saved")
    finally:
        after.stop()
    assert refused[0] == 1
    assert "is not empty; restore into a new one, and keep the old one" in refused[1]


def test_a_backup_that_did_not_finish_or_was_changed_is_refused(server: PostgresServer, tmp_path: Path) -> None:
    cluster = release(server, tmp_path / "cluster", "x")
    (tmp_path / "half").mkdir()
    code, said = backup(cluster, "check", tmp_path / "half")
    assert (code, "the backup did not finish" in said) == (1, True), said

    for service in SERVICES:
        assert cluster.run(f"migrate-{service}")[0] == 0
    assert backup(cluster, "save", tmp_path / "saved")[0] == 0
    assert backup(cluster, "check", tmp_path / "saved")[0] == 0
    with (tmp_path / "saved/notify.dump").open("ab") as file:
        file.write(b"x")
    code, said = backup(cluster, "restore", tmp_path / "saved")
    assert (code, "notify.dump is missing or not what was saved" in said) == (1, True), said
