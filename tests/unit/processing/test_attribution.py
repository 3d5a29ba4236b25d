"""Whose time it was, worked out by hand. The office is open 07:30–11:30 and 13:00–17:00; a day is 28,800 s."""

from __future__ import annotations

from datetime import datetime

from processing.domain.attribution import APPLICANT, Awaited, awaited_by, cut, elapsed_seconds, slices
from processing.domain.clock import count
from processing.domain.consultations import Reply
from processing.domain.consultations import answer as give_opinion
from processing.domain.consulting import request as consult
from processing.domain.corrections import Published, last_stop, undo_decision, undo_stop
from processing.domain.duties import receive as settle
from processing.domain.endings import stop
from processing.domain.extension import extend
from processing.domain.law import Law
from processing.domain.opening import open_case
from processing.domain.owners import Owner, OwnerKind
from processing.domain.recounting import under
from processing.domain.steps import assign, complete, send_back
from processing.domain.supplements import lapse, receive
from processing.domain.vocabulary import ClockEffect, OnTimeout, Opinion, StopCause
from unit.processing.journeys import Journey
from unit.processing.opinions import FINANCE, LABOUR, consulting, question
from unit.processing.story import acceptance, at, current, law
from unit.processing.workflows import CONSULTED
from unit.worktime.vietnam import SEVEN_AND_A_HALF_HOURS, calendar

HOUR = 3_600
EVENT = Published(id="event-1", type="motcua.dossier.decided.v1")
COUNTER = Owner(kind=OwnerKind.RECEPTION, department="mot-cua", officer="cb.motcua.1")
NOBODY = Owner(kind=OwnerKind.DEPARTMENT, department="dau-tu")
FIRE_POLICE = Owner(kind=OwnerKind.OTHER_AGENCY, unit="pccc")
PLANNING = Owner(kind=OwnerKind.CONSULTED_UNIT, unit="quy-hoach")


def of(officer: str, department: str = "dau-tu") -> Owner:
    return Owner(kind=OwnerKind.DEPARTMENT, department=department, officer=officer)


HEAD, APPRAISER, COLLEAGUE = of("tp.dautu"), of("cv.dautu.1"), of("cv.dautu.2")
LEADER, CLERK = of("ld.ban.1", "lanh-dao"), of("cv.vanphong.1", "van-phong")


def told(journey: Journey, until: datetime, *awaited: Awaited) -> list[tuple[Owner, float, bool]]:
    """(owner, hours, whether they count) of every slice that has working time; and that they add up."""
    found = cut(journey.case, journey.law, until, awaited)
    ends = journey.case.issued_at or journey.case.stopped_at or until
    assert sum(each.working_seconds for each in found) == elapsed_seconds(journey.case, journey.law, until)
    counted = sum(each.working_seconds for each in found if each.counts)
    assert counted == count(journey.case, journey.law).elapsed_working_seconds(ends)
    return [(each.owner, each.working_seconds / HOUR, each.counts) for each in found if each.working_seconds]


def answer(journey: Journey, when: str) -> None:
    journey.go(receive(journey.case, journey.law, journey.case.supplements[-1].request_id, at(when), at(when)))


def test_01_until_somebody_is_named_the_time_is_the_departments() -> None:
    assert told(Journey(), at("2026-03-02 11:00")) == [(NOBODY, 3, True)]


def test_02_every_step_is_its_officers_from_the_moment_they_are_named() -> None:
    journey = Journey()
    journey.take("tp.dautu", at("2026-03-02 09:00"))
    journey.finish(at("2026-03-02 10:00"))
    journey.take("cv.dautu.1", at("2026-03-02 10:30"))
    expected = [(NOBODY, 1, True), (HEAD, 1, True), (NOBODY, 0.5, True), (APPRAISER, 3, True)]
    assert told(journey, at("2026-03-02 15:00")) == expected


def test_03_whoever_takes_over_has_it_from_then_on_and_the_first_keeps_what_was_theirs() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.take("cv.dautu.2", at("2026-03-03 08:00"))
    journey.take("cv.dautu.1", at("2026-03-03 10:00"))
    expected = [(APPRAISER, 8, True), (COLLEAGUE, 2, True), (APPRAISER, 1, True)]
    assert told(journey, at("2026-03-03 11:00")) == expected


def test_04_a_whole_journey_adds_up_to_what_the_result_says() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-03 08:00"))
    journey.settle(at("2026-03-04 10:00"))
    journey.issue(at("2026-03-04 15:00"))
    # Everything until 3 March 08:00 is nobody's but the department's; the leader's step waits unnamed, then is taken by
    # deciding; the clerk's likewise.
    leaders, office = Owner(kind=OwnerKind.DEPARTMENT, department="lanh-dao"), of("", "van-phong")
    expected = [(NOBODY, 8, True), (leaders, 10, True), (office, 3.5, True)]
    assert told(journey, at("2026-04-01 08:00")) == expected
    assert journey.case.working_seconds == 21.5 * HOUR


def test_05_a_pause_is_the_applicants_and_does_not_count() -> None:
    journey = Journey(law(effect=ClockEffect.PAUSE))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-02 10:00"))
    answer(journey, "2026-03-04 10:00")
    expected = [(NOBODY, 1, True), (APPRAISER, 1, True), (APPLICANT, 16, False), (APPRAISER, 1, True)]
    assert told(journey, at("2026-03-04 11:00")) == expected


def test_06_a_restart_keeps_the_owners_of_what_came_before_but_counts_nothing_of_it() -> None:
    journey = Journey(law(effect=ClockEffect.RESTART))
    journey.to_specialist(at("2026-03-02 09:00"))
    journey.ask(at("2026-03-02 10:00"))
    answer(journey, "2026-03-04 10:00")
    expected = [(NOBODY, 1, False), (APPRAISER, 1, False), (APPLICANT, 16, False), (APPRAISER, 1, True)]
    assert told(journey, at("2026-03-04 11:00")) == expected


def test_07_a_request_that_leaves_the_clock_running_is_still_the_officers_time() -> None:
    journey = Journey(law(effect=ClockEffect.NONE))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 10:00"))
    assert told(journey, at("2026-03-03 10:00")) == [(APPRAISER, 10, True)]


def test_08_papers_that_are_heard_of_later_end_the_wait_when_they_were_complete() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 09:00"))
    request_id = journey.case.supplements[-1].request_id
    journey.go(receive(journey.case, journey.law, request_id, at("2026-03-02 10:00"), at("2026-03-03 09:00")))
    expected = [(APPRAISER, 1, True), (APPLICANT, 1, False), (APPRAISER, 7, True)]
    assert told(journey, at("2026-03-03 09:00")) == expected


def test_09_a_financial_duty_is_the_applicants_while_the_clock_stands() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.demand(at("2026-03-02 15:00"))
    duty_id = journey.case.duties[-1].duty_id
    journey.go(settle(journey.case, journey.law, duty_id, at("2026-03-03 08:30"), at("2026-03-03 08:30")))
    expected = [(APPRAISER, 5.5, True), (APPLICANT, 3, False), (APPRAISER, 1, True)]
    assert told(journey, at("2026-03-03 09:30")) == expected


def test_10_a_returned_step_is_whose_it_was_until_the_return() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.finish(at("2026-03-02 10:00"))
    journey.take("tp.dautu", at("2026-03-02 10:00"))
    journey.go(send_back(journey.case, journey.law, current(journey.case), at("2026-03-02 11:00"), journey.ids))
    expected = [(APPRAISER, 2, True), (HEAD, 1, True), (APPRAISER, 2.5, True)]
    assert told(journey, at("2026-03-02 15:00")) == expected


def test_11_an_extension_changes_the_appointment_and_no_owner() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(extend(journey.case, journey.law, at("2026-03-20 17:00"), at("2026-03-03 08:00")))
    assert told(journey, at("2026-03-03 09:00")) == [(APPRAISER, 9, True)]


def test_12_a_stop_ends_the_time_and_its_correction_gives_it_back() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, at("2026-03-02 10:00"), at("2026-03-02 10:00")))
    assert told(journey, at("2026-03-05 08:00")) == [(APPRAISER, 2, True)]
    undone_at = at("2026-03-03 10:00")
    entry = last_stop(journey.case)
    journey.go(undo_stop(journey.case, journey.law, EVENT, entry=entry, cause="stop-undone", at=undone_at))
    assert told(journey, undone_at) == [(APPRAISER, 10, True)]


def test_13_a_lapse_that_stops_the_case_ends_with_the_applicants_time() -> None:
    journey = Journey(law(deadline="2", on_timeout=OnTimeout.STOP))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 10:00"))
    deadline_at = journey.case.supplements[0].applicant_deadline_at
    assert deadline_at == at("2026-03-04 17:00")
    journey.go(lapse(journey.case, journey.law, deadline_at, at("2026-03-05 08:00")))
    assert told(journey, at("2026-03-09 08:00")) == [(APPRAISER, 2, True), (APPLICANT, 21.5, False)]


def test_14_an_undone_decision_takes_the_clerk_off_and_gives_the_deciding_step_back() -> None:
    journey = Journey()
    journey.to_decision(at("2026-03-02 08:00"))
    journey.settle(at("2026-03-02 09:00"))
    journey.take("cv.vanphong.1", at("2026-03-02 09:00"))
    journey.go(undo_decision(journey.case, journey.law, EVENT, at("2026-03-02 10:00"), journey.ids))
    leaders = Owner(kind=OwnerKind.DEPARTMENT, department="lanh-dao")
    assert told(journey, at("2026-03-02 11:00")) == [(leaders, 1, True), (CLERK, 1, True), (LEADER, 1, True)]


def test_15_what_passes_at_the_counter_before_acceptance_is_the_counters_and_does_not_count() -> None:
    the_law = law()
    accepted = acceptance()
    late = type(accepted)(
        dossier=accepted.dossier,
        received_at=at("2026-02-27 15:00"),
        accepted_at=accepted.accepted_at,
        accepted_by=accepted.accepted_by,
        due_at=accepted.due_at,
    )
    journey = Journey(the_law)
    journey.go(open_case(late, the_law, now=late.accepted_at, ids=journey.ids))
    # Friday 15:00–17:00 and Monday 07:30–08:00.
    assert told(journey, at("2026-03-02 09:00")) == [(COUNTER, 2.5, False), (NOBODY, 1, True)]


def test_16_another_calendar_changes_how_much_time_passed_and_not_whose_it_was() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    shorter = Law(version=journey.law.version, calendar=calendar(SEVEN_AND_A_HALF_HOURS), revision="law-2")
    moved = under(journey.case, journey.law, shorter, at("2026-03-03 08:00"))
    assert moved is not None
    assert told(journey, at("2026-03-03 11:30")) == [(APPRAISER, 11.5, True)]
    journey.go(moved)
    journey.law = shorter
    # A whole day, and three and a half hours of seven and a half, of eight.
    assert told(journey, at("2026-03-03 11:30")) == [(APPRAISER, (28_800 + 13_440) / HOUR, True)]


def awaiting(journey: Journey, owner: Owner, asked: str, due: str | None, answered: str | None, **how: bool) -> Awaited:
    return Awaited(
        owner=owner,
        task_id=current(journey.case),
        asked_at=at(asked),
        due_at=at(due) if due else None,
        answered_at=at(answered) if answered else None,
        holds_step=how.get("holds_step", False),
        pauses=how.get("pauses", False),
    )


def test_17_an_answer_within_its_deadline_leaves_the_time_with_an_officer_who_works_on() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    asked = awaiting(journey, FIRE_POLICE, "2026-03-02 09:00", "2026-03-02 15:00", "2026-03-02 14:00")
    assert told(journey, at("2026-03-02 16:00"), asked) == [(APPRAISER, 6.5, True)]


def test_18_a_late_answer_owns_the_time_beyond_its_own_deadline() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    asked = awaiting(journey, FIRE_POLICE, "2026-03-02 09:00", "2026-03-02 15:00", "2026-03-03 08:30")
    expected = [(APPRAISER, 5.5, True), (FIRE_POLICE, 3, True), (APPRAISER, 1.5, True)]
    assert told(journey, at("2026-03-03 10:00"), asked) == expected


def test_19_a_step_that_can_only_wait_gives_the_whole_wait_to_who_was_asked() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    asked = awaiting(journey, PLANNING, "2026-03-02 09:00", "2026-03-02 15:00", "2026-03-02 14:00", holds_step=True)
    expected = [(APPRAISER, 1, True), (PLANNING, 3.5, True), (APPRAISER, 2, True)]
    assert told(journey, at("2026-03-02 16:00"), asked) == expected


def test_20_of_two_late_answers_the_one_whose_deadline_came_first_owns_the_time() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    first = awaiting(journey, PLANNING, "2026-03-02 08:00", "2026-03-02 09:00", "2026-03-02 11:00")
    second = awaiting(journey, FIRE_POLICE, "2026-03-02 08:00", "2026-03-02 10:00", "2026-03-02 14:00")
    expected = [(APPRAISER, 1, True), (PLANNING, 2, True), (FIRE_POLICE, 1.5, True), (APPRAISER, 1, True)]
    assert told(journey, at("2026-03-02 15:00"), first, second) == expected


def test_21_a_clock_that_stands_for_an_opinion_is_the_consulted_bodys_and_for_papers_too_the_applicants() -> None:
    journey = Journey(consulting(effect=ClockEffect.PAUSE))
    journey.to_specialist(at("2026-03-02 08:00"))
    asked = question(at("2026-03-02 09:00"), FINANCE)
    journey.go(consult(journey.case, journey.law, asked, journey.ids))
    finance = Owner(kind=OwnerKind.OTHER_AGENCY, unit="so-tai-chinh")
    assert told(journey, at("2026-03-02 11:00"), *awaited_by(journey.case)) == [
        (APPRAISER, 1, True),
        (finance, 2, False),
    ]
    reply = Reply(answered_by="link", opinion=Opinion.AGREE, text="")
    consultation_id = journey.case.consultations[0].id
    journey.go(give_opinion(journey.case, journey.law, consultation_id, reply, at("2026-03-02 14:00")))
    journey.ask(at("2026-03-02 15:00"))
    assert told(journey, at("2026-03-02 16:00"), *awaited_by(journey.case))[2:] == [
        (APPRAISER, 1, True),
        (APPLICANT, 1, False),
    ]


def test_25_a_body_that_is_late_owns_the_time_from_its_deadline_to_its_answer() -> None:
    journey = Journey(consulting(limit="1"))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(consult(journey.case, journey.law, question(at("2026-03-02 09:00"), LABOUR), journey.ids))
    reply = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE, text="")
    consultation_id = journey.case.consultations[0].id
    journey.go(give_opinion(journey.case, journey.law, consultation_id, reply, at("2026-03-04 09:30")))
    labour = Owner(kind=OwnerKind.CONSULTED_UNIT, department="lao-dong", unit="lao-dong")
    # Due at the close of 3 March; late from then until half past nine.
    assert told(journey, at("2026-03-04 10:30"), *awaited_by(journey.case)) == [
        (APPRAISER, 15.5, True),
        (labour, 2, True),
        (APPRAISER, 1, True),
    ]


def test_22_of_two_open_steps_the_one_opened_first_owns_the_time_unless_an_answer_holds_it_up() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    first = journey.case.current
    assert first is not None
    beside = type(first)(
        **{name: getattr(first, name) for name in first.__slots__}
        | {"id": "beside", "place": 4, "department": "quy-hoach", "officer": "", "opened_at": at("2026-03-02 08:30")}
        | {"held": (), "started_at": None}
    )
    journey.case = journey.case.next(tasks=(*journey.case.tasks, beside))
    asked = awaiting(journey, FIRE_POLICE, "2026-03-02 09:00", None, "2026-03-02 10:00", holds_step=True)
    held_up = Awaited(**{name: getattr(asked, name) for name in asked.__slots__} | {"task_id": first.id})
    other = Owner(kind=OwnerKind.DEPARTMENT, department="quy-hoach")
    assert told(journey, at("2026-03-02 11:00")) == [(APPRAISER, 3, True)]
    assert told(journey, at("2026-03-02 11:00"), held_up) == [
        (APPRAISER, 1, True),
        (other, 1, True),
        (APPRAISER, 1, True),
    ]


def test_23_seconds_are_whole_and_no_edge_loses_any() -> None:
    journey = Journey()
    for minute in range(1, 40):
        when = at("2026-03-02 08:00").replace(minute=minute, microsecond=minute * 24_373)
        journey.go(assign(journey.case, current(journey.case), f"cv.dautu.{minute % 3 + 1}", when))
    found = slices(journey.case, journey.law, at("2026-03-02 09:00"))
    assert (len(found), sum(each.working_seconds for each in found)) == (40, HOUR)


def test_24_steps_side_by_side_have_one_owner_at_a_time_the_first_while_it_is_open() -> None:
    journey = Journey(law(steps=CONSULTED))
    journey.take("tp.dautu", at("2026-03-02 08:00"))
    journey.finish(at("2026-03-02 08:00"))
    appraisal, opinion = journey.case.open_tasks
    journey.go(assign(journey.case, appraisal.id, "cv.dautu.1", at("2026-03-02 09:00")))
    journey.go(assign(journey.case, opinion.id, "cv.laodong.1", at("2026-03-02 08:30")))
    journey.go(complete(journey.case, journey.law, appraisal.id, at("2026-03-02 11:00"), journey.ids))
    beside = of("cv.laodong.1", "lao-dong")
    assert told(journey, at("2026-03-02 14:00")) == [(NOBODY, 1, True), (APPRAISER, 2, True), (beside, 1.5, True)]
