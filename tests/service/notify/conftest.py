"""A store per database, and a mail server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from chassis.data.database import Database
from service.notify.office import Mailbox, Notify
from service.notify.provider import Provider
from service.notify.receiving import Receiver
from service.notify.served import Served, served
from support.databases import NewDatabase, Templates

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
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
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


@pytest.fixture
async def site(_templates: Templates, provider: Provider, tmp_path: Path) -> AsyncIterator[Served]:
    """The API and the pages, on SQLite: what differs between the databases is tested beneath."""
    folder = tmp_path / "gateways"
    folder.mkdir()
    (folder / "mau-sms.toml").write_text(provider.toml(), "utf-8")
    store = Database(await _templates.url("sqlite", MIGRATIONS))
    async with served(store, tmp_path, gateways_dir=folder, public_url="https://mot-cua.example/") as running:
        yield running
