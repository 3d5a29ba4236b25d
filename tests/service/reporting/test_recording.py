"""Events become facts, verdicts and tallies in the store: SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import chain

import pytest
from sqlalchemy import text

from chassis.data.database import Database
from chassis.data.migrations import schema_differences
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import Envelope, Malformed
from chassis.messaging.inbox import GapAhead
from reporting.application import GetOnTime, GetOnTimeHandler, RecordEventHandler
from reporting.domain.definitions import ON_TIME_1
from reporting.domain.departments import Department
from reporting.domain.on_time import Row, Table
from reporting.events.reading import read_event
from reporting.lawpack import definitions
from reporting.store.reads import SqlReads
from reporting.store.tables import METADATA
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.telling import Teller, department_changed, local
from support.databases import NewDatabase

CLOCK = FrozenClock(datetime(2024, 6, 1, 3, 0, tzinfo=UTC))
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
DUE = "2024-05-14 17:00"
START = "2024-05-02 09:00"


class Reporting:
    """The use cases over one store."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.changes = 0
        self.uow = SqlUnitOfWork(database, CLOCK)
        self.record = RecordEventHandler(self.uow, read_event, changed=self._changed, names_wanted=lambda: None)
        self.ask = GetOnTimeHandler(SqlReads(database), CLOCK, definitions())

    def _changed(self) -> None:
        self.changes += 1

    async def hear(self, events: Iterable[Envelope]) -> None:
        for event in events:
            await self.record(event)

    async def table(
        self,
        actor: Actor = LEADER,
        first: str = "2024-05-01",
        last: str = "2024-05-31",
        definition: str = ON_TIME_1,
    ) -> Table:
        days = date.fromisoformat(first), date.fromisoformat(last)
        return await self.ask(GetOnTime(actor=actor, first=days[0], last=days[1], definition=definition))


@pytest.fixture
async def reporting(database: NewDatabase) -> Reporting:
    return Reporting(await database("reporting.store.migrations"))


def row(department: str, **figures: int) -> Row:
    return Row(agency="heza", department=department, name=department, **figures)  # type: ignore[arg-type]


def four_dossiers() -> list[Teller]:
    return [
        Teller("d-met").accepted(START, DUE).assigned("2024-05-02 14:00").issued("2024-05-10 09:00", DUE),
        Teller("d-late").accepted(START, DUE).assigned("2024-05-02 14:00").overdue(DUE),
        Teller("d-paused").accepted(START, DUE).assigned("2024-05-02 14:00").paused("2024-05-06 09:00"),
        Teller("d-gone").accepted(START, DUE).withdrawn("2024-05-06 09:00").stopped("2024-05-06 09:01"),
    ]


EXPECTED = row("dau-tu", received=4, met=1, missed=1, open=2, open_overdue=1, paused=1)


async def test_the_table_counts_what_was_told(reporting: Reporting) -> None:
    await reporting.hear(chain(*(one.told for one in four_dossiers())))
    table = await reporting.table()
    assert table.rows == (EXPECTED,)
    assert table.as_of == local(DUE)


async def test_repeated_events_change_nothing(reporting: Reporting) -> None:
    events = list(chain(*(one.told for one in four_dossiers())))
    await reporting.hear(events)
    changes = reporting.changes
    await reporting.hear(events)
    assert (await reporting.table()).rows == (EXPECTED,)
    assert reporting.changes == changes


async def test_processing_may_be_heard_before_intake(reporting: Reporting) -> None:
    events = list(chain(*(one.told for one in four_dossiers())))
    await reporting.hear(event for event in events if event.service == "processing")
    assert (await reporting.table()).rows == ()
    await reporting.hear(event for event in events if event.service == "intake")
    assert (await reporting.table()).rows == (EXPECTED,)


async def test_intake_and_processing_may_be_heard_at_the_same_time(reporting: Reporting) -> None:
    tellers = [Teller(f"d-{number}").accepted(START, DUE).issued("2024-05-10 09:00", DUE) for number in range(12)]
    lanes = [
        [event for event in teller.told if event.service == service]
        for teller in tellers
        for service in ("intake", "processing")
    ]
    await asyncio.gather(*(reporting.hear(lane) for lane in lanes))
    assert (await reporting.table()).rows == (row("dau-tu", received=12, met=12),)


async def test_an_event_ahead_of_its_predecessor_is_handed_back(reporting: Reporting) -> None:
    told = Teller("d-1").accepted(START, DUE).told
    with pytest.raises(GapAhead):
        await reporting.record(told[1])
    assert (await reporting.table()).rows == ()


async def test_a_correction_takes_back_the_verdict(reporting: Reporting) -> None:
    teller = Teller("d-1").accepted(START, DUE).overdue(DUE)
    await reporting.hear(teller.told)
    assert (await reporting.table()).total.missed == 1
    correction = teller.corrected("2024-05-15 08:00", teller.told[-1].id).told[-1]
    await reporting.record(correction)
    assert (await reporting.table()).rows == (row("dau-tu", received=1, open=1),)


async def test_a_department_is_judged_by_its_own_time_beside_the_dossiers(reporting: Reporting) -> None:
    own = (("dau-tu", "cv.dautu.1", 7_200, 28_800), ("lanh-dao", "ld.ban.1", 57_600, 28_800))
    teller = Teller("d-1").accepted(START, DUE).issued("2024-05-15 09:00", DUE, *own)
    await reporting.hear([*teller.told, *teller.told])
    assert (await reporting.table()).rows == (row("dau-tu", received=1, missed=1),)
    own_rows = (await reporting.table(definition="own_slice@1")).rows
    assert own_rows == (row("dau-tu", received=1, met=1), row("lanh-dao", missed=1))
    await reporting.hear([teller.corrected("2024-05-15 10:00", teller.told[-1].id).told[-1]])
    assert (await reporting.table(definition="own_slice@1")).total.met == 0


async def test_every_department_has_a_row_before_its_first_dossier(reporting: Reporting) -> None:
    await reporting.record(department_changed("moi-truong", START))
    async with reporting.uow.begin() as tx:
        await tx.departments.learn([Department(agency="heza", key="dau-tu", name_vi="Phòng Đầu tư")])
        await tx.commit()
    rows = (await reporting.table()).rows
    assert [(one.department, one.name, one.rate) for one in rows] == [
        ("dau-tu", "Phòng Đầu tư", None),
        ("moi-truong", "moi-truong", None),
    ]


async def test_a_verdict_counts_in_the_period_of_its_local_day(reporting: Reporting) -> None:
    late_evening = "2024-05-31 23:59"
    await reporting.hear(
        Teller("d-1").accepted(START, "2024-06-03 17:00").issued(late_evening, "2024-06-03 17:00").told
    )
    assert (await reporting.table()).total.met == 1
    assert (await reporting.table(first="2024-06-01", last="2024-06-30")).total.met == 0


async def test_a_head_sees_the_own_row_and_others_are_refused(reporting: Reporting) -> None:
    await reporting.hear(Teller("d-1").accepted(START, DUE).told)
    await reporting.hear(Teller("d-2", department="moi-truong").accepted(START, DUE).told)
    head = Actor(subject="tp", roles=frozenset({"department_head"}), agency="heza", department="moi-truong")
    assert [one.department for one in (await reporting.table(head)).rows] == ["moi-truong"]
    for role in ("applicant", "receptionist", "specialist", "operator"):
        with pytest.raises(Problem) as refused:
            await reporting.table(Actor(subject="x", roles=frozenset({role}), agency="heza", department="dau-tu"))
        assert refused.value.slug == "not-allowed"
    nobodys_leader = Actor(subject="ld.2", roles=frozenset({"leader"}))
    with pytest.raises(Problem):
        await reporting.table(nobodys_leader)


async def test_another_agencys_leader_sees_none_of_it(reporting: Reporting) -> None:
    await reporting.hear(Teller("d-1").accepted(START, DUE).told)
    elsewhere = Actor(subject="ld.9", roles=frozenset({"leader"}), agency="so-xd")
    assert (await reporting.table(elsewhere)).rows == ()


async def test_an_event_that_breaks_its_contract_is_refused_whole(reporting: Reporting) -> None:
    broken = Teller("d-1").received(START).told[0]
    empty = Envelope(**{name: getattr(broken, name) for name in broken.__slots__} | {"data": {}})
    with pytest.raises(Malformed):
        await reporting.record(empty)
    await reporting.record(broken)
    assert reporting.changes == 1


async def test_the_kept_tallies_are_those_of_the_kept_facts(reporting: Reporting) -> None:
    await reporting.hear(chain(*(one.told for one in four_dossiers())))
    async with reporting.database.read() as connection:
        kept = await connection.execute(
            text("SELECT measure, label, sum(value) FROM tallies WHERE measure = 'stage' GROUP BY 1, 2 ORDER BY 2")
        )
        facts = await connection.execute(text("SELECT stage, count(*) FROM dossier_facts GROUP BY 1 ORDER BY 1"))
        assert [tuple(one)[1:] for one in kept if one[2]] == [tuple(one) for one in facts]


async def test_the_migrations_make_the_tables_of_the_code(reporting: Reporting) -> None:
    async with reporting.database.read() as connection:
        assert await schema_differences(METADATA, connection) == []
