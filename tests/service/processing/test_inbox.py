"""Inboxes on every kind of store: the database and the domain agree on whose a step is."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.kernel.worktime import NOMINAL_DAY_SECONDS
from processing.application.get_inbox import Inbox
from processing.application.ports import TaskFilter
from processing.domain.inbox import Group, Urgency, owner_of
from processing.domain.vocabulary import Timeliness
from processing.store.inbox import _belongs
from processing.store.listing import LISTED
from service.processing.conftest import NewOffice
from unit.processing.desk import Desk
from unit.processing.story import (
    ACCEPTED_AT,
    APPLICANT,
    CLERK,
    COLLEAGUE,
    HEAD,
    LEADER,
    RECEPTIONIST,
    SPECIALIST,
    STRANGER,
    at,
)


def number(index: int) -> str:
    return f"01976f00-0000-7000-8000-{index:012}"


async def several(desk: Desk) -> None:
    """Cases at every point of the way, opened a day apart."""
    days = [ACCEPTED_AT, at("2026-03-03 08:00"), at("2026-03-04 08:00"), at("2026-03-05 08:00"), at("2026-03-06 08:00")]
    dues = [at("2026-03-16 17:00"), *(at(f"2026-03-{day} 17:00") for day in (17, 18, 19, 20))]
    for index, (accepted_at, due_at) in enumerate(zip(days, dues, strict=True), 1):
        desk.clock.move_to(accepted_at)
        await desk.open(number(index), accepted_at=accepted_at, due_at=due_at)
    await desk.to_specialist(number(2))
    await desk.to_specialist(number(3))
    await desk.request(dossier_id=number(3))
    await desk.to_decision(number(4))
    await desk.to_result(number(5))


def told(inbox: Inbox) -> dict[Group, list[str]]:
    return {group.group: [work.dossier.dossier_id[-1] for work in group.items] for group in inbox.groups if group.items}


async def test_everybody_sees_their_own_work(office: NewOffice) -> None:
    desk = (await office()).desk
    await several(desk)
    people = (HEAD, SPECIALIST, COLLEAGUE, LEADER, CLERK, RECEPTIONIST, STRANGER)
    assert {actor.subject: told(await desk.ask.get_inbox(actor, 50)) for actor in people} == {
        "tp.dautu": {Group.TO_ASSIGN: ["1"]},
        "cv.dautu.1": {Group.HELD: ["2"], Group.WAITING: ["3"]},
        "cv.dautu.2": {},
        "ld.ban.1": {Group.TO_DECIDE: ["4"]},
        "cv.vanphong.1": {},
        "cb.motcua.1": {},
        "cv.laodong.1": {},
    }


async def test_counts_are_exact_whatever_is_shown(office: NewOffice) -> None:
    desk = (await office()).desk
    for index in range(1, 6):
        await desk.open(number(index))
        await desk.to_specialist(number(index))
    await desk.request(dossier_id=number(5))
    inbox = await desk.ask.get_inbox(SPECIALIST, 2)
    held, waiting = (next(g for g in inbox.groups if g.group is group) for group in (Group.HELD, Group.WAITING))
    assert (len(held.items), held.total, held.counts[Urgency.LATER]) == (2, 4, 4)
    assert (waiting.total, waiting.counts[Urgency.PAUSED]) == (1, 1)
    desk.clock.move_to(at("2026-04-01 08:00"))
    late = (await desk.ask.get_inbox(SPECIALIST, 2)).groups[0]
    assert late.counts == dict.fromkeys(Urgency, 0) | {Urgency.LATE: 4}
    assert all(work.seconds_left is not None and work.seconds_left < 0 for work in late.items)
    assert {work.timeliness for work in late.items} == {Timeliness.OVERDUE}


async def test_what_waits_keeps_what_was_left_when_it_was_paused(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_specialist()
    desk.clock.move_to(at("2026-03-04 08:00"))
    await desk.request()
    desk.clock.move_to(at("2026-03-25 08:00"))
    (work,) = (await desk.ask.list_tasks(SPECIALIST, TaskFilter(), None, 10)).tasks
    assert (work.seconds_left, work.is_paused) == (NOMINAL_DAY_SECONDS * 21 // 4, True)
    assert work.timeliness is Timeliness.IN_TIME


async def test_the_first_page_is_in_the_order_of_the_time_left(office: NewOffice) -> None:
    desk = (await office()).desk
    await several(desk)
    found = await desk.ask.list_tasks(LEADER, TaskFilter(), None, 50)
    running = [work.seconds_left for work in found.tasks if not work.is_paused]
    assert running == sorted(running, key=lambda left: left or 0)


async def test_who_has_no_cases_has_no_inbox(office: NewOffice) -> None:
    desk = (await office()).desk
    with pytest.raises(Problem) as refused:
        await desk.ask.get_inbox(APPLICANT, 50)
    assert refused.value.slug == "role-not-allowed"
    with pytest.raises(Problem) as size:
        await desk.ask.get_inbox(HEAD, 201)
    assert size.value.slug == "page-size-invalid"


async def test_giving_a_step_to_somebody_else_needs_a_reason(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    with pytest.raises(Problem) as refused:
        await made.desk.take(HEAD, COLLEAGUE.subject)
    assert refused.value.slug == "reason-required"
    seen = await made.desk.take(HEAD, COLLEAGUE.subject, reason="Cán bộ đi công tác")
    assert seen.case.current is not None
    assert seen.case.current.officer == COLLEAGUE.subject
    assert (await made.told())[-1][1] == "dossier.assigned"


@dataclass(frozen=True)
class Plan:
    owner: Actor
    group: Group


@pytest.mark.parametrize(
    "asked", [Plan(SPECIALIST, Group.HELD), Plan(HEAD, Group.TO_ASSIGN), Plan(LEADER, Group.TO_DECIDE)], ids=str
)
async def test_no_inbox_reads_the_whole_table(office: NewOffice, asked: Plan) -> None:
    made = await office()
    if made.database is None:
        pytest.skip("a plan is a database's")
    query = LISTED.where(_belongs(owner_of(asked.owner), asked.group)).limit(50)
    async with made.database.read() as connection:
        if made.database.dialect == "postgresql":
            await connection.execute(text("SET LOCAL enable_seqscan = off"))
        compiled = query.compile(connection.engine.sync_engine, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN" if made.database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
        plan = "\n".join(str(row) for row in await connection.execute(text(f"{explain} {compiled}")))
    assert "Seq Scan on tasks" not in plan
    assert "SCAN tasks" not in plan
    assert "ix_tasks_" in plan
