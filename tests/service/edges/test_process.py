"""A service as a process: start, wait, drain, stop, and every way of not starting."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from chassis.auth.issuer import DemoIssuer
from support.ports import free_port

HERE = Path(__file__).parent


class Lending:
    """One configuration of the service, started as often as a test wants."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.variables = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(HERE / "process"),
            "MOTCUA_ENVIRONMENT": "sandbox",
            "MOTCUA_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'lending.sqlite'}",
            "MOTCUA_HTTP_PORT": str(self.port),
            "MOTCUA_GRPC_PORT": str(free_port()),
            "MOTCUA_DIARY": str(home / "diary"),
            "MOTCUA_BROKER_FILE": str(home / "broker"),
            "MOTCUA_DRAIN_SECONDS": "0",
            "MOTCUA_NATS_URL": "nats://127.0.0.1:9",
        }
        self.running: list[subprocess.Popen[str]] = []
        (home / "broker").touch()

    def start(self, command: str = "serve", **variables: str) -> subprocess.Popen[str]:
        environment = self.variables | {f"MOTCUA_{name}": value for name, value in variables.items()}
        process = subprocess.Popen(
            [sys.executable, "-m", "lending", command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def ran(self, command: str, **variables: str) -> tuple[int, str, str]:
        process = self.start(command, **variables)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def diary(self) -> list[str]:
        return (self.home / "diary").read_text().splitlines()

    async def answers(self, client: httpx.AsyncClient, status: int, path: str = "/readyz?verbose") -> str:
        """The text as soon as the page has this status."""
        async with asyncio.timeout(60):
            while True:
                try:
                    answer = await client.get(path)
                    if answer.status_code == status:
                        return answer.text
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.05)


@pytest.fixture
def lending(tmp_path: Path) -> Iterator[Lending]:
    lending = Lending(tmp_path)
    yield lending
    for process in lending.running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
async def client(lending: Lending) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{lending.port}", timeout=30) as client:
        yield client


async def test_parts_stop_in_reverse_and_a_begun_request_finishes(lending: Lending, client: httpx.AsyncClient) -> None:
    serving = lending.start(MIGRATE_ON_START="true", DRAIN_SECONDS="2")
    await lending.answers(client, 200)
    begun = asyncio.ensure_future(client.get("/v1/slow?seconds=3.5"))
    await asyncio.sleep(0.2)
    serving.send_signal(signal.SIGTERM)
    assert (await lending.answers(client, 503)).splitlines()[-1] == "not ready: draining"
    assert (await client.get("/livez")).status_code == 200
    assert (await client.get("/v1/slow?seconds=0")).status_code == 200  # unready, but who comes is served
    answer = await begun
    assert (answer.status_code, answer.json()) == (200, "done")
    assert await asyncio.to_thread(serving.wait, 30) == 0
    assert lending.diary() == [
        "start database",
        "start broker",
        "start relay",
        "start consumer",
        "stop consumer",
        "stop relay",
        "stop broker",
        "stop database",
    ]


async def test_an_old_schema_is_waited_for_unready_and_told_what_to_run(
    lending: Lending, client: httpx.AsyncClient
) -> None:
    serving = lending.start()
    told = await lending.answers(client, 503)
    assert "[-] schema: 1 migrations are not applied; run: python -m lending migrate" in told
    assert (await client.get("/livez")).status_code == 200
    other = await client.get("/v1/slow?seconds=0")
    assert (other.status_code, other.json()["type"]) == (503, "urn:motcua:problem:starting")
    code, _, err = await asyncio.to_thread(lending.ran, "migrate")
    assert (code, err.splitlines()[-1]) == (0, "lending: schema is current")
    assert "[+] database ok" in await lending.answers(client, 200)
    assert (await client.get("/v1/slow?seconds=0")).status_code == 200
    serving.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(serving.wait, 30) == 0


async def test_who_waits_for_the_schema_can_be_stopped(lending: Lending, client: httpx.AsyncClient) -> None:
    serving = lending.start()
    await lending.answers(client, 503)
    serving.send_signal(signal.SIGTERM)
    assert await asyncio.to_thread(serving.wait, 30) == 0


async def test_a_broker_that_is_away_degrades_and_is_found_when_it_comes(
    lending: Lending, client: httpx.AsyncClient
) -> None:
    (lending.home / "broker").unlink()
    serving = lending.start(MIGRATE_ON_START="true")
    told = await lending.answers(client, 200)
    assert "no broker; check MOTCUA_NATS_URL (degraded, still serving)" in told
    assert told.splitlines()[-1] == "degraded"
    (lending.home / "broker").touch()
    async with asyncio.timeout(30):
        while (await client.get("/readyz?verbose")).text.splitlines()[-1] != "ready":
            await asyncio.sleep(0.1)
    serving.send_signal(signal.SIGTERM)
    _, err = await asyncio.to_thread(serving.communicate)
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert [event for event in events if event.startswith("part ")] == ["part waits", "part started"]


def test_a_taken_port_is_one_line_and_exit_78(lending: Lending) -> None:
    for variable in ("HTTP_PORT", "GRPC_PORT"):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            code, out, err = lending.ran("serve", MIGRATE_ON_START="true", **{variable: str(port)})
        assert (code, out) == (78, "")
        errors = [line["event"] for line in map(json.loads, err.splitlines()) if line["level"] == "error"]
        part = "http" if variable == "HTTP_PORT" else "grpc"
        assert errors == [
            f"lending cannot start {part}: cannot listen on 127.0.0.1:{port}: another program has the port; "
            f"stop it or set MOTCUA_{variable} to a free one"
        ]


def test_a_part_that_cannot_start_is_named_and_the_others_stop(lending: Lending) -> None:
    code, _, err = lending.ran("serve", MIGRATE_ON_START="true", BROKEN="relay")
    assert code == 1
    errors = [line["event"] for line in map(json.loads, err.splitlines()) if line["level"] == "error"]
    assert errors == ["lending cannot start relay: The shelf is empty; fill it."]
    assert lending.diary()[-2:] == ["stop broker", "stop database"]


def test_a_second_signal_cuts_the_drain_short(lending: Lending) -> None:
    serving = lending.start(MIGRATE_ON_START="true", DRAIN_SECONDS="60")
    while not (lending.home / "diary").exists() or "start consumer" not in lending.diary():
        time.sleep(0.05)
    time.sleep(0.2)
    serving.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert serving.poll() is None
    serving.send_signal(signal.SIGINT)
    assert serving.wait(30) == 0


def test_settings_that_cannot_be_are_one_line_and_exit_78(lending: Lending) -> None:
    code, out, err = lending.ran("serve", HTTP_PORT="ninety")
    assert (code, out) == (78, "")
    assert err == ("lending: MOTCUA_HTTP_PORT: Input should be a valid integer, unable to parse string as an integer\n")


def test_the_schema_is_printed_without_an_environment(lending: Lending) -> None:
    for name in [name for name in lending.variables if name.startswith("MOTCUA_")]:
        del lending.variables[name]
    code, out, err = lending.ran("openapi")
    assert (code, err) == (0, "")
    assert list(json.loads(out)["paths"]) == ["/v1/slow"]


def test_check_says_what_is_there_and_what_is_not(lending: Lending) -> None:
    code, out, _ = lending.ran("check")
    lines = dict(line.split(": ", 1) for line in out.splitlines())
    assert code == 1
    assert lines["[+] settings"].startswith("sandbox, clock system")
    assert lines["[+] database"] == "sqlite"
    assert lines["[-] schema"] == "1 migrations are not applied; run: python -m lending migrate"
    assert "MOTCUA_JWKS_FILE" in lines["[-] keys"]
    assert "check MOTCUA_NATS_URL" in lines["[-] broker"]


def test_check_is_content_when_all_is_there(lending: Lending, nats_url: str, issuer: DemoIssuer) -> None:
    assert lending.ran("migrate")[0] == 0
    code, out, _ = lending.ran("check", NATS_URL=nats_url, JWKS_FILE=str(issuer.jwks_path))
    assert (code, [line for line in out.splitlines() if not line.startswith("[+]")]) == (0, [])
    assert "[+] broker: connected, NATS 2." in out
