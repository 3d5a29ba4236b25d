"""Control work that is due reminds, on SQLite and PostgreSQL alike: each rung exactly once, nothing once it is done."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import select

from chassis.ids import UuidIds
from chassis.kernel.worktime import WorkCalendar
from chassis.timers.firing import by
from reporting.application.reminders import FireRemindersHandler, SetRemindersHandler
from reporting.domain.control.plans import Ground, PlanContent, PlanKind, PlanLine
from reporting.domain.control.reviews import Answer, Assessment, Question, ReviewContent
from reporting.events.publishing import publish_reminder
from reporting.store.obligation_tables import TIMERS_TABLE
from reporting.store.reminders import SqlReminderWork
from reporting.store.tables import MESSAGING
from service.reporting.control_office import (
    CALENDAR,
    CONTROL,
    FINDING,
    HEAD,
    INSPECTION,
    LEADER,
    NOW,
    TODAY,
    Office,
    office_on,
)
from support.databases import NewDatabase


class Calendars:
    async def current(self) -> tuple[str, WorkCalendar]:
        return "heza", CALENDAR


@dataclass
class Reminders:
    office: Office

    def replica(self) -> tuple[SetRemindersHandler, FireRemindersHandler]:
        office, clock = self.office, self.office.clock
        work = SqlReminderWork(office.database, clock, UuidIds(), publish=publish_reminder, wake=lambda: None)
        return SetRemindersHandler(work, Calendars(), clock), FireRemindersHandler(work, by(clock))

    async def pass_days(self, first: int, last: int) -> None:
        """Two replicas look at ten in the morning of each of these days from now on."""
        for day in range(first, last):
            self.office.clock.move_to(NOW + timedelta(days=day))
            replicas = [self.replica(), self.replica()]
            await asyncio.gather(*(set_them() for set_them, _ in replicas))
            await asyncio.gather(*(fire() for _, fire in replicas for _ in range(2)))

    async def told(self) -> list[tuple[str, str, str, int, str]]:
        """What was published, in order: kind, department, person, working days left, local day."""
        query = select(MESSAGING.outbox.c.body).order_by("position")
        async with self.office.database.read() as connection:
            events = [orjson.loads(body) for body in (await connection.execute(query)).scalars()]
        return [
            (
                event["data"]["kind"],
                event["data"].get("department", ""),
                event["data"].get("person", ""),
                event["data"].get("workingDaysLeft", 0),
                event["time"][5:10],
            )
            for event in events
        ]


@pytest.fixture
async def reminders(database: NewDatabase) -> Reminders:
    return Reminders(office_on(await database("reporting.store.migrations")))


async def test_a_remedy_reminds_until_it_is_answered_and_anew_when_it_is_sent_back(reminders: Reminders) -> None:
    findings, office = reminders.office.work.findings, reminders.office
    inspection = await office.work.inspections.open(CONTROL, replace(INSPECTION, to_on=TODAY + timedelta(days=90)))
    found = await findings.record(CONTROL, inspection.id, replace(FINDING, working_days=5))  # due on 10 June
    await reminders.pass_days(0, 4)
    remedy = ("remedy", "dau-tu", "")
    assert await reminders.told() == [(*remedy, 3, "06-05")]
    await findings.answer(HEAD, found.id, "Đã ký")
    await reminders.pass_days(4, 9)  # past the deadline: it is the control team's turn
    assert len(await reminders.told()) == 1
    await findings.send_back(CONTROL, found.id, "Còn hai phiếu")
    await reminders.pass_days(9, 12)
    assert (await reminders.told())[1:] == [(*remedy, 0, "06-12")]
    await findings.answer(HEAD, found.id, "Đã ký đủ")
    await findings.accept(CONTROL, found.id)
    await reminders.pass_days(12, 20)
    assert len(await reminders.told()) == 2


async def test_an_inspection_and_the_lines_of_a_plan_remind_whoever_has_to_do_them(reminders: Reminders) -> None:
    work = reminders.office.work
    line = PlanLine(
        department="dau-tu", topic="Đúng hạn", person="ksth.1", from_on=TODAY, to_on=TODAY + timedelta(days=3)
    )
    inspections = PlanContent(kind=PlanKind.INSPECTION, year=2024, title="Kiểm tra", lines=(line, line))
    reviewed = replace(line, procedure="cap-gpld", ground=Ground.OWN_CHOICE)
    reviews = PlanContent(kind=PlanKind.REVIEW, year=2024, title="Rà soát", lines=(reviewed,))
    plans = [await work.plans.draft(CONTROL, content) for content in (inspections, reviews)]
    for plan in plans:
        await work.plans.submit(CONTROL, plan.id)
    await reminders.pass_days(0, 1)
    assert await reminders.told() == [], "nobody has approved it"
    for plan in plans:
        await work.plans.approve(LEADER, plan.id)
    begun = replace(INSPECTION, to_on=line.to_on, plan_id=plans[0].id, plan_line=0)  # due on Thursday
    await work.inspections.open(CONTROL, begun)
    of_plan = ReviewContent(
        procedure="cap-gpld", ground=Ground.OWN_CHOICE, reviewer="ksth.1", plan_id=plans[1].id, plan_line=0
    )
    review = await work.reviews.open(CONTROL, of_plan)
    await reminders.pass_days(0, 3)
    inspection, planned = ("inspection", "", "ksth.1"), ("plan-line", "", "")
    assert sorted(await reminders.told()) == [
        (*inspection, 1, "06-05"),
        (*inspection, 3, "06-03"),
        (*planned, 1, "06-05"),
        (*planned, 1, "06-05"),
        (*planned, 3, "06-03"),
        (*planned, 3, "06-03"),
    ]
    answers = tuple(Answer(question=question, passed=True) for question in Question)
    await work.reviews.assess(CONTROL, review.id, Assessment(answers=answers))
    await work.reviews.complete(CONTROL, review.id)
    await reminders.pass_days(3, 6)
    late = sorted((await reminders.told())[6:])
    assert late == [(*inspection, 0, "06-07"), (*planned, 0, "06-07")], "the review was completed in time"


async def test_setting_the_reminders_again_leaves_them_as_they_are(reminders: Reminders) -> None:
    office = reminders.office
    await office.work.inspections.open(CONTROL, replace(INSPECTION, to_on=TODAY + timedelta(days=14)))
    set_them, _ = reminders.replica()
    await set_them()
    before = await _waiting(office)
    assert [kind for kind, _ in before] == [
        "inspection.due-7",
        "inspection.due-3",
        "inspection.due-1",
        "inspection.late",
    ]
    assert before[0][1] == datetime(2024, 6, 6, 1, 0, tzinfo=UTC)  # half an hour after opening
    await set_them()
    assert await _waiting(office) == before


async def _waiting(office: Office) -> list[tuple[str, datetime]]:
    async with office.database.read() as connection:
        rows = await connection.execute(select(TIMERS_TABLE.c.kind, TIMERS_TABLE.c.fire_at).order_by("fire_at"))
        return [(row.kind, row.fire_at) for row in rows]
