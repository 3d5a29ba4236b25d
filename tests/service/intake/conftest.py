"""Intake on SQLite, then on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from service.intake.counter import Counter
from service.intake.rpc import Rpc, serving
from support.databases import NewDatabase


@pytest.fixture
async def counter(database: NewDatabase, tmp_path: Path) -> AsyncIterator[Counter]:
    running = Counter.on(await database("intake.store.migrations"), tmp_path)
    async with running.client:
        yield running


@pytest.fixture
async def rpc(counter: Counter, tmp_path: Path) -> AsyncIterator[Rpc]:
    async with serving(counter, tmp_path) as calling:
        yield calling
