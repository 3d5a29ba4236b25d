"""What an operator may get wrong: the pod says it in one line, readiness tells, nothing crashes without a reason."""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.local_cluster import LocalCluster
from support.ports import free_port
from support.postgres import PostgresServer
from support.rendering import merged, profile

START_SECONDS = 60
EXIT_CONFIGURATION = 78


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[LocalCluster]:
    cluster = LocalCluster(profile("demo"), tmp_path)
    yield cluster
    cluster.stop()


def ended(cluster: LocalCluster, name: str, **wrong: str) -> tuple[int, list[str]]:
    """Exit code and lines of a pod that must not stay."""
    code, said = cluster.run(name, **wrong)
    return code, [line for line in said.splitlines() if line]


def unready(cluster: LocalCluster, name: str, words: str) -> str:
    """What readiness says once it says the words; the pod is alive all the while."""
    ends = time.monotonic() + START_SECONDS
    while True:
        found = {probe: (status, text) for probe, status, text in cluster.probes(name)}
        if found["readinessProbe"][0] == 503 and words in found["readinessProbe"][1]:
            assert found["livenessProbe"][0] == 200
            assert cluster.running[name].poll() is None
            return found["readinessProbe"][1]
        assert time.monotonic() < ends, f"{found}\n{cluster.log(name)[-1500:]}"
        time.sleep(0.2)


def test_a_secret_that_is_not_mounted_is_named_in_one_line(cluster: LocalCluster) -> None:
    code, lines = ended(cluster, "processing", MOTCUA_PAGE_SECRET_FILE="/run/none")
    assert code == EXIT_CONFIGURATION
    assert lines == ["processing: MOTCUA_PAGE_SECRET_FILE: cannot read /run/none (FileNotFoundError)"]


def test_missing_sealing_keys_are_named_in_one_line(cluster: LocalCluster) -> None:
    code, lines = ended(cluster, "intake", MOTCUA_SEALING_KEYS_FILE="/run/secrets/none.json")
    assert code != 0
    assert "/run/secrets/none.json" in lines[-1]
    assert not any("Traceback" in line for line in lines)


def test_a_missing_token_is_told_by_readiness_while_work_goes_on(cluster: LocalCluster) -> None:
    cluster.start("nats")
    cluster.start("processing", MOTCUA_SERVICE_TOKEN_FILE="/run/secrets/none")
    ends = time.monotonic() + START_SECONDS
    while True:
        status, text = list(cluster.probes("processing"))[-1][1:]
        said = cluster.verbose("processing") if status == 200 else text
        if "[-] service token: No token for calls to neighbours" in said:
            break
        assert time.monotonic() < ends, said
        time.sleep(0.2)
    assert "see MOTCUA_SERVICE_TOKEN_FILE. (degraded, still serving)" in said


def test_a_database_that_cannot_be_reached_is_waited_for(cluster: LocalCluster) -> None:
    url = f"postgresql://intake:secret@127.0.0.1:{free_port()}/intake"
    cluster.start("processing", MOTCUA_DATABASE_URL=url)
    said = unready(cluster, "processing", "Check MOTCUA_DATABASE_URL")
    assert "secret" not in said + cluster.log("processing")
    assert len([line for line in cluster.log("processing").splitlines() if "waiting for the schema" in line]) == 1


def test_an_unmigrated_schema_is_waited_for_and_the_command_is_named(tmp_path: Path) -> None:
    server = PostgresServer()
    url = server.url().replace("+asyncpg", "")
    database = {"mode": "external", "external": {"existingSecret": "d", "sslmode": "disable"}}
    secrets = {"d": {"processing-url": url}}
    cluster = LocalCluster(merged(profile("demo"), {"database": database}), tmp_path, secrets)
    try:
        cluster.start("nats")
        cluster.start("processing")
        unready(cluster, "processing", "migrations are not applied; run: python -m processing migrate")
        assert cluster.run("migrate-processing")[0] == 0
        ends = time.monotonic() + START_SECONDS
        while {status for _probe, status, _text in cluster.probes("processing")} != {200}:
            assert time.monotonic() < ends, cluster.log("processing")[-1500:]
            time.sleep(0.2)
    finally:
        cluster.stop()
        server.close()


def test_an_older_nats_server_is_named_with_the_version_that_is_needed(cluster: LocalCluster) -> None:
    with old_nats("2.9.25") as url:
        cluster.start("processing", MOTCUA_NATS_URL=url)
        unready(cluster, "processing", "nats-server 2.9.25 is too old; motcua needs 2.11 or newer")
        code, said = cluster.run("streams", MOTCUA_NATS_URL=url)
    assert (code, "nats-server 2.9.25 is too old" in said, "Traceback" in said) == (1, True, False)


class old_nats:  # noqa: N801 - reads as a block
    """Greets like a NATS server of that version, and answers pings."""

    def __init__(self, version: str) -> None:
        greeting = {"server_id": "old", "version": version, "max_payload": 1048576, "proto": 1, "headers": True}

        class Greeter(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(f"INFO {json.dumps(greeting)}\r\n".encode())
                for line in self.rfile:
                    if line.startswith(b"PING"):
                        self.wfile.write(b"PONG\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Greeter)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        return f"nats://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
