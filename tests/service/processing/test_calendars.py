"""Open cases follow a changed calendar, on every kind of store; what is previewed is what happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import CalendarDay, DayKind, WorkCalendar, replay
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from motcua.events.v1 import catalogue_pb2
from processing.application.calendars import FollowCalendarHandler
from processing.domain.law import Law
from processing.domain.recounting import Moves
from processing.domain.vocabulary import CaseState, ClockEffect, TaskState
from service.processing.conftest import NewOffice
from service.processing.stores import Office
from unit.processing.desk import Desk
from unit.processing.story import (
    ACCEPTED_AT,
    DOSSIER_ID,
    DUE_AT,
    HEAD,
    LEADER,
    OPERATOR,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
    law,
)

CHANGED_AT = at("2026-03-03 09:00")
STORM = date(2026, 3, 12)
LATER = at("2026-03-17 17:00")  # ten working days after 2 March, without 12 March


def with_days(calendar: WorkCalendar, *days: tuple[date, DayKind]) -> WorkCalendar:
    new = [
        CalendarDay(on=on, kind=kind, reason="Bão", reason_en="Storm", legal_ref="Công điện mẫu") for on, kind in days
    ]
    return replace(calendar, days=tuple(sorted((*calendar.days, *new), key=lambda day: day.on)))


def storm(the_law: Law | None = None, revision: str = "law-2", on: date = STORM) -> Law:
    """The law with a day off more, under another revision."""
    before = the_law or law()
    return replace(before, calendar=with_days(before.calendar, (on, DayKind.OFF)), revision=revision)


def changed(revision: str, sequence: int, when: datetime = CHANGED_AT) -> Envelope:
    data = catalogue_pb2.CalendarChanged(agency="heza", law_revision=revision, known_years=[2026])
    event = OutgoingEvent(type="calendar.changed", agency="heza", department="all", subject="heza", data=data)
    return decode(encode(event, event_id=f"heza-{sequence}", service="intake", time=when, sequence=sequence))


async def hear(desk: Desk, revision: str = "law-2", sequence: int = 1, when: datetime = CHANGED_AT) -> None:
    desk.clock.move_to(max(when, desk.clock.now()))
    await desk.consume(changed(revision, sequence, when))


async def follow(desk: Desk) -> None:
    while await desk.ask.calendars.follow():
        pass


def dossier_id(number: int) -> str:
    return f"{DOSSIER_ID[:-3]}{number:03}"


async def opened(office: NewOffice, *laws: Law, count: int = 1) -> Office:
    made = await office(*(laws or (law(), storm())))
    for number in range(1, count + 1):
        await made.desk.open(dossier_id(number))
    return made


async def test_an_open_case_follows_and_lateness_is_judged_by_the_new_day(office: NewOffice) -> None:
    made = await opened(office)
    before = (await made.desk.case()).case
    await hear(made.desk)
    await follow(made.desk)
    case = (await made.desk.case()).case
    assert (case.due_at, case.original_due_at, case.announced_due_at) == (LATER, LATER, LATER)
    assert (case.law_revision, case.version) == ("law-2", before.version + 1)
    assert [event for _, event in await made.told()] == ["dossier.due-date-changed"]
    rollout = await made.desk.ask.calendars.rollout(OPERATOR, "law-2")
    assert rollout.finished_at is not None
    assert rollout.tally.departments == {"dau-tu": Moves(open=1, moved=1, later=1)}
    assert rollout.tally.shifts == {("dau-tu", date(2026, 3, 16), date(2026, 3, 17)): 1}


async def test_what_was_previewed_is_what_happens(office: NewOffice) -> None:
    made = await opened(office, count=7)
    await made.desk.to_result(dossier_id(3))
    await made.desk.to_specialist(dossier_id(5))
    await made.desk.request(dossier_id=dossier_id(5))
    told = len(await made.told())
    planned = await made.desk.ask.calendars.preview(SYSTEM, "heza", storm().calendar)
    assert planned.departments == {"dau-tu": Moves(open=6, moved=5, later=5)}
    assert (await made.desk.case()).case.law_revision == "law-1"
    await hear(made.desk)
    await follow(made.desk)
    assert (await made.desk.ask.calendars.rollout(OPERATOR, "law-2")).tally == planned
    moved = [event for _, event in (await made.told())[told:]]
    assert moved == ["dossier.due-date-changed"] * 5


async def test_a_saturday_that_is_worked_brings_the_day_nearer(office: NewOffice) -> None:
    saturday = replace(law(), calendar=with_days(law().calendar, (date(2026, 3, 14), DayKind.WORK)), revision="law-2")
    made = await opened(office, law(), saturday)
    await hear(made.desk)
    await follow(made.desk)
    assert (await made.desk.case()).case.due_at == at("2026-03-14 17:00")
    tally = (await made.desk.ask.calendars.rollout(OPERATOR, "law-2")).tally
    assert tally.whole == Moves(open=1, moved=1, earlier=1)


async def test_what_has_ended_and_what_is_late_already_stays(office: NewOffice) -> None:
    made = await opened(office, count=2)
    await made.desk.to_result(dossier_id(1))
    issued = (await made.desk.case(dossier_id(1))).case
    late_on = DUE_AT + timedelta(minutes=1)
    await hear(made.desk, when=late_on)
    await follow(made.desk)
    assert (await made.desk.case(dossier_id(1))).case == issued
    late = (await made.desk.case(dossier_id(2))).case
    assert (late.due_at, late.law_revision) == (DUE_AT, "law-1")
    tally = (await made.desk.ask.calendars.rollout(OPERATOR, "law-2")).tally
    assert tally.whole == Moves(open=1, kept=1)


async def test_a_day_that_is_worked_in_hindsight_makes_nobody_late(office: NewOffice) -> None:
    saturday = replace(law(), calendar=with_days(law().calendar, (date(2026, 3, 14), DayKind.WORK)), revision="law-2")
    made = await opened(office, law(), saturday)
    await hear(made.desk, when=at("2026-03-16 08:00"))
    await follow(made.desk)
    assert (await made.desk.case()).case.due_at == DUE_AT


async def test_a_decided_case_keeps_the_day_it_was_decided_under(office: NewOffice) -> None:
    made = await opened(office)
    await made.desk.to_decision()
    await made.desk.decide()
    decided = (await made.desk.case()).case
    await hear(made.desk)
    await follow(made.desk)
    assert (await made.desk.case()).case == decided
    assert decided.state is CaseState.DECIDED


async def test_a_clock_that_stands_is_counted_by_the_new_calendar_when_it_goes_on(office: NewOffice) -> None:
    both = {"before": law(deadline="5"), "after": storm(law(deadline="5"), on=date(2026, 3, 5))}
    made = await opened(office, *both.values())
    await made.desk.to_specialist()
    asked = (await made.desk.request()).case.open_supplement
    assert asked is not None
    assert asked.applicant_deadline_at == at("2026-03-09 17:00")
    await hear(made.desk)
    await follow(made.desk)
    case = (await made.desk.case()).case
    waits = case.open_supplement
    assert (case.due_at, case.law_revision) == (None, "law-2")
    assert waits is not None
    assert waits.applicant_deadline_at == at("2026-03-10 17:00")
    await made.desk.supplemented(asked.request_id, at("2026-03-04 08:00"))
    going_on = (await made.desk.case()).case
    counted = {name: replay(going_on.entries, going_on.limit, each.calendar).due_at for name, each in both.items()}
    assert counted["before"] is not None
    assert going_on.due_at == counted["after"] == counted["before"] + timedelta(days=1)


async def test_the_applicants_own_day_never_comes_nearer(office: NewOffice) -> None:
    saturday = replace(
        law(deadline="5"), calendar=with_days(law().calendar, (date(2026, 3, 7), DayKind.WORK)), revision="law-2"
    )
    made = await opened(office, law(deadline="5"), saturday)
    await made.desk.to_specialist()
    await made.desk.request()
    await hear(made.desk)
    await follow(made.desk)
    asked = (await made.desk.case()).case.open_supplement
    assert asked is not None
    assert asked.applicant_deadline_at == at("2026-03-09 17:00")


async def test_the_open_step_moves_with_its_budget(office: NewOffice) -> None:
    made = await opened(office, law(), storm(on=date(2026, 3, 5)))
    await made.desk.to_specialist()
    before = (await made.desk.case()).case.current
    assert before is not None
    await hear(made.desk)
    await follow(made.desk)
    task = (await made.desk.case()).case.current
    assert task is not None
    assert (before.due_at, task.due_at) == (at("2026-03-11 10:00"), at("2026-03-12 10:00"))
    assert task.state is TaskState.ASSIGNED


async def test_an_extension_stays_and_the_day_beneath_it_moves(office: NewOffice) -> None:
    made = await opened(office)
    made.desk.clock.move_to(at("2026-03-03 08:00"))
    await made.desk.apologise(at("2026-03-20 17:00"))
    told = len(await made.told())
    await hear(made.desk)
    await follow(made.desk)
    case = (await made.desk.case()).case
    assert (case.due_at, case.original_due_at) == (at("2026-03-20 17:00"), LATER)
    assert [event for _, event in (await made.told())[told:]] == ["dossier.due-date-changed"]


async def test_the_alarm_rings_on_the_new_day(office: NewOffice) -> None:
    made = await opened(office)
    await hear(made.desk)
    await follow(made.desk)
    made.desk.clock.move_to(DUE_AT + timedelta(hours=1))
    await made.desk.ask.fire_timers()
    assert "dossier.overdue" not in [event for _, event in await made.told()]
    made.desk.clock.move_to(LATER)
    await made.desk.ask.fire_timers()
    assert [event for _, event in await made.told()][-1] == "dossier.overdue"


async def test_a_warning_moves_even_where_the_deadline_stays(office: NewOffice) -> None:
    """A swap inside the term: 12 March off, Saturday 14 March worked; due on the 16th as before."""
    days = ((STORM, DayKind.OFF), (date(2026, 3, 14), DayKind.WORK))
    swapped = replace(law(), calendar=with_days(law().calendar, *days), revision="law-2")
    made = await opened(office, law(), swapped)
    await hear(made.desk)
    await follow(made.desk)
    assert await made.told() == []
    made.desk.clock.move_to(at("2026-03-13 16:45"))  # one working day before, by the calendar of before
    await made.desk.ask.fire_timers()
    rungs = [event for _, event in await made.told()]
    made.desk.clock.move_to(at("2026-03-14 16:45"))
    await made.desk.ask.fire_timers()
    assert len(await made.told()) == len(rungs) + 1


async def test_a_rollout_goes_on_where_it_was_interrupted(office: NewOffice) -> None:
    made = await opened(office, count=7)
    await hear(made.desk)
    small = FollowCalendarHandler(made.desk.unit_of_work, made.desk.reading, made.desk.clock, batch=3)
    assert await small() is True
    half = await made.desk.ask.calendars.rollout(OPERATOR, "law-2")
    assert (half.finished_at, half.tally.whole.moved) == (None, 3)
    another = FollowCalendarHandler(made.desk.unit_of_work, made.desk.reading, made.desk.clock, batch=3)
    while await another():
        pass
    done = await made.desk.ask.calendars.rollout(OPERATOR, "law-2")
    assert (done.finished_at is not None, done.tally.whole) == (True, Moves(open=7, moved=7, later=7))
    assert len(await made.told()) == 7


async def test_a_repeated_event_starts_nothing_again(office: NewOffice) -> None:
    made = await opened(office)
    await hear(made.desk)
    await follow(made.desk)
    await hear(made.desk)
    await follow(made.desk)
    assert len(await made.told()) == 1


async def test_the_next_change_overtakes_one_that_is_under_way(office: NewOffice) -> None:
    made = await opened(office, law(), storm(), storm(revision="law-3", on=date(2026, 3, 13)))
    await hear(made.desk)
    await hear(made.desk, "law-3", 2)
    await follow(made.desk)
    assert (await made.desk.case()).case.law_revision == "law-3"
    assert len(await made.told()) == 1


async def test_an_acceptance_that_is_heard_after_the_change_follows_at_once(office: NewOffice) -> None:
    made = await office(law(), storm())
    await hear(made.desk)
    await follow(made.desk)
    await made.desk.open()
    case = (await made.desk.case()).case
    assert (case.due_at, case.law_revision) == (LATER, "law-2")
    assert [event for _, event in await made.told()] == ["dossier.due-date-changed"]


async def test_an_acceptance_long_after_the_change_is_by_a_newer_law_that_is_on_its_way(office: NewOffice) -> None:
    made = await office(law(), storm())
    await hear(made.desk, when=ACCEPTED_AT - timedelta(minutes=1))
    await made.desk.open()
    assert (await made.desk.case()).case.law_revision == "law-1"


async def test_a_second_look_finds_whom_the_first_could_not_see(office: NewOffice) -> None:
    made = await office(law(), storm())
    await hear(made.desk, when=ACCEPTED_AT - timedelta(minutes=1))
    await follow(made.desk)
    await made.desk.open()  # in another process's hands while the first look went by
    made.desk.clock.move_to(made.desk.clock.now() + timedelta(seconds=11))
    await follow(made.desk)
    assert (await made.desk.case()).case.law_revision == "law-2"
    assert await made.desk.ask.calendars.follow() is False


async def test_while_intake_is_away_the_event_waits(office: NewOffice) -> None:
    made = await opened(office)
    made.catalogue.is_away = True
    with pytest.raises(Problem) as away:
        await hear(made.desk)
    assert away.value.kind is Kind.UNAVAILABLE
    made.catalogue.is_away = False
    await hear(made.desk)
    await follow(made.desk)
    assert (await made.desk.case()).case.law_revision == "law-2"


async def test_a_restarted_clock_counts_from_its_restart(office: NewOffice) -> None:
    restarting = law(effect=ClockEffect.RESTART)
    made = await opened(office, restarting, storm(restarting))
    await made.desk.to_specialist()
    asked = (await made.desk.request()).case.open_supplement
    assert asked is not None
    made.desk.clock.move_to(at("2026-03-03 08:00"))
    await made.desk.supplemented(asked.request_id, at("2026-03-03 08:00"))
    assert (await made.desk.case()).case.due_at == at("2026-03-17 17:00")
    await hear(made.desk)
    await follow(made.desk)
    assert (await made.desk.case()).case.due_at == at("2026-03-18 17:00")


@pytest.mark.parametrize("actor", [HEAD, SPECIALIST, STRANGER, replace(LEADER, agency="so-xay-dung")])
async def test_what_a_calendar_moves_is_for_those_who_decide_about_it(office: NewOffice, actor: Actor) -> None:
    made = await opened(office)
    with pytest.raises(Problem) as preview:
        await made.desk.ask.calendars.preview(actor, "heza", storm().calendar)
    assert preview.value.slug == "role-not-allowed"
    await hear(made.desk)
    with pytest.raises(Problem) as rollout:
        await made.desk.ask.calendars.rollout(actor, "law-2")
    assert rollout.value.slug in {"role-not-allowed", "calendar-rollout-unknown"}


async def test_a_calendar_nobody_has_heard_of_is_not_found(office: NewOffice) -> None:
    made = await opened(office)
    with pytest.raises(Problem) as unknown:
        await made.desk.ask.calendars.rollout(LEADER, "law-9")
    assert (unknown.value.slug, unknown.value.kind) == ("calendar-rollout-unknown", Kind.NOT_FOUND)
