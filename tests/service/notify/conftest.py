"""A store per database, and a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from service.notify.office import Mailbox, Notify
from service.notify.provider import Provider
from support.databases import NewDatabase

MIGRATIONS = "notify.store.migrations"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    box.open()
    yield box
    box.close()


@pytest.fixture
async def notify(database: NewDatabase, mailbox: Mailbox) -> Notify:
    return Notify(await database(MIGRATIONS), mailbox)


@pytest.fixture
async def without_mail(database: NewDatabase) -> Notify:
    return Notify(await database(MIGRATIONS), None)


@pytest.fixture
async def provider(tmp_path: Path) -> AsyncIterator[Provider]:
    made = Provider(folder=tmp_path)
    await made.open()
    yield made
    await made.close()


@pytest.fixture
async def by_all_ways(database: NewDatabase, mailbox: Mailbox, provider: Provider) -> AsyncIterator[Notify]:
    """Mail, text messages and Zalo."""
    ways = [provider.described("sms", with_marks=False), provider.described("zalo", international=True)]
    made = Notify(await database(MIGRATIONS), mailbox, *ways)
    yield made
    for gateway in made.gateways:
        await gateway.stop()
