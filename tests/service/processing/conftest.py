"""``office``: a factory of offices on each kind of store; ``building``: the service as it runs, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from chassis.data.database import Database
from processing.domain.law import Law
from service.processing.building import Building, standing
from service.processing.stores import MIGRATIONS, Office, in_memory, on
from support.databases import NewDatabaseUrl, Templates, drop
from support.postgres import PostgresServer
from unit.processing.story import law

NewOffice = Callable[..., Awaitable[Office]]


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def office(
    request: pytest.FixtureRequest, _templates: Templates, _postgres: Callable[[], PostgresServer]
) -> AsyncIterator[NewOffice]:
    opened: list[Database] = []

    async def new(*laws: Law) -> Office:
        if request.param == "memory":
            return in_memory(*laws)
        opened.append(Database(await _templates.url(request.param, MIGRATIONS)))
        return on(opened[-1], *laws)

    yield new
    for database in opened:
        await database.close()
        if database.dialect == "postgresql":
            await drop(_postgres(), database.url)


@pytest.fixture
async def building(database_url: NewDatabaseUrl, nats_url: str, tmp_path: Path) -> AsyncIterator[Building]:
    async with standing(await database_url(MIGRATIONS), nats_url, tmp_path, law()) as built:
        yield built
