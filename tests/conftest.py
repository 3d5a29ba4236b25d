"""Real servers for every suite: one PostgreSQL and one nats-server a session, a fresh database a test.

dialect        "sqlite", then "postgresql": a test that asks for it, or for database, runs on both
database       await database("intake.store.migrations") → an open Database, closed after the test
database_url   await database_url("intake.store.migrations") → the url only
nats_url       a broker without streams; nats_server is one of the test's own, to be killed
postgres_url   the server's own database; postgres_server is one of the test's own, to be restarted
"""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, settings

from chassis.data.database import Database
from support.databases import NewDatabase, NewDatabaseUrl, Schema, Templates, drop
from support.nats_server import NatsServer
from support.postgres import PostgresServer

# What collecting brings in stays until the end: to look through it again and again takes a third of the tests' time.
gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    gc.enable()


# The same cases each time, however slow the machine is; ``pytest --hypothesis-profile=search`` looks for new ones.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", _PATIENT, derandomize=True, database=None)
settings.register_profile("search", _PATIENT, max_examples=1_000)
settings.load_profile("same")


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Callable[[], PostgresServer]]:
    """Started by the first test that needs it."""
    started: list[PostgresServer] = []

    @lru_cache(maxsize=1)
    def server() -> PostgresServer:
        started.append(PostgresServer())
        return started[0]

    yield server
    for each in started:
        each.close()


@pytest.fixture
def postgres_url(_postgres: Callable[[], PostgresServer]) -> str:
    return _postgres().url()


@pytest.fixture
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def _nats() -> Iterator[NatsServer]:
    server = NatsServer()
    yield server
    server.close()


@pytest.fixture
async def nats_url(_nats: NatsServer) -> str:
    await _nats.wipe()
    return _nats.url


@pytest.fixture
def nats_server() -> Iterator[NatsServer]:
    server = NatsServer()
    yield server
    server.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def _templates(tmp_path_factory: pytest.TempPathFactory, _postgres: Callable[[], PostgresServer]) -> Templates:
    return Templates(tmp_path_factory.mktemp("databases"), _postgres)


@pytest.fixture
async def database_url(
    dialect: str, _templates: Templates, _postgres: Callable[[], PostgresServer]
) -> AsyncIterator[NewDatabaseUrl]:
    made: list[str] = []

    async def new(schema: Schema | None) -> str:
        made.append(await _templates.url(dialect, schema))
        return made[-1]

    yield new
    if dialect == "postgresql":
        for url in made:
            await drop(_postgres(), url)


@pytest.fixture
async def database(database_url: NewDatabaseUrl) -> AsyncIterator[NewDatabase]:
    opened: list[Database] = []

    async def new(schema: Schema) -> Database:
        opened.append(Database(await database_url(schema)))
        return opened[-1]

    yield new
    for each in opened:
        await each.close()
