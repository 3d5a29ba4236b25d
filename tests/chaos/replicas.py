"""Replicas of processing as processes, each with a clock of its own, on one PostgreSQL and one broker; and a killer."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import psutil

from chassis.auth.issuer import DemoIssuer
from support.ports import free_port

READY_SECONDS = 60.0
#: Backends that have claimed or written and not yet committed; the relay's marking of what it sent is not meant.
UNCOMMITTED = """
    SELECT client_port FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND client_port = ANY($1)
      AND query NOT ILIKE 'UPDATE outbox%'
"""
UNSENT = "SELECT EXISTS (SELECT FROM outbox WHERE published_at IS NULL)"


class Replica:
    """``python -m processing serve`` with the machine's clock, wrong by so many seconds; or another service.

    more: further settings, which win."""

    def __init__(
        self,
        folder: Path,
        *,
        database_url: str,
        nats_url: str,
        issuer: DemoIssuer,
        skew: int,
        service: str = "processing",
        more: Mapping[str, str] | None = None,
    ) -> None:
        self._service = service
        self.skew = skew
        self.name = f"replica{skew:+}"
        self.port = free_port()
        self._log = folder / f"{self.name}.log"
        self._environment = {
            "PATH": os.environ["PATH"],
            "MOTCUA_ENVIRONMENT": "sandbox",
            "MOTCUA_DATABASE_URL": database_url,
            "MOTCUA_DATABASE_POOL_SIZE": "4",
            "MOTCUA_NATS_URL": nats_url,
            "MOTCUA_HTTP_PORT": str(self.port),
            "MOTCUA_GRPC_PORT": str(free_port()),
            "MOTCUA_JWKS_FILE": str(issuer.jwks_path),
            "MOTCUA_CLOCK": f"skewed:{skew:+}",
            "MOTCUA_INTAKE_TARGET": "127.0.0.1:9",
            "MOTCUA_REPLICA": self.name,
            "MOTCUA_DRAIN_SECONDS": "0",
        } | dict(more or {})
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            command = [sys.executable, "-m", self._service, "serve"]
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)

    def kill(self) -> None:
        """kill -9."""
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """It hangs, and its connections stay open."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    async def ready(self) -> str:
        """What readiness says when it is."""
        end = asyncio.get_running_loop().time() + READY_SECONDS
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=5) as http:
            while asyncio.get_running_loop().time() < end:
                with suppress(httpx.HTTPError):
                    answer = await http.get("/readyz", params={"verbose": ""})
                    if answer.status_code == 200:
                        return answer.text
                await asyncio.sleep(0.1)
        raise AssertionError(f"not ready:\n{self._log.read_text()[-2000:]}")

    def ports(self) -> list[int]:
        """Local ports of its connections."""
        with suppress(psutil.Error):
            return [each.laddr.port for each in psutil.Process(self._process.pid).net_connections("tcp")]
        return []


class Killer:
    """Kills one replica after the other: in the middle of a transaction, and while events wait to be sent. Each is
    started again at once."""

    def __init__(self, replicas: list[Replica], connection: asyncpg.Connection[Any]) -> None:
        self._replicas = replicas
        self._connection = connection
        self._draw = random.Random()
        self.before_commit = 0
        self.before_sending = 0

    async def hunt(self, until: float) -> None:
        """Until an instant of the loop's clock."""
        loop = asyncio.get_running_loop()
        while loop.time() < until:
            if self.before_commit > self.before_sending:
                victim = self._draw.choice(self._replicas) if await self._connection.fetchval(UNSENT) else None
            else:
                victim = await self._within_a_transaction()
            if victim is None:
                await asyncio.sleep(0.002)
                continue
            victim.kill()
            if self.before_commit > self.before_sending:
                self.before_sending += 1
            else:
                self.before_commit += 1
            victim.start()
            await asyncio.sleep(self._draw.uniform(0.2, 1.5))

    async def _within_a_transaction(self) -> Replica | None:
        """A replica that has written in a transaction that is still open; looks for a moment."""
        owners = {port: replica for replica in self._replicas for port in replica.ports()}
        for _ in range(20):
            if (port := await self._connection.fetchval(UNCOMMITTED, list(owners))) is not None:
                return owners[port]
            await asyncio.sleep(0.001)
        return None


@asynccontextmanager
async def replicas(
    folder: Path, *, database_url: str, nats_url: str, skews: tuple[int, ...]
) -> AsyncIterator[list[Replica]]:
    """Started and ready; killed at the end."""
    issuer = DemoIssuer(folder / "issuer.json")
    started: list[Replica] = []
    try:
        started += [
            Replica(folder, database_url=database_url, nats_url=nats_url, issuer=issuer, skew=skew) for skew in skews
        ]
        for each in started:
            await each.ready()
        yield started
    finally:
        for each in started:
            each.kill()
