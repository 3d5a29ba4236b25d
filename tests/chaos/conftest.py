"""A town that a test may hurt, and people who file dossiers all the while."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from support.town import Town, town_in


@pytest_asyncio.fixture(loop_scope="function")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town of the test's own."""
    async with town_in(tmp_path_factory.mktemp("town")) as started:
        yield started


@pytest.fixture
def broker_away_seconds() -> float:
    """How long the broker is away: 6 s, or as CHAOS_SECONDS says; `make chaos` says 20."""
    return float(os.environ.get("CHAOS_SECONDS", "6"))
