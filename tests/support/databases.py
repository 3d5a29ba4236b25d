"""Empty databases made by the real migrations, on both kinds, from a template where that is faster."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
from sqlalchemy import MetaData

from chassis.data.database import Database
from chassis.data.migrations import migrate
from support.postgres import PostgresServer

#: A package of migrations (``intake.store.migrations``), or tables without migrations.
Schema = str | MetaData

NewDatabase = Callable[[Schema], Awaitable[Database]]
NewDatabaseUrl = Callable[[Schema | None], Awaitable[str]]


class Templates:
    """Databases migrated once a session, then copied."""

    def __init__(self, folder: Path, server: Callable[[], PostgresServer]) -> None:
        self._folder = folder
        self._server = server
        self._made: dict[tuple[str, str], str] = {}
        self._count = 0

    async def url(self, dialect: str, schema: Schema | None) -> str:
        """A new database of its own; ``None`` leaves it empty."""
        self._count += 1
        name = f"test_{self._count}"
        if dialect == "sqlite":
            return await self._sqlite(name, schema)
        return await self._postgresql(name, schema)

    async def _sqlite(self, name: str, schema: Schema | None) -> str:
        path = self._folder / f"{name}.db"
        url = f"sqlite+aiosqlite:///{path}"
        if schema is None:
            return url
        template = self._made.get(("sqlite", _key(schema)))
        if template is None:
            await _make(url, schema)
            template = self._made["sqlite", _key(schema)] = f"{path}.template"
            shutil.copy(path, template)
        else:
            shutil.copy(template, path)
        return url

    async def _postgresql(self, name: str, schema: Schema | None) -> str:
        server = self._server()
        if schema is None:
            await _create(server, name, "template0")
            return server.url(name)
        template = self._made.get(("postgresql", _key(schema)))
        if template is None:
            template = self._made["postgresql", _key(schema)] = f"template_{name}"
            await _create(server, template, "template0")
            await _make(server.url(template), schema)
        await _create(server, name, template)
        return server.url(name)


async def drop(server: PostgresServer, url: str) -> None:
    """Delete a database, ending whoever is still connected."""
    admin = await _admin(server)
    try:
        await admin.execute(f'DROP DATABASE IF EXISTS "{url.rsplit("/", 1)[1]}" WITH (FORCE)')
    finally:
        await admin.close()


def _key(schema: Schema) -> str:
    return schema if isinstance(schema, str) else f"metadata-{id(schema)}"


async def _make(url: str, schema: Schema) -> None:
    if isinstance(schema, str):
        await migrate(url, schema)
        return
    database = Database(url)
    async with database.write() as writing:
        await writing.connection.run_sync(schema.create_all)
        await writing.commit()
    await database.close()


async def _create(server: PostgresServer, name: str, template: str) -> None:
    admin = await _admin(server)
    try:
        await admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    finally:
        await admin.close()


async def _admin(server: PostgresServer) -> asyncpg.Connection:
    return await asyncpg.connect(host="127.0.0.1", port=server.port, user="motcua", database="postgres")
