"""reporting over one store that counts anew what publishers have told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import select

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.worktime import OfficeHours, WorkCalendar
from chassis.messaging.envelope import Envelope
from reporting.application import GetOnTimeHandler, RecordEventHandler
from reporting.application.foresight import LearnHandler
from reporting.application.rebuilds import Ears, Register, RunRebuildHandler, StartRebuild, StartRebuildHandler
from reporting.domain.rebuild import Rebuild, Source
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from reporting.lawpack import definitions
from reporting.store.foresight import SqlExperienceStore
from reporting.store.reads import SqlReads
from reporting.store.rebuilding import SqlWorkbench
from reporting.store.rebuilds import SqlRebuildBook, SqlStartUnitOfWork
from reporting.store.spool import spooling
from reporting.store.tables import BOARD_SUMS, DOSSIER_FACTS, EVALUATION_MARKS, HELD_STEPS, LESSONS, MOMENTS, TALLIES
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.stepping import done, held
from service.reporting.telling import Teller

CLOCK = FrozenClock(datetime(2024, 6, 1, 3, 0, tzinfo=UTC))
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}))
START, DUE = "2024-05-02 09:00", "2024-05-14 17:00"


class Told:
    """What publishers have in their stores. between: done after the first page, as work goes on meanwhile."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.between: Callable[[], Any] | None = None
        self.first = 1

    async def total(self) -> int:
        return len(self.bodies)

    async def is_whole(self) -> bool:
        return self.first == 1

    async def pages(self) -> AsyncIterator[Sequence[bytes]]:
        half = len(self.bodies) // 2
        now, later = self.bodies[:half], self.bodies[half:]
        yield now
        if self.between is not None:
            await self.between()
        yield later


class Figures:
    """reporting over one store, and its rebuilds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.told = Told()
        self.stream = Told()
        self.record = RecordEventHandler(
            SqlUnitOfWork(database, CLOCK), read_event, changed=lambda: None, names_wanted=lambda: None
        )
        self.book = SqlRebuildBook(database)
        register = Register(
            uow=SqlStartUnitOfWork(database, CLOCK, UuidIds()), book=self.book, clock=CLOCK, ids=UuidIds()
        )
        ears = Ears(
            stream=self.stream, publishers=[self.told], spooling=spooling, decode=read_canonical, read=read_event
        )
        self.run = RunRebuildHandler(register, SqlWorkbench(database), ears)
        self.start = StartRebuildHandler(register, lambda: None)
        self.learn = LearnHandler(SqlExperienceStore(database), Weekdays(), CLOCK)
        self.ask = GetOnTimeHandler(SqlReads(database), CLOCK, definitions())

    async def hear(self, events: Sequence[Envelope]) -> None:
        for event in events:
            await self.record(event)
            self.told.bodies.append(event.body)

    async def rebuilt(self, source: Source = Source.PUBLISHERS) -> Rebuild:
        started = await self.start(StartRebuild(actor=OPERATOR, source=source))
        assert await self.run()
        found = await self.book.one(started.id)
        assert found is not None
        return found

    async def everything(self) -> tuple[list[Any], ...]:
        """All figures, the facts they are sums of, and who has which step."""
        facts = [column for column in DOSSIER_FACTS.columns if column.name != "revision"]
        queries = (
            select(*facts).order_by(DOSSIER_FACTS.c.dossier_id),
            *(
                select(table).where(table.c.value != 0).order_by(*table.primary_key.columns)
                for table in (TALLIES, EVALUATION_MARKS)
            ),
            select(*(column for column in HELD_STEPS.columns if column.name != "load")).order_by(
                *HELD_STEPS.primary_key
            ),
            select(BOARD_SUMS).where(BOARD_SUMS.c.total != 0).order_by(*BOARD_SUMS.primary_key.columns),
        )
        async with self.database.read() as connection:
            found = [(await connection.execute(query)).all() for query in queries]
        return tuple([tuple(row) for row in rows] for rows in found)

    async def do(self, statement: Any) -> None:
        async with self.database.write() as writing:
            await writing.connection.execute(statement)
            await writing.commit()

    async def has_learnt(self) -> tuple[list[Any], ...]:
        """After all that is to be learnt from was."""
        while await self.learn():
            pass
        async with self.database.read() as connection:
            found = [
                await connection.execute(select(table).order_by(*table.primary_key)) for table in (MOMENTS, LESSONS)
            ]
            return tuple([tuple(row) for row in rows] for rows in found)


class Weekdays:
    """A calendar without days off but the weekends."""

    async def current(self) -> WorkCalendar:
        sessions = ((time(7, 30), time(11, 30)), (time(13), time(17)))
        hours = OfficeHours(valid_from=date(2024, 1, 1), valid_to=None, weekdays=frozenset(range(5)), sessions=sessions)
        years = frozenset({2024})
        return WorkCalendar(zone="Asia/Ho_Chi_Minh", hours=(hours,), days=(), decided_years=years, known_years=years)


def dossiers() -> list[Teller]:
    own = ("dau-tu", "cv.dautu.1", 7_200, 28_800)
    met = Teller("d-met").accepted(START, DUE).assigned("2024-05-02 14:00")
    held(met, "tham-dinh", "2024-05-02 14:00")
    done(met, "tham-dinh", "2024-05-02 14:00", "2024-05-06 09:00")
    held(met, "ky-duyet", "2024-05-06 09:00", "ld.1")
    done(met, "ky-duyet", "2024-05-06 09:00", "2024-05-07 09:00", "ld.1")
    paused = held(Teller("d-paused").accepted(START, DUE), "tham-dinh", "2024-05-02 15:00")
    return [
        met.issued("2024-05-10 09:00", DUE, own),
        Teller("d-late").accepted(START, DUE).assigned("2024-05-02 14:00").overdue(DUE),
        paused.paused("2024-05-06 09:00"),
        Teller("d-gone").accepted(START, DUE).withdrawn("2024-05-06 09:00").stopped("2024-05-06 09:01"),
    ]
