"""One town for all tests of this folder: it takes seconds to start."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from support.browser import chromium
from support.town import Town, town_in


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Everything up, on a simulated clock that started on Friday 26 April 2024, 10:00."""
    async with town_in(tmp_path_factory.mktemp("town")) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser; every visit has a window, and cookies, of its own."""
    async with chromium() as started:
        yield started
