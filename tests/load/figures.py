"""Reporting: how fast all is counted anew, how soon an event is a figure, what a table costs at a million dossiers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from itertools import islice

import aiohttp
import asyncpg
import nats

from chassis.clock import SystemClock
from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.messaging.bus import Bus
from chassis.rpc.client import RpcChannel
from load.dossiers import Said, fill_facts, fill_told, lives
from load.outcome import Request, Spec, drive, summary
from load.rows import Row, at_least, at_most
from load.sizes import Sizes
from load.stage import Served, Stage, dsn_of
from reporting.application.rebuilds import Ears, Register, RunRebuildHandler, StartRebuild, StartRebuildHandler
from reporting.clients.outboxes import GrpcOutbox
from reporting.clients.stream import JetStreamEvents
from reporting.domain.rebuild import Rebuild, Source, State
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from reporting.store.rebuilding import SqlWorkbench
from reporting.store.rebuilds import SqlRebuildBook, SqlStartUnitOfWork
from reporting.store.spool import spooling

MIGRATIONS = "reporting.store.migrations"
PACE = 200.0
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
TABLES = ("on_time@1", "ii06a@1")


class Figures:
    """On one stage."""

    def __init__(self, stage: Stage, sizes: Sizes) -> None:
        self._stage = stage
        self._sizes = sizes

    def measures(self) -> dict[str, Callable[[], Awaitable[list[Row]]]]:
        return {"rebuild": self.rebuild, "fresh": self.fresh, "tables": self.tables}

    async def rebuild(self) -> list[Row]:
        """Everything counted anew from what a publisher lists by gRPC, into an empty store, swapped."""
        told = await self._stage.database("told")
        events = await fill_told(told, self._sizes.told)
        url = await self._stage.database("rebuilt", MIGRATIONS)
        async with self._stage.intake(told) as publisher:
            await publisher.calm()
            channel = RpcChannel(f"127.0.0.1:{publisher.grpc_port}", lambda: publisher.token("bench", "system"))
            limit = await _listed(channel)
            seconds, rebuild = await self._rebuilt(url, channel)
            await channel.stop()
        fault = "" if rebuild.state is State.DONE else f"{rebuild.state}: {rebuild.fault}"
        return [
            Row(
                measure=f"figures counted anew, {events:,} events of {rebuild.dossiers:,} dossiers",
                unit="/s",
                value=events / seconds,
                limit=limit,
                asked=at_least(9000),
                note="heard by gRPC, folded, summed, staged and swapped; the limit lists the same events, no more",
                fault=fault,
            )
        ]

    async def _rebuilt(self, url: str, channel: RpcChannel) -> tuple[float, Rebuild]:
        database, clock = Database(url), SystemClock()
        book = SqlRebuildBook(database)
        register = Register(uow=SqlStartUnitOfWork(database, clock, UuidIds()), book=book, clock=clock, ids=UuidIds())
        ears = Ears(
            stream=JetStreamEvents(Bus(self._stage.nats.url, client="bench")),
            publishers=[GrpcOutbox(channel)],
            spooling=spooling,
            decode=read_canonical,
            read=read_event,
        )
        run = RunRebuildHandler(register, SqlWorkbench(database), ears)
        await run()  # of the empty store, by itself
        started = await StartRebuildHandler(register, lambda: None)(
            StartRebuild(actor=OPERATOR, source=Source.PUBLISHERS)
        )
        begun = time.perf_counter()
        await run()
        seconds = time.perf_counter() - begun
        found = await book.one(started.id)
        await database.close()
        assert found is not None
        return seconds, found

    async def fresh(self) -> list[Row]:
        """From an event's publication to its being in the table that the API answers, at 200 events a second."""
        url = await self._stage.database("fresh", MIGRATIONS)
        await self._stage.nats.wipe()
        async with self._stage.reporting(url) as served:
            await served.calm()
            said, seen = await self._told_and_seen(served)
        ages = [at - said[number] for number, at in seen]
        found = summary(ages, self._sizes.seconds)
        return [
            Row(
                measure=f"event to figure, at {PACE:.0f} events a second",
                unit="ms",
                value=found.p95,
                asked=at_most(1000),
                note=f"{found.note}; from publication to being read by HTTP, asked every 20 ms; p95",
                fault="" if len(seen) >= 0.9 * len(said) else f"only {len(seen)} of {len(said)} were seen",
            )
        ]

    async def _told_and_seen(self, served: Served) -> tuple[list[float], list[tuple[int, float]]]:
        """When each acceptance was published, and when that many were read."""
        said: list[float] = []
        events = list(islice(_in_turn(), int(PACE * self._sizes.seconds)))
        telling = asyncio.create_task(self._tell(events, said))
        seen: list[tuple[int, float]] = []
        headers = {"Authorization": f"Bearer {served.token('ld.1', 'leader')}"}
        wanted = sum(event.is_acceptance for event in events)
        end = time.perf_counter() + self._sizes.seconds + 10
        async with aiohttp.ClientSession(headers=headers) as http:
            while len(seen) < wanted and time.perf_counter() < end:
                async with http.get(f"{served.url}/v1/on-time") as answer:
                    received = (await answer.json())["total"]["received"]
                now = time.perf_counter()
                seen += [(number, now) for number in range(len(seen), received)]
                await asyncio.sleep(0.02)
        await telling
        return said, seen

    async def _tell(self, events: Sequence[Said], said: list[float]) -> None:
        connection = await nats.connect(self._stage.nats.url)
        stream = connection.jetstream()
        begun = time.perf_counter()
        for number, event in enumerate(events):
            await asyncio.sleep(max(begun + number / PACE - time.perf_counter(), 0))
            if event.is_acceptance:
                said.append(time.perf_counter())
            await stream.publish(event.nats_subject, event.body, headers={"Nats-Msg-Id": event.id})
        await connection.close()

    async def tables(self) -> list[Row]:
        """On-time tables of a year, where reporting has a million dossiers."""
        url = await self._stage.database("million", MIGRATIONS)
        await fill_facts(url, self._sizes.many)
        rows = []
        async with self._stage.reporting(url) as served:
            await served.calm()
            token = served.token("ld.1", "leader")
            for definition in TABLES:
                path = f"/v1/on-time?from=2024-01-01&to=2024-12-31&definition={definition}"
                spec = Spec(
                    port=served.port,
                    requests=(Request(method="GET", path=path, token=token),),
                    seconds=self._sizes.seconds,
                    warm_up_seconds=self._sizes.warm_up_seconds,
                    connections=1,
                )
                found = await drive(spec)
                rows.append(
                    Row(
                        measure=f"on-time table of a year by {definition}, {self._sizes.many:,} dossiers",
                        unit="ms",
                        value=found.p95,
                        limit=await _plain_sum(url),
                        asked=at_most(50),
                        note=f"{found.note}; one reader, p95; the limit sums the tallies of the year in one statement",
                        fault=found.fault,
                    )
                )
        return rows


async def _listed(channel: RpcChannel) -> float:
    begun, count = time.perf_counter(), 0
    async for page in GrpcOutbox(channel).pages():
        count += len(page)
    return count / (time.perf_counter() - begun)


def _in_turn() -> Iterator[Said]:
    """Events of ever new dossiers, those of one dossier one after the other, as offices tell them."""
    for life in lives():
        yield from life


async def _plain_sum(url: str) -> float:
    connection = await asyncpg.connect(dsn_of(url))
    statement = (
        "SELECT agency, department, measure, label, sum(value) FROM tallies "
        "WHERE measure IN ('received', 'outcome') AND day BETWEEN '2024-01-01' AND '2024-12-31' GROUP BY 1, 2, 3, 4"
    )
    times = []
    for _ in range(20):
        begun = time.perf_counter()
        await connection.fetch(statement)
        times.append((time.perf_counter() - begun) * 1000)
    await connection.close()
    return sorted(times)[len(times) // 2]
