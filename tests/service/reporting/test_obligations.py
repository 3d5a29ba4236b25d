"""The calendar of obligations on SQLite and PostgreSQL alike: worked out once, acted on, reminded of exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from sqlalchemy import insert, select

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Idempotency
from chassis.timers.firing import by
from reporting.application.obligations import (
    ActOnObligation,
    ActOnObligationHandler,
    Deed,
    GenerateObligationsHandler,
    GetObligation,
    GetObligationHandler,
    ListObligations,
    ListObligationsHandler,
)
from reporting.application.obligations.ports import GivenCalendar
from reporting.application.reminders import FireRemindersHandler
from reporting.domain.obligation import Obligation, State
from reporting.events.publishing import publish_due, publish_reminder
from reporting.lawpack.duties import duties
from reporting.store.kept_calendars import KeptCalendars
from reporting.store.obligations import SqlObligationReads, SqlObligationWork
from reporting.store.reminders import SqlReminderWork
from reporting.store.tables import MESSAGING, PROCEDURES
from support.databases import NewDatabase
from unit.reporting.test_obligations import CALENDAR

MONDAY = datetime(2024, 6, 24, 2, tzinfo=UTC)
WEEK = "heza.weekly-result.2024-W26.dau-tu"  # due on 1 July
HALF = "heza.half-year-result.2024-H1.dau-tu"  # due on 4 July
GIVEN = GivenCalendar(agency="heza", revision="r1", body=b"calendar")


def actor(*roles: str, department: str = "", agency: str = "heza") -> Actor:
    return Actor(subject=f"{roles[0]}.1", roles=frozenset(roles), agency=agency, department=department)


HEAD, CONTROL, LEADER = actor("department_head", department="dau-tu"), actor("control_team"), actor("leader")


class Intake:
    """Answers, or is away."""

    def __init__(self) -> None:
        self.is_away = False

    async def ask(self) -> GivenCalendar:
        if self.is_away:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "away")
        return GIVEN


@dataclass
class Office:
    database: Database
    clock: FrozenClock
    intake: Intake
    generate: GenerateObligationsHandler
    act: ActOnObligationHandler
    ask: ListObligationsHandler
    one: GetObligationHandler
    remind: FireRemindersHandler

    async def told(self) -> list[tuple[str, int]]:
        """What was published: obligation and working days left, in order."""
        async with self.database.read() as connection:
            bodies = (await connection.execute(select(MESSAGING.outbox.c.body).order_by("position"))).scalars()
            data = [orjson.loads(body)["data"] for body in bodies]
        return [(each["obligationId"], each.get("workingDaysLeft", 0)) for each in data]

    async def do(self, who: Actor, deed: Deed, which: str = HALF, **said: object) -> Obligation:
        command = ActOnObligation(actor=who, obligation_id=which, deed=deed, **said)  # type: ignore[arg-type]
        return await self.act(command)


Opened = Callable[[], Awaitable[Office]]


def read(_body: bytes) -> WorkCalendar:
    return CALENDAR


async def is_closed(_owed: Obligation, number: str) -> bool:
    return number == "BC-2024-0007"


def office_on(database: Database, clock: FrozenClock, intake: Intake) -> Office:
    work = SqlObligationWork(database, clock, UuidIds(), publish=publish_due, wake=lambda: None)
    reads = SqlObligationReads(database)
    calendars = KeptCalendars(database, intake.ask, read)
    return Office(
        database=database,
        clock=clock,
        intake=intake,
        generate=GenerateObligationsHandler(work, reads, calendars, duties(), clock),
        act=ActOnObligationHandler(work, reads, is_closed, clock),
        ask=ListObligationsHandler(reads, clock),
        one=GetObligationHandler(reads, clock),
        remind=FireRemindersHandler(
            SqlReminderWork(database, clock, UuidIds(), publish=publish_reminder, wake=lambda: None), by(clock)
        ),
    )


@pytest.fixture
async def office(database: NewDatabase) -> Office:
    store = await database("reporting.store.migrations")
    made = office_on(store, FrozenClock(MONDAY), Intake())
    async with store.write() as writing:
        rows = [
            {"agency": "heza", "key": key, "version": 1, "department": department, "valid_from": date(2024, 1, 1)}
            for key, department in (("a", "dau-tu"), ("b", "dau-tu"), ("c", "lao-dong"))
        ]
        await writing.connection.execute(insert(PROCEDURES), rows)
        await writing.commit()
    await made.generate()
    return made


async def listed(office: Office, who: Actor, **chosen: object) -> list[str]:
    query = ListObligations(actor=who, **{"limit": 200, **chosen})  # type: ignore[arg-type]
    return [one.id for one in (await office.ask(query)).found.obligations]


async def test_what_is_owed_is_written_down_once_whoever_looks(office: Office) -> None:
    before = await listed(office, LEADER)
    assert {WEEK, HALF, "heza.weekly.2024-W26", "heza.half-year.2024-H1"} <= set(before)
    twin = office_on(office.database, office.clock, office.intake)
    await asyncio.gather(office.generate(), twin.generate())
    assert await listed(office, LEADER) == before
    assert not any(".2024-W24" in each for each in before)  # due before the system was there


async def test_a_service_that_was_down_for_months_leaves_no_week_out(office: Office) -> None:
    office.clock.move_to(MONDAY + timedelta(days=120))
    office.intake.is_away = True  # by the calendar that was kept
    await office.generate()
    weeks = [each for each in await listed(office, CONTROL) if each.startswith("heza.weekly.")]
    assert len(weeks) == len(set(weeks)) >= 23


async def test_without_a_calendar_nothing_is_owed_and_it_is_tried_again(database: NewDatabase) -> None:
    intake = Intake()
    intake.is_away = True
    office = office_on(await database("reporting.store.migrations"), FrozenClock(MONDAY), intake)
    with pytest.raises(Problem, match="away"):
        await office.generate()


async def test_each_rung_is_told_exactly_once_by_two_replicas_and_not_after_submission(office: Office) -> None:
    twin = office_on(office.database, office.clock, office.intake)
    for day in range(14):
        office.clock.move_to(MONDAY + timedelta(days=day, hours=1))
        if day == 8:  # 2 July: seven and three days before were told
            await _submitted(office)
        await asyncio.gather(office.remind(), twin.remind(), office.remind())
    told = [each for each in await office.told() if each[0] in (WEEK, HALF)]
    assert sorted(told) == [(HALF, 3), (HALF, 7), (WEEK, 0), (WEEK, 1), (WEEK, 3)]


async def _submitted(office: Office) -> None:
    await office.do(HEAD, Deed.DRAFT)
    await office.do(HEAD, Deed.APPROVE)
    await office.do(CONTROL, Deed.APPROVE)
    await office.do(HEAD, Deed.SUBMIT)


async def test_who_did_what_when_and_with_which_words_is_told(office: Office) -> None:
    await office.do(HEAD, Deed.DRAFT, snapshot="BC-2024-0007", note="Đã đối chiếu.")
    await office.do(HEAD, Deed.APPROVE)
    await office.do(CONTROL, Deed.RETURN, note="Thiếu biểu II.06a.")
    told = await office.one(GetObligation(actor=LEADER, obligation_id=HALF))
    assert [(e.name, e.actor, e.note) for e in told.entries] == [
        ("draft-obligation", "department_head.1", "Đã đối chiếu."),
        ("approve-obligation", "department_head.1", ""),
        ("return-obligation", "control_team.1", "Thiếu biểu II.06a."),
    ]
    assert (told.obligation.state(MONDAY, MONDAY.date()), told.obligation.version) == (State.DRAFTED, 4)


async def test_the_same_request_twice_is_done_once_and_a_stale_one_is_refused(office: Office) -> None:
    key = Idempotency(key="k-1", digest="d")
    first = await office.do(HEAD, Deed.DRAFT, idempotency=key)
    again = await office.do(HEAD, Deed.DRAFT, idempotency=key)
    assert again == first
    with pytest.raises(Problem) as stale:
        await office.do(HEAD, Deed.APPROVE, version=1)
    assert (stale.value.slug, stale.value.kind) == ("obligation-changed", Kind.STALE)


@pytest.mark.parametrize(
    ("who", "deed", "slug"),
    [
        (actor("department_head", department="lao-dong"), Deed.DRAFT, "obligation-unknown"),
        (actor("leader", agency="other"), Deed.WAIVE, "obligation-unknown"),
        (LEADER, Deed.DRAFT, "not-allowed"),
        (HEAD, Deed.WAIVE, "not-allowed"),
        (actor("specialist", department="dau-tu"), Deed.SUBMIT, "not-allowed"),
        (actor("specialist", department="dau-tu"), Deed.RETURN, "not-allowed"),
        (actor("applicant"), Deed.DRAFT, "not-allowed"),
        (actor("operator"), Deed.WAIVE, "not-allowed"),
        (LEADER, Deed.WAIVE, "reason-missing"),
    ],
)
async def test_who_may_not_is_refused_and_nothing_is_noted(office: Office, who: Actor, deed: Deed, slug: str) -> None:
    with pytest.raises(Problem) as refused:
        await office.do(who, deed)
    assert refused.value.slug == slug
    assert (await office.one(GetObligation(actor=LEADER, obligation_id=HALF))).entries == ()


async def test_only_a_report_that_was_closed_can_be_attached(office: Office) -> None:
    with pytest.raises(Problem) as refused:
        await office.do(HEAD, Deed.DRAFT, snapshot="BC-2024-9999")
    assert refused.value.slug == "snapshot-unknown"
    assert (await office.do(HEAD, Deed.DRAFT, snapshot="BC-2024-0007")).snapshot == "BC-2024-0007"


async def test_an_approval_out_of_turn_is_refused(office: Office) -> None:
    await office.do(actor("specialist", department="dau-tu"), Deed.DRAFT)
    with pytest.raises(Problem, match="department_head"):
        await office.do(CONTROL, Deed.APPROVE)


async def test_lists_show_what_one_may_see_by_state_and_page(office: Office) -> None:
    assert {each.rpartition(".")[2] for each in await listed(office, HEAD)} == {"dau-tu"}
    with pytest.raises(Problem, match="another department"):
        await listed(office, HEAD, department="lao-dong")
    everything = await listed(office, LEADER)
    by_state = {state: await listed(office, LEADER, states=frozenset({state})) for state in State}
    assert sorted(one for those in by_state.values() for one in those) == sorted(everything)
    assert WEEK in by_state[State.DUE_SOON]
    walked: list[str] = []
    after = None
    while True:
        found = (await office.ask(ListObligations(actor=LEADER, after=after, limit=7))).found
        walked += [one.id for one in found.obligations]
        assert found.total == len(everything)
        if not found.more:
            break
        after = (found.obligations[-1].due_on, found.obligations[-1].id)
    assert walked == everything
