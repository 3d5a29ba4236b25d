"""Timers on every kind of store: each fires once, in order, with its event in the same transaction."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest
from sqlalchemy import update

from chassis.data.database import Database
from chassis.kernel.clock import FrozenClock
from chassis.timers.firing import Fired, by
from processing.application.fire_timers import FireTimersHandler
from processing.domain.vocabulary import CaseState, StopCause
from processing.store.tables import cases
from service.processing.conftest import NewOffice
from service.processing.stores import MIGRATIONS, on, outbox, store
from support.databases import NewDatabase
from unit.processing.story import DOSSIER_ID, HEAD, SPECIALIST, at, law

SOON, STEP_SOON, LATE = "dossier.due-soon", "dossier.step-due-soon", "dossier.overdue"


async def test_nothing_fires_before_its_instant(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-11 16:44:59"))
    assert await made.desk.ask.fire_timers() == Fired(count=0, failed=())


async def test_each_alarm_rings_once_at_its_instant(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    for moment in ("11 16:45", "11 16:46", "12 16:45", "13 16:50", "13 17:00", "16 17:00", "17 09:00"):
        made.desk.clock.move_to(at(f"2026-03-{moment}"))
        await made.desk.ask.fire_timers()
    assert [event for _, event in await made.told()] == [SOON, SOON, SOON, LATE]


async def test_a_warning_that_was_missed_rings_when_people_are_at_work_again(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-11 19:00"))
    assert await made.desk.ask.fire_timers() == Fired(count=1, failed=())
    assert await made.told() == []
    made.desk.clock.move_to(at("2026-03-12 07:44"))
    assert await made.desk.ask.fire_timers() == Fired(count=0, failed=())
    made.desk.clock.move_to(at("2026-03-12 07:45"))
    await made.desk.ask.fire_timers()
    assert await made.told() == [(DOSSIER_ID, SOON)]


async def test_a_warning_waits_on_when_the_case_changes_meanwhile(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-11 19:00"))
    await made.desk.ask.fire_timers()
    await made.desk.take(HEAD)
    made.desk.clock.move_to(at("2026-03-12 08:00"))
    await made.desk.ask.fire_timers()
    assert Counter(event for _, event in await made.told())[SOON] == 1


async def test_a_step_rings_for_who_has_it_and_not_when_it_is_done(office: NewOffice) -> None:
    made = await office()
    other = "01976f00-0000-7000-8000-000000000002"
    for dossier_id in (DOSSIER_ID, other):
        await made.desk.open(dossier_id)
        await made.desk.to_specialist(dossier_id)
    await made.desk.finish(SPECIALIST, other)
    made.desk.clock.move_to(at("2026-03-10 10:00"))
    await made.desk.ask.fire_timers()
    assert [told for told in await made.told() if told[1] == STEP_SOON] == [(DOSSIER_ID, STEP_SOON)]


async def test_after_a_long_jump_only_what_still_matters_rings_in_order_of_its_instant(office: NewOffice) -> None:
    made = await office()
    ids = [f"01976f00-0000-7000-8000-0000000000{number:02d}" for number in range(10, 13)]
    for day, dossier_id in enumerate(ids, start=2):
        await made.desk.open(dossier_id, accepted_at=at(f"2026-03-{day:02d} 08:00"), due_at=at("2026-03-16 17:00"))
    made.desk.clock.move_to(at("2026-06-01 08:00"))
    assert await made.desk.ask.fire_timers() == Fired(count=12, failed=())
    assert await made.desk.ask.fire_timers() == Fired(count=0, failed=())
    told = [told for told in await made.told() if told[1] != "dossier.due-date-changed"]
    assert told == [(dossier_id, LATE) for dossier_id in ids]


async def test_steps_of_a_day_ring_every_rung_in_order(office: NewOffice) -> None:
    made = await office()
    ids = [f"01976f00-0000-7000-8000-0000000000{number:02d}" for number in range(10, 13)]
    for day, dossier_id in enumerate(ids, start=2):
        await made.desk.open(dossier_id, accepted_at=at(f"2026-03-{day:02d} 08:00"), due_at=at("2026-03-16 17:00"))
    for day in range(9, 20):
        made.desk.clock.move_to(at(f"2026-03-{day:02d} 16:45"))
        await made.desk.ask.fire_timers()
        made.desk.clock.move_to(at(f"2026-03-{day:02d} 17:00"))
        await made.desk.ask.fire_timers()
    told = [told for told in await made.told() if told[1] != "dossier.due-date-changed"]
    for dossier_id in ids:
        assert [event for subject, event in told if subject == dossier_id] == [SOON, SOON, SOON, LATE]


async def test_an_alarm_that_has_rung_does_not_ring_again_when_the_due_instant_comes_back(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-12 08:00"))
    await made.desk.ask.fire_timers()  # T-3
    await made.desk.apologise(at("2026-03-25 10:00"))
    made.desk.clock.move_to(at("2026-03-12 09:00"))
    await made.desk.correct(entry=1)
    await made.desk.ask.fire_timers()
    assert Counter(event for _, event in await made.told())[SOON] == 1
    made.desk.clock.move_to(at("2026-03-16 16:00"))
    await made.desk.ask.fire_timers()  # T-1; T-2 was overtaken
    assert Counter(event for _, event in await made.told())[SOON] == 2


async def test_a_case_with_its_result_rings_no_more(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_result()
    made.desk.clock.move_to(at("2026-06-01 08:00"))
    assert (await made.desk.ask.fire_timers()).count == 0


async def test_the_applicants_deadline_stops_the_case_at_its_instant(office: NewOffice) -> None:
    made = await office(law(deadline="5"))
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-04 10:00"))
    request_id = (await made.desk.request()).case.supplements[0].request_id
    made.desk.clock.move_to(at("2026-04-01 08:00"))
    assert (await made.desk.ask.fire_timers()).count == 1
    case = (await made.desk.case()).case
    assert (case.state, case.stop_cause) == (CaseState.STOPPED, StopCause.APPLICANT_DEADLINE_PASSED)
    assert case.stopped_at == at("2026-03-11 17:00")
    await made.desk.supplemented(request_id, at("2026-03-10 10:00"))  # was in time, is heard of now
    case = (await made.desk.case()).case
    assert (case.state, case.due_at) == (CaseState.RUNNING, at("2026-03-20 17:00"))
    assert [event for _, event in (await made.told())[-4:]] == [
        "dossier.stopped",
        "dossier.corrected",
        "dossier.resumed",
        "dossier.due-date-changed",
    ]


async def test_late_alarms_carry_the_lawful_instant(database: NewDatabase) -> None:
    made = on(await database(MIGRATIONS))
    assert made.database is not None
    await made.desk.open()
    made.desk.clock.move_to(at("2026-06-01 08:00"))
    await made.desk.ask.fire_timers()
    overdue = (await outbox(made.database))[-1]
    assert (overdue.data["dueAt"], overdue.data["overdueSince"]) == ("2026-03-16T10:00:00Z", "2026-03-16T10:00:00Z")
    assert overdue.time == at("2026-06-01 08:00")


async def test_three_processes_fire_each_timer_exactly_once(database: NewDatabase) -> None:
    first = await database(MIGRATIONS)
    made = on(first)
    ids = [f"01976f00-0000-7000-8000-0000000001{number:02d}" for number in range(20)]
    for dossier_id in ids:
        await made.desk.open(dossier_id)
    now = at("2026-06-01 08:00")
    # On SQLite one process owns the file; on PostgreSQL each replica has its own connections.
    others = [] if first.dialect == "sqlite" else [Database(first.url), Database(first.url)]
    databases = [first, *(others or (first, first))]
    scans = [scanner(each, now) for each in databases]
    fired = await asyncio.gather(*(scan() for scan in scans))
    for other in others:
        await other.close()
    assert sum(scan.count for scan in fired) == 80
    assert all(scan.failed == () for scan in fired)
    told = await outbox(first)
    for dossier_id in ids:
        assert [(e.event, e.sequence) for e in told if e.subject == dossier_id] == [(LATE, 1)]


def scanner(database: Database, now: object) -> FireTimersHandler:
    unit_of_work, reading, clock = store(database, FrozenClock(now))  # type: ignore[arg-type]
    return FireTimersHandler(unit_of_work, reading, by(clock))


async def test_a_case_that_cannot_fire_does_not_hold_up_the_others(database: NewDatabase) -> None:
    made = on(await database(MIGRATIONS))
    other = "01976f00-0000-7000-8000-000000000002"
    await made.desk.open()
    await made.desk.open(other)
    assert made.database is not None
    async with made.database.write() as writing:
        lost = update(cases).where(cases.c.dossier_id == DOSSIER_ID).values(law_revision="lost")
        await writing.connection.execute(lost)
        await writing.commit()
    made.desk.clock.move_to(at("2026-03-16 17:00"))
    fired = await made.desk.ask.fire_timers()
    assert fired == Fired(count=4, failed=((DOSSIER_ID, "LookupError"),))


@pytest.mark.parametrize("moment", ["2026-03-16 16:59:59", "2026-03-16 17:00:00"])
async def test_overdue_rings_at_the_due_instant_and_not_before(office: NewOffice, moment: str) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at(moment))
    await made.desk.ask.fire_timers()
    rings = Counter(event for _, event in await made.told())
    assert rings[LATE] == (1 if moment.endswith("17:00:00") else 0)
