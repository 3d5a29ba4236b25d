"""``python -m load.growth [dossiers]``: what one dossier adds to each table and stream, and how fast consumers follow.

Plays the demonstration's stories on PostgreSQL and NATS as an office would run them. What it prints stands, rounded, in
``load/measured.py``; ``docs/operate/capacity.md`` builds on it.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import asyncpg
import nats
from nats.js import JetStreamContext

from ctl.client import Api
from ctl.commands.up import running
from ctl.demo.command import OPENING, _play, _settled
from ctl.demo.scenario import FIRST_DAY, LOCAL
from ctl.machine import SERVICES, Machine
from ctl.supervisor import Supervisor
from load.stage import LAWPACK, POSTGRES, dsn_of
from support.ports import free_ports
from support.postgres import PostgresServer

EVENTS = "MOTCUA_EVENTS"
FOLLOWERS = ("reporting", "notify")
_SIZES = """SELECT relname, pg_total_relation_size(oid), n_live_tup
FROM pg_class JOIN pg_stat_user_tables USING (relname)
WHERE relkind = 'r' AND pg_class.relnamespace = 'public'::regnamespace"""


async def measure(dossiers: int) -> None:
    postgres = PostgresServer(POSTGRES)
    try:
        with tempfile.TemporaryDirectory(prefix="motcua-growth-") as folder:
            await _measure(Path(folder), postgres, dossiers)
    finally:
        postgres.close()


async def _measure(home: Path, postgres: PostgresServer, dossiers: int) -> None:
    for service in SERVICES:
        await _admin(postgres, f'CREATE DATABASE "{service}"')
    databases = tuple((service, postgres.url(service)) for service in SERVICES)
    machine = Machine(home=home, lawpack=LAWPACK, ports=free_ports(), simulated=True, databases=databases)
    opening = datetime.combine(FIRST_DAY, OPENING, LOCAL)
    async with running(machine, starts_at=opening, speed=0.0) as supervisor, Api(machine.front_url()) as api:
        before = {service: await _tables(postgres, service) for service in SERVICES}
        await _play(machine, api, dossiers, 7)
        await _settled(api)
        for service in SERVICES:
            _show(service, before[service], await _tables(postgres, service), dossiers)
        connection = await nats.connect(machine.broker_url, nkeys_seed=str(machine.broker_credentials))
        stream = connection.jetstream()
        state = (await stream.stream_info(EVENTS)).state
        print(f"stream: {state.messages / dossiers:.1f} events, {state.bytes / dossiers:,.0f} bytes a dossier")
        for service in FOLLOWERS:
            await _follow(supervisor, stream, postgres, service, state.messages)
        await connection.close()


async def _follow(
    supervisor: Supervisor, stream: JetStreamContext, postgres: PostgresServer, service: str, events: int
) -> None:
    """The service with an empty store and an empty consumer: how fast one replica applies the whole stream."""
    child = supervisor.child(service)
    child.stopping = True
    if child.process is not None:
        child.process.terminate()
        await child.process.wait()
    await stream.delete_consumer(EVENTS, service)
    await _admin(postgres, f'DROP DATABASE "{service}" WITH (FORCE)')
    await _admin(postgres, f'CREATE DATABASE "{service}"')
    await supervisor.restart(child)
    began = time.monotonic()
    while True:
        info = await stream.consumer_info(EVENTS, service)
        if not info.num_pending and not info.num_ack_pending:
            break
        await asyncio.sleep(0.1)
    print(f"{service}: {events / (time.monotonic() - began):,.0f} events a second, one replica")


async def _tables(postgres: PostgresServer, service: str) -> Mapping[str, tuple[int, int]]:
    """Bytes with indexes, and rows, of each table."""
    connection = await asyncpg.connect(dsn_of(postgres.url(service)))
    await connection.execute("VACUUM (ANALYZE)")
    await asyncio.sleep(0.5)
    found = await connection.fetch(_SIZES)
    await connection.close()
    return {name: (size, rows) for name, size, rows in found}


def _show(
    service: str, before: Mapping[str, tuple[int, int]], after: Mapping[str, tuple[int, int]], dossiers: int
) -> None:
    for name, (size, rows) in sorted(after.items()):
        grown = size - before[name][0]
        if grown > 0:
            more = rows - before[name][1]
            print(f"{service}.{name}: {more / dossiers:.2f} rows, {grown / dossiers:,.0f} bytes a dossier")


async def _admin(postgres: PostgresServer, statement: str) -> None:
    connection = await asyncpg.connect(dsn_of(postgres.url()))
    await connection.execute(statement)
    await connection.close()


if __name__ == "__main__":
    asyncio.run(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500))
