"""Escalation over a real store: each rung once, whoever climbs, until somebody acts."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from notify.application.ladders import ClimbLaddersHandler
from notify.application.read_inbox import ReadInbox
from notify.domain.occasions import Audience, Occasion
from notify.lawpack import ladders
from service.notify.office import Notify
from service.notify.telling import DUE, Teller, local
from service.notify.test_outages import calendar

LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
CONTROL = Actor(subject="ks.1", roles=frozenset({"control_team"}), agency="heza")
HEAD = Actor(subject="tp.dautu", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")


async def climb(notify: Notify, at: str, *, replicas: int = 1) -> None:
    climbers = [
        ClimbLaddersHandler(notify.uow, ladders(), calendar, clock=FrozenClock(local(at)), ids=UuidIds())
        for _ in range(replicas)
    ]
    await asyncio.gather(*(one() for one in climbers))


async def escalated(notify: Notify) -> list[tuple[Audience, Occasion]]:
    told = [one for one in await notify.deliveries() if one.event_type.startswith("escalation.")]
    return [(one.audience, one.occasion) for one in told]


async def subjects(notify: Notify, actor: Actor) -> list[str]:
    return [text.subject for _, text in (await notify.read_inbox(ReadInbox(actor=actor))).messages]


@pytest.fixture
async def late(notify: Notify) -> Teller:
    """A dossier that is late since Tuesday 17:00, as everybody knows."""
    teller = Teller("d-1")
    for event in (teller.received(), teller.accepted(), teller.assigned("2024-05-02 14:00"), teller.overdue(DUE)):
        await notify.plan(event)
    return teller


async def test_who_is_above_is_told_when_nobody_acts(notify: Notify, late: Teller) -> None:
    await climb(notify, "2024-05-15 11:29")
    assert await escalated(notify) == []
    await climb(notify, "2024-05-15 11:30")
    await climb(notify, "2024-05-15 11:31")
    assert await escalated(notify) == [(Audience.LEADER, Occasion.ESCALATION)]
    await climb(notify, "2024-05-22 09:00")
    await climb(notify, "2024-06-30 09:00")
    assert [who for who, _ in await escalated(notify)] == [Audience.LEADER, Audience.CONTROL_TEAM, Audience.LEADER]
    assert await subjects(notify, CONTROL) == ["Cần chỉ đạo: H24.15-240502-0001 chưa được xử lý"]
    assert len(await subjects(notify, LEADER)) == 2
    assert await subjects(notify, HEAD) == ["Hồ sơ H24.15-240502-0001 đã quá hạn"]
    assert late.dossier_id == "d-1"


async def test_a_decision_ends_the_ladder(notify: Notify, late: Teller) -> None:
    await climb(notify, "2024-05-15 09:00")
    await notify.plan(late.decided("2024-05-15 10:00"))
    await climb(notify, "2024-06-30 09:00")
    assert await escalated(notify) == []


async def test_repeated_events_and_many_replicas_tell_each_rung_once(notify: Notify, late: Teller) -> None:
    for event in late.told:
        await notify.plan(event)
    for at in ("2024-05-15 11:30", "2024-05-16 17:00", "2024-05-21 17:00"):
        await climb(notify, at, replicas=3)
    assert [who for who, _ in await escalated(notify)] == [Audience.LEADER, Audience.CONTROL_TEAM, Audience.LEADER]


async def test_a_climber_that_dies_before_its_commit_has_told_nothing_and_another_tells_it(
    notify: Notify, late: Teller
) -> None:
    at = local("2024-05-15 11:30")
    async with notify.uow.begin() as tx:
        (climbing,) = await tx.climbs.due(at, 10)
        await tx.climbs.save(replace(climbing, rung=1))  # and dies here
    await climb(notify, "2024-05-15 11:30")
    assert await escalated(notify) == [(Audience.LEADER, Occasion.ESCALATION)]
    assert late.told


async def test_head_and_leader_find_the_draft_apology_in_time(notify: Notify) -> None:
    teller = Teller("d-1")
    for event in (teller.received(), teller.accepted(), teller.due_soon("2024-05-13 16:45", "T-1")):
        await notify.plan(event)
    await climb(notify, "2024-05-13 16:45")
    for actor in (HEAD, LEADER):
        page = await notify.read_inbox(ReadInbox(actor=actor))
        ((_, text),) = [each for each in page.messages if each[0].occasion is Occasion.APOLOGY_DRAFT]
        assert text.subject == "Dự thảo văn bản xin lỗi hồ sơ H24.15-240502-0001 chờ ký"
        assert "https://mot-cua.example/viec/d-1?mo=xin-loi" in text.body
    assert await subjects(notify, CONTROL) == []
