"""The real things a measurement runs on: PostgreSQL that syncs, nats-server that syncs, a service as it is served."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import aiohttp
import asyncpg
import psutil

from chassis.data.migrations import migrate
from ctl.machine import Machine
from support.nats_server import NatsServer
from support.ports import free_port, free_ports, wait_for_port
from support.postgres import PostgresServer

LAWPACK = Path(__file__).parents[2] / "lawpack" / "heza"
MIGRATIONS = "intake.store.migrations"
READY_SECONDS = 30.0

#: As an office would run it. Every commit reaches the disk, and a page torn by a power cut is mended.
POSTGRES = {
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "autovacuum": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
}


class Stage:
    """``async with stage() as here:``, then databases, a broker and services on demand, in one temporary folder."""

    def __init__(self, folder: Path, postgres: PostgresServer, nats: NatsServer) -> None:
        self.folder = folder
        self.postgres = postgres
        self.nats = nats
        self.spans = folder / "bytes-of-spans"

    async def database(self, name: str, migrations: str = MIGRATIONS) -> str:
        """An empty database made by these migrations, intake's or another service's; its url."""
        admin = await asyncpg.connect(dsn_of(self.postgres.url()))
        await admin.execute(f'CREATE DATABASE "{name}"')
        await admin.close()
        url = self.postgres.url(name)
        await migrate(url, migrations)
        return url

    def machine(self, database_url: str, otlp_endpoint: str = "", *, service: str = "intake") -> Machine:
        """Keys, tokens and settings for a service on this database."""
        made = Machine(
            home=self.folder,
            lawpack=LAWPACK,
            ports=free_ports(),
            otlp_endpoint=otlp_endpoint,
            databases=((service, database_url),),
        )
        made.prepare()
        return made

    def intake(self, database_url: str) -> AbstractAsyncContextManager[Served]:
        """``python -m intake serve``."""
        return self._serving("intake", database_url)

    def processing(self, database_url: str) -> AbstractAsyncContextManager[Served]:
        """``python -m processing serve``; nothing answers where intake would."""
        return self._serving("processing", database_url)

    def reporting(self, database_url: str) -> AbstractAsyncContextManager[Served]:
        """``python -m reporting serve``; nothing answers where its neighbours would."""
        return self._serving("reporting", database_url)

    def notify(self, database_url: str) -> AbstractAsyncContextManager[Served]:
        """``python -m notify serve``; nothing answers where its neighbours would."""
        return self._serving("notify", database_url)

    @asynccontextmanager
    async def _serving(self, service: str, database_url: str) -> AsyncIterator[Served]:
        """The service with tracing into a receiver that forgets, until the end of the block."""
        sink_port = free_port()
        machine = self.machine(database_url, f"http://127.0.0.1:{sink_port}", service=service)
        environment = machine.environment(service) | {"MOTCUA_NATS_URL": self.nats.url, "MOTCUA_DRAIN_SECONDS": "0"}
        sink = [sys.executable, "-m", "load.sink", str(sink_port), str(self.spans)]
        async with (
            self.process("sink", sink, dict(os.environ)),
            self.process(service, [sys.executable, "-m", service, "serve"], environment) as served,
        ):
            await asyncio.to_thread(wait_for_port, sink_port)
            await self._until_ready(service, machine.service_url(service))
            yield Served(machine, service, database_url, served)

    @asynccontextmanager
    async def process(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> AsyncIterator[int]:
        with (self.folder / f"{name}.log").open("ab") as log:
            process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), 20)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def _until_ready(self, service: str, url: str) -> None:
        end = asyncio.get_running_loop().time() + READY_SECONDS
        async with aiohttp.ClientSession() as http:
            while asyncio.get_running_loop().time() < end:
                with suppress(aiohttp.ClientError):
                    async with http.get(f"{url}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
        log = (self.folder / f"{service}.log").read_text(errors="replace")
        raise RuntimeError(f"{service} was not ready after {READY_SECONDS:.0f} s:\n{log[-2000:]}")


class Served:
    """A served service and accounts that may use it."""

    def __init__(self, machine: Machine, service: str, database_url: str, pid: int) -> None:
        self.database_url = database_url
        self._issuer = machine.issuer()
        self._process = psutil.Process(pid)
        self.port = machine.ports.http(service)
        self.grpc_port = machine.ports.grpc(service)
        self.url = machine.service_url(service)
        self.receptionist = self.token("cb.motcua.1", "receptionist", department="mot-cua")

    def token(self, subject: str, role: str, *, department: str = "") -> str:
        agency = "" if role == "applicant" else "heza"
        return self._issuer.token(subject, [role], agency, department, ttl=timedelta(hours=2))

    def processor_seconds(self) -> float:
        """What it has used of a processor since its start."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    async def calm(self, within: float = 60.0) -> None:
        """Until what it does by itself after a start (histories sealed, calendars followed) is done."""
        end = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < end:
            before = self.processor_seconds()
            await asyncio.sleep(1.0)
            if self.processor_seconds() - before < 0.1:
                return

    async def get(self, path: str) -> dict[str, object]:
        """What anybody may read."""
        async with aiohttp.ClientSession() as http, http.get(self.url + path) as answer:
            answer.raise_for_status()
            read: dict[str, object] = await answer.json()
            return read


@asynccontextmanager
async def stage() -> AsyncIterator[Stage]:
    """Servers started, and stopped and removed at the end of the block."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    postgres = await asyncio.to_thread(PostgresServer, POSTGRES)
    nats = await asyncio.to_thread(NatsServer)
    try:
        yield Stage(folder, postgres, nats)
    finally:
        nats.close()
        postgres.close()
        shutil.rmtree(folder, ignore_errors=True)


def dsn_of(url: str) -> str:
    """The url as asyncpg alone takes it."""
    return url.replace("+asyncpg", "")


def processors() -> str:
    """What the figures were taken on: cores and the servers' versions."""
    nats = subprocess.run([_beside("nats-server"), "--version"], capture_output=True, text=True, check=False)
    return f"{os.cpu_count()} cores, Python {sys.version.split()[0]}, {nats.stdout.strip() or 'nats-server'}"


def _beside(program: str) -> str:
    found = Path(sys.executable).parent / program
    return str(found) if found.exists() else program
