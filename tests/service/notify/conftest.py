"""A store per database, and a mail server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.notify.office import Mailbox, Notify
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
