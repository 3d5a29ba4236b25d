"""One town for all tests of this folder: it takes seconds to start."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from support.browser import chromium
from support.other_systems import PortalServer
from support.town import Town, town_in


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def portal() -> AsyncIterator[PortalServer]:
    """The national portal, which every dossier of the town is handed over to."""
    async with PortalServer() as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def town(portal: PortalServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """Everything up, on a simulated clock that started on Friday 26 April 2024, 10:00."""
    home = tmp_path_factory.mktemp("town")
    sync = home / "sync.toml"
    sync.write_text(
        f"""[[adapter]]
key = "cong-mau"
title = "Cổng mẫu"
[adapter.system]
kind = "portal"
add_url = "{portal.url}/them-moi"
update_url = "{portal.url}/cap-nhat"
"""
    )
    async with town_in(home, sync_file=str(sync)) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser; every visit has a window, and cookies, of its own."""
    async with chromium() as started:
        yield started
