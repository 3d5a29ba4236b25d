"""Steps, what is learnt from them and what is foreseen, on both stores."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, time
from typing import Any

import pytest
from sqlalchemy import func, select

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import OfficeHours, WorkCalendar
from chassis.messaging.envelope import Envelope
from reporting.application import RecordEventHandler
from reporting.application.foresight import (
    ForetellHandler,
    GetLate,
    GetLateHandler,
    GetWorkload,
    GetWorkloadHandler,
    LearnHandler,
    ShowForeseenHandler,
)
from reporting.events.reading import read_event
from reporting.store.foresight import SqlExperienceStore, SqlProspects
from reporting.store.foresight_reads import SqlForesightReads
from reporting.store.tables import BOARD_SUMS, FORECASTS, HELD_STEPS, LESSONS, MOMENTS
from reporting.store.unit_of_work import SqlUnitOfWork
from service.reporting.stepping import done, held
from service.reporting.telling import Teller, local
from support.databases import NewDatabase

NOW = local("2024-06-12 09:00")
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
HEAD = Actor(subject="tp.1", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")
OTHER_HEAD = Actor(subject="tp.2", roles=frozenset({"department_head"}), agency="heza", department="moi-truong")


HOURS = OfficeHours(
    valid_from=date(2024, 1, 1),
    valid_to=None,
    weekdays=frozenset(range(5)),
    sessions=((time(7, 30), time(11, 30)), (time(13), time(17))),
)
YEARS = frozenset({2024})
CALENDAR = WorkCalendar(zone="Asia/Ho_Chi_Minh", hours=(HOURS,), days=(), decided_years=YEARS, known_years=YEARS)


class Fixed:
    """A calendar without days off but the weekends."""

    async def current(self) -> WorkCalendar:
        return CALENDAR


class Seeing:
    def __init__(self, database: Database) -> None:
        self.database = database
        clock = FrozenClock(NOW.astimezone(UTC))
        self.record = RecordEventHandler(
            SqlUnitOfWork(database, clock),
            read_event,
            changed=lambda: None,
            names_wanted=lambda: None,
        )
        self.learn = LearnHandler(SqlExperienceStore(database), Fixed(), clock)
        self.foretell = ForetellHandler(SqlProspects(database), Fixed(), clock, asyncio.sleep)
        reads = SqlForesightReads(database)
        self.late = GetLateHandler(reads, clock, threshold=0.4)
        self.shown: dict[tuple[str, str], int] = {}
        self.show = ShowForeseenHandler(reads, clock, self.shown.update, threshold=0.4)
        self.workload = GetWorkloadHandler(reads, Fixed(), clock)

    async def hear(self, *tellers: Teller) -> None:
        for teller in tellers:
            for envelope in teller.told:
                await self.record(envelope)

    async def count(self, table: Any) -> int:
        async with self.database.read() as connection:
            return int(await connection.scalar(select(func.count()).select_from(table)) or 0)

    async def steps_done(self) -> tuple[int, int]:
        """How many, and how many of them late."""
        of_all = (BOARD_SUMS.c.measure == "step", BOARD_SUMS.c.span == "day", BOARD_SUMS.c.officer == "")
        async with self.database.read() as connection:
            sums = select(func.sum(BOARD_SUMS.c.total), func.sum(BOARD_SUMS.c.late)).where(*of_all)
            total, late = (await connection.execute(sums)).one()
        return int(total or 0), int(late or 0)

    async def everything(self) -> list[Any]:
        async with self.database.read() as connection:
            found = []
            for table in (HELD_STEPS, BOARD_SUMS, MOMENTS, LESSONS):
                rows = await connection.execute(select(table).order_by(*table.primary_key))
                found.append([tuple(row) for row in rows])
            return found


@pytest.fixture
async def seeing(database: NewDatabase) -> Seeing:
    return Seeing(await database("reporting.store.migrations"))


def whole(number: int, *, days: int = 6) -> Teller:
    """Accepted on a Monday in May, appraised for so many working days, signed a day later."""
    ends = "2024-05-14 08:30" if days > 5 else "2024-05-08 08:30"
    signed = "2024-05-15 08:30" if days > 5 else "2024-05-09 08:30"
    teller = Teller(f"d-{number:02}").accepted("2024-05-06 08:30", "2024-05-13 17:00")
    held(teller, "tham-dinh", "2024-05-06 08:30")
    done(teller, "tham-dinh", "2024-05-06 08:30", ends)
    held(teller, "ky-duyet", ends, "ld.1")
    done(teller, "ky-duyet", ends, signed, "ld.1")
    return teller.issued(signed, "2024-05-13 17:00")


def waiting(number: int, due: str) -> Teller:
    """In appraisal since 10 June."""
    teller = Teller(f"e-{number:02}").accepted("2024-06-10 08:30", due)
    return held(teller, "tham-dinh", "2024-06-10 08:30")


def signing(number: int, due: str) -> Teller:
    """Appraised in a day, with the leader since."""
    teller = waiting(number, due)
    done(teller, "tham-dinh", "2024-06-10 08:30", "2024-06-11 08:30")
    return held(teller, "ky-duyet", "2024-06-11 08:30", "ld.1")


async def test_a_step_is_somebodys_until_it_is_done_and_the_result_ends_all(seeing: Seeing) -> None:
    teller = Teller("d-1").accepted("2024-05-06 08:30", "2024-05-13 17:00")
    held(teller, "tham-dinh", "2024-05-06 08:30")
    await seeing.hear(teller)
    assert (await seeing.count(HELD_STEPS), await seeing.steps_done()) == (1, (0, 0))
    again = len(teller.told)
    done(teller, "tham-dinh", "2024-05-06 08:30", "2024-05-08 08:30")
    held(teller, "ky-duyet", "2024-05-08 08:30", "ld.1")
    await seeing.hear(teller)  # those heard before change nothing
    assert (again, await seeing.count(HELD_STEPS), await seeing.steps_done()) == (3, 1, (1, 1))
    teller.issued("2024-05-09 08:30", "2024-05-13 17:00")
    await seeing.hear(teller)
    assert await seeing.count(HELD_STEPS) == 0


async def test_what_was_sent_back_leaves_nobody_with_a_step_that_is_void(seeing: Seeing) -> None:
    teller = Teller("d-1").accepted("2024-05-06 08:30", "2024-05-13 17:00")
    held(teller, "tham-dinh", "2024-05-06 08:30")
    done(teller, "tham-dinh", "2024-05-06 08:30", "2024-05-08 08:30")
    held(teller, "ky-duyet", "2024-05-08 08:30", "ld.1")
    held(teller, "tham-dinh", "2024-05-08 15:00")
    await seeing.hear(teller)
    async with seeing.database.read() as connection:
        assert (await connection.scalars(select(HELD_STEPS.c.step))).all() == ["tham-dinh"]


async def test_a_dossier_that_is_stopped_is_learnt_nothing_from(seeing: Seeing) -> None:
    teller = waiting(1, "2024-06-20 17:00").stopped("2024-06-11 09:00")
    await seeing.hear(teller)
    assert await seeing.count(HELD_STEPS) == 0
    assert await seeing.learn() is False
    assert await seeing.count(MOMENTS) == 0


async def test_what_is_late_by_a_day_is_told_with_its_reason_and_learnt_once(seeing: Seeing) -> None:
    for number in range(12):
        await seeing.hear(whole(number))
    await seeing.hear(waiting(1, "2024-06-13 17:00"), signing(2, "2024-06-18 17:00"), waiting(3, "2024-06-11 17:00"))
    paused = waiting(4, "2024-06-13 17:00").paused("2024-06-11 09:00")
    await seeing.hear(paused)
    assert await seeing.learn() is True
    learnt = await seeing.everything()
    assert await seeing.learn() is False
    assert await seeing.everything() == learnt
    await seeing.foretell()
    page = await seeing.late(GetLate(actor=LEADER, by=date(2024, 6, 14)))
    assert [(one.dossier_id, one.steps, one.officer) for one in page.items] == [("e-01", 2, "cv.dautu.1")]
    one = page.items[0]
    assert one.probability > 0.8
    assert one.reason.startswith("còn 2 bước, thường mất ")
    assert one.finish_at > one.due_at
    assert (page.total, page.following, page.made_at) == (1, None, NOW)
    await seeing.show()
    assert seeing.shown == {("heza", "dau-tu"): 1}
    every = await seeing.late(GetLate(actor=LEADER, by=date(2024, 12, 1), threshold=0.0))
    assert [each.dossier_id for each in every.items] == ["e-01", "e-02"]  # one is late already, one stands still
    assert every.items[1].probability < 0.2


async def test_pages_of_the_list_are_whole_and_kept_from_other_departments(seeing: Seeing) -> None:
    await seeing.hear(*(waiting(number, "2024-06-13 17:00") for number in range(5)))
    await seeing.foretell()
    asked = GetLate(actor=HEAD, by=date(2024, 6, 14), threshold=0.0, size=2)
    pages = [await seeing.late(asked)]
    while (place := pages[-1].following) is not None:
        pages.append(await seeing.late(replace(asked, after=place)))
    assert [one.dossier_id for page in pages for one in page.items] == [f"e-{number:02}" for number in range(5)]
    assert {page.total for page in pages} == {5}
    assert (await seeing.late(GetLate(actor=OTHER_HEAD, threshold=0.0))).total == 0
    for actor in (OTHER_HEAD, Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza")):
        with pytest.raises(Problem, match="for"):
            await seeing.late(GetLate(actor=actor, department="dau-tu"))
    stranger = Actor(subject="ld.2", roles=frozenset({"leader"}), agency="khac")
    assert (await seeing.late(GetLate(actor=stranger, threshold=0.0))).total == 0


async def test_what_is_decided_or_paused_is_foreseen_no_more(seeing: Seeing) -> None:
    first, second = waiting(1, "2024-06-13 17:00"), waiting(2, "2024-06-13 17:00")
    await seeing.hear(first, second)
    await seeing.foretell()
    assert await seeing.count(FORECASTS) == 2
    first.issued("2024-06-12 09:00", "2024-06-13 17:00")
    second.paused("2024-06-12 09:00")
    await seeing.hear(first, second)
    assert await seeing.count(FORECASTS) == 0


async def test_workload_is_what_is_held_against_what_is_done_a_day(seeing: Seeing) -> None:
    clock_days = [whole(number) for number in range(2)]
    await seeing.hear(*clock_days)
    recent = Teller("f-1").accepted("2024-06-03 08:30", "2024-06-20 17:00")
    held(recent, "tham-dinh", "2024-06-03 08:30")
    done(recent, "tham-dinh", "2024-06-03 08:30", "2024-06-05 08:30")
    await seeing.hear(recent, *(waiting(number, "2024-06-20 17:00") for number in range(3)))
    found = await seeing.workload(GetWorkload(actor=HEAD))
    assert (found.since, found.working_days) == (date(2024, 5, 16), 20)
    unit, officer = found.rows
    assert (unit.officer, officer.officer) == ("", "cv.dautu.1")
    assert (unit.held, unit.overdue, unit.done, unit.late) == (3, 3, 1, 1)
    assert (str(unit.a_day), str(unit.days_ahead), str(unit.average_days)) == ("0.1", "60.0", "1.0")
    assert (await seeing.workload(GetWorkload(actor=OTHER_HEAD))).rows == ()


async def test_events_of_one_dossier_in_parallel_lanes_are_the_same_as_one_after_the_other(seeing: Seeing) -> None:
    tellers = [whole(number, days=4) for number in range(6)]

    async def hear(told: list[Envelope]) -> None:
        for envelope in told:
            await seeing.record(envelope)

    await asyncio.gather(*(hear(teller.told) for teller in tellers))
    assert await seeing.steps_done() == (12, 12)
