"""A small library-loan service on the chassis: real HTTP and gRPC over sockets, real tokens, a real collector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health, State
from chassis.http.app import ServiceApp
from chassis.http.server import HttpServerPart
from chassis.telemetry import tracing
from service.edges.collector import Collector
from service.edges.loans import Loans, loans_app


@pytest.fixture
def issuer(tmp_path: Path) -> DemoIssuer:
    return DemoIssuer(tmp_path / "keys" / "issuer.json")


@pytest.fixture
def verifier(issuer: DemoIssuer) -> TokenVerifier:
    return TokenVerifier(JwksFile(issuer.jwks_path, pause_seconds=0), issuer.issuer, issuer.audience)


@pytest.fixture
def health() -> Health:
    health = Health()
    health.state = State.RUNNING
    return health


@pytest.fixture
def bearer(issuer: DemoIssuer) -> Callable[[str], dict[str, str]]:
    return lambda subject: {"Authorization": f"Bearer {issuer.token(subject, ['receptionist'], 'heza', 'dau-tu')}"}


@pytest.fixture
async def loans(verifier: TokenVerifier, health: Health) -> AsyncIterator[Loans]:
    """The service, listening; its client is signed in as nobody."""
    async with _listening(loans_app(verifier, health)) as started:
        yield started


@pytest.fixture
async def hasty_loans(verifier: TokenVerifier, health: Health) -> AsyncIterator[Loans]:
    """The service, which gives a request one second."""
    async with _listening(loans_app(verifier, health, deadline_seconds=1.0)) as started:
        yield started


@asynccontextmanager
async def _listening(app: ServiceApp) -> AsyncIterator[Loans]:
    server = HttpServerPart(app, "127.0.0.1", 0)
    await server.start()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=30) as client:
        yield Loans(client=client, port=server.port)
    await server.stop()


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    """An OTLP collector that keeps what it is sent; tracing is switched off again afterwards."""
    collector = Collector()
    await collector.start()
    yield collector
    await asyncio.to_thread(tracing.shutdown)
    await collector.stop()
