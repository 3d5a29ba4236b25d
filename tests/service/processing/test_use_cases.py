"""The whole slice on every kind of store: intake's events in, people's actions, events out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import update

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import explain, replay
from processing.application.ports import CaseFilter, TaskFilter
from processing.domain.case import Apology
from processing.domain.vocabulary import CaseState, ClockEffect, Outcome, StopCause, TaskState, Timeliness
from processing.store.tables import cases, tasks
from service.processing.conftest import NewOffice
from service.processing.stores import MIGRATIONS, on
from support.databases import NewDatabase
from unit.processing.desk import accepted
from unit.processing.story import (
    ACCEPTED_AT,
    CLERK,
    COLLEAGUE,
    DOSSIER_ID,
    DUE_AT,
    HEAD,
    LEADER,
    RECEPTIONIST,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
    dossier,
    law,
)

STEP = ["dossier.assigned", "dossier.step-started", "dossier.step-completed"]
OTHER_ID = "01976f00-0000-7000-8000-000000000002"


async def test_from_acceptance_to_result(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-06 09:00"))
    seen = await made.desk.to_result()
    assert (seen.case.state, seen.case.timeliness) == (CaseState.RESULT_ISSUED, Timeliness.EARLY)
    assert [event for _, event in await made.told()] == [
        *STEP * 4,
        "dossier.decided",
        *STEP,
        "dossier.result-issued",
    ]


async def test_what_is_read_is_what_was_written(office: NewOffice) -> None:
    made = await office(law(deadline="5"))
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-04 10:00"))
    written = await made.desk.request()
    assert (await made.desk.case()).case == written.case
    clock = replay(written.case.entries, written.case.limit, written.law.calendar)
    assert (clock.due_at, written.case.due_at) == (None, None)


async def test_a_repeated_event_opens_no_second_case(office: NewOffice) -> None:
    made = await office()
    heard = await made.desk.open()
    before = (await made.desk.case()).case
    await made.desk.consume(heard)
    assert (await made.desk.case()).case == before


async def test_the_law_is_asked_for_once(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.open(OTHER_ID)
    assert made.catalogue.asked == 2  # the procedure version and the calendar


async def test_while_intake_is_away_nothing_is_half_stored_and_afterwards_the_case_opens(office: NewOffice) -> None:
    made = await office()
    made.catalogue.is_away = True
    with pytest.raises(Problem) as away:
        await made.desk.open()
    assert away.value.kind is Kind.UNAVAILABLE
    with pytest.raises(Problem) as unknown:
        await made.desk.case()
    assert unknown.value.slug == "case-unknown"
    assert await made.told() == []
    made.catalogue.is_away = False
    made.desk.sequences[DOSSIER_ID] = 1
    made.desk.clock.move_to(at("2026-03-05 09:00"))
    await made.desk.consume(accepted(dossier(), 2))
    assert (await made.desk.case()).case.due_at == DUE_AT


async def test_supplement_by_pause(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-04 10:00"))
    request_id = (await made.desk.request()).case.supplements[0].request_id
    made.desk.clock.move_to(at("2026-03-12 10:00"))  # heard three days late
    await made.desk.supplemented(request_id, at("2026-03-09 10:00"))
    case = (await made.desk.case()).case
    assert (case.state, case.due_at) == (CaseState.RUNNING, at("2026-03-19 17:00"))
    assert [event for _, event in (await made.told())[-4:]] == [
        "dossier.supplement-requested",
        "dossier.paused",
        "dossier.resumed",
        "dossier.due-date-changed",
    ]


async def test_a_duty_by_pause(office: NewOffice) -> None:
    made = await office(law())
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-04 10:00"))
    duty = (await made.desk.demand()).case.duties[0]
    assert (await made.desk.case()).case.state is CaseState.AWAITING_PAYMENT
    await made.desk.paid("procedure", at("2026-03-05 10:00"))
    await made.desk.paid(duty.duty_id, at("2026-03-09 10:00"))
    await made.desk.paid(duty.duty_id, at("2026-03-10 10:00"))
    case = (await made.desk.case()).case
    assert (case.state, case.due_at) == (CaseState.RUNNING, at("2026-03-19 17:00"))
    assert case.duties == (replace(duty, settled_at=at("2026-03-09 10:00")),)
    assert [event for _, event in await made.told()][-4:] == [
        "dossier.payment-requested",
        "dossier.paused",
        "dossier.resumed",
        "dossier.due-date-changed",
    ]


async def test_supplement_by_restart(office: NewOffice) -> None:
    made = await office(law(effect=ClockEffect.RESTART))
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-04 10:00"))
    request_id = (await made.desk.request()).case.supplements[0].request_id
    await made.desk.supplemented(request_id, at("2026-03-09 10:00"))
    case = (await made.desk.case()).case
    assert case.due_at == at("2026-03-23 17:00")
    made.desk.clock.move_to(at("2026-03-10 10:00"))
    with pytest.raises(Problem) as refused:
        await made.desk.request()
    assert refused.value.slug == "supplement-limit-reached"


async def test_one_apology_in_time_moves_the_appointment_only(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-06 09:00"))
    case = (await made.desk.apologise(at("2026-03-20 10:00"))).case
    assert (case.due_at, case.original_due_at) == (at("2026-03-20 10:00"), DUE_AT)
    with pytest.raises(Problem) as refused:
        await made.desk.apologise(at("2026-03-25 10:00"))
    assert refused.value.slug == "already-extended"


async def test_what_was_written_to_the_applicant_is_for_the_service_that_prints_it(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    made.desk.clock.move_to(at("2026-03-06 09:00"))
    await made.desk.apologise(at("2026-03-20 10:00"))
    await made.desk.request()
    case = await made.desk.ask.get_letters(SYSTEM, DOSSIER_ID)
    assert case.apology == Apology(
        officer=LEADER.subject,
        apologised_at=at("2026-03-06 09:00"),
        promised_at=DUE_AT,
        new_due_at=at("2026-03-20 10:00"),
        reason="Cần thêm",
    )
    assert [(asked.documents, asked.reason) for asked in case.supplements] == [(("Giấy tờ đất",), "Thiếu giấy tờ")]
    for person in (LEADER, RECEPTIONIST, SPECIALIST):
        with pytest.raises(Problem) as refused:
            await made.desk.ask.get_letters(person, DOSSIER_ID)
        assert refused.value.slug == "role-not-allowed"


async def test_an_apology_that_was_undone_is_no_letter_any_more(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    made.desk.clock.move_to(at("2026-03-06 09:00"))
    await made.desk.apologise(at("2026-03-20 10:00"))
    await made.desk.correct(entry=1)
    assert (await made.desk.ask.get_letters(SYSTEM, DOSSIER_ID)).apology is None


async def test_a_withdrawal_before_the_decision_stops_and_after_it_is_corrected(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.open(OTHER_ID)
    await made.desk.withdrawn(at("2026-03-03 09:00"))
    await made.desk.to_decision(OTHER_ID)
    await made.desk.decide(dossier_id=OTHER_ID)
    await made.desk.withdrawn(at("2026-03-03 09:00"), OTHER_ID)
    stopped, decided = (await made.desk.case()).case, (await made.desk.case(OTHER_ID)).case
    assert (stopped.state, stopped.stop_cause) == (CaseState.STOPPED, StopCause.WITHDRAWN)
    assert decided.state is CaseState.DECIDED
    told = await made.told()
    assert (DOSSIER_ID, "dossier.stopped") in told
    assert told[-1] == (OTHER_ID, "dossier.corrected")


async def test_a_decision_undone_is_decided_again(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_decision()
    await made.desk.decide(outcome=Outcome.REFUSED)
    await made.desk.correct()
    seen = await made.desk.decide(outcome=Outcome.GRANTED)
    assert seen.case.decision is not None
    assert seen.case.decision.outcome is Outcome.GRANTED
    counted = Counter(event for _, event in await made.told())
    assert (counted["dossier.decided"], counted["dossier.corrected"]) == (2, 1)


async def test_a_stop_undone_goes_on(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    stopped = await made.desk.stop()
    resumed = await made.desk.correct(entry=len(stopped.case.entries) - 1, actor=HEAD)
    assert (resumed.case.state, resumed.case.due_at) == (CaseState.RUNNING, DUE_AT)
    assert (await made.told())[-1] == (DOSSIER_ID, "dossier.corrected")


async def test_a_returned_step_is_done_again(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.to_specialist()
    await made.desk.finish(SPECIALIST)
    await made.desk.take(HEAD)
    seen = await made.desk.send_back(HEAD)
    assert seen.case.current is not None
    assert (seen.case.current.step_key, seen.case.current.officer) == ("tham-dinh", "cv.dautu.1")


async def test_the_same_key_twice_does_it_once(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    task_id = (await made.desk.case()).case.tasks[-1].id
    first = await made.desk.take(HEAD, key="k-1")
    again = await made.desk.take(HEAD, key="k-1")
    assert first.case == again.case
    assert again.case.task(task_id).officer == "tp.dautu"
    assert [event for _, event in await made.told()] == ["dossier.assigned", "dossier.step-started"]
    with pytest.raises(Problem) as reused:
        await made.desk.take(HEAD, key="k-1", digest="other")
    assert reused.value.slug == "idempotency-key-reused"


async def test_a_stale_version_changes_nothing(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    seen = await made.desk.take(HEAD, version=1)
    assert seen.case.version == 2
    with pytest.raises(Problem) as stale:
        await made.desk.finish(HEAD, version=1)
    assert (stale.value.slug, stale.value.kind) == ("version-stale", Kind.STALE)


async def test_a_stranger_learns_nothing(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    with pytest.raises(Problem) as unknown:
        await made.desk.case(actor=STRANGER)
    assert unknown.value.slug == "case-unknown"
    with pytest.raises(Problem) as task:
        await made.desk.take(STRANGER)
    assert task.value.slug == "task-unknown"
    found = await made.desk.ask.list_cases(STRANGER, CaseFilter(), None, 10)
    assert (found.cases, found.total) == ((), 0)


async def test_the_deadline_is_explained_and_the_explanation_leads_to_it(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    deadline = await made.desk.ask.get_deadline(SPECIALIST, DOSSIER_ID)
    assert deadline.derivation.replay() == deadline.seen.case.due_at == DUE_AT
    case = deadline.seen.case
    assert explain(case.entries, case.limit, deadline.seen.law.calendar) == deadline.derivation


async def test_tasks_are_listed_nearest_due_first_in_pages_with_an_exact_total(office: NewOffice) -> None:
    made = await office()
    ids = [f"01976f00-0000-7000-8000-0000000000{number:02d}" for number in range(10, 15)]
    for day, dossier_id in enumerate(reversed(ids), start=2):
        await made.desk.open(dossier_id, accepted_at=at(f"2026-03-{day:02d} 08:00"))
    first = await made.desk.ask.list_tasks(HEAD, TaskFilter(), None, 2)
    second = await made.desk.ask.list_tasks(HEAD, TaskFilter(), first.following, 2)
    third = await made.desk.ask.list_tasks(HEAD, TaskFilter(), second.following, 2)
    listed = [row.dossier.dossier_id for page in (first, second, third) for row in page.tasks]
    assert listed == list(reversed(ids))
    assert [page.total for page in (first, second, third)] == [5, 5, 5]
    assert third.following is None


async def test_a_total_is_exact_where_another_agency_has_a_department_of_the_same_name(database: NewDatabase) -> None:
    made = on(await database(MIGRATIONS))
    assert made.database is not None
    await made.desk.open()
    await made.desk.open(OTHER_ID)
    for agency, total in (("so-xay-dung", 1), ("an-duong", 1), ("heza", 2)):
        async with made.database.write() as writing:
            for table in (cases, tasks):
                moved = update(table).where(table.c.dossier_id == OTHER_ID).values(agency=agency)
                await writing.connection.execute(moved)
            await writing.commit()
        assert (await made.desk.ask.list_tasks(HEAD, TaskFilter(), None, 10)).total == total


async def test_tasks_by_officer_state_and_due_instant(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.open(OTHER_ID)
    await made.desk.to_specialist()

    async def listed(**wanted: object) -> list[tuple[str, str]]:
        found = await made.desk.ask.list_tasks(HEAD, TaskFilter(**wanted), None, 10)  # type: ignore[arg-type]
        assert found.total == len(found.tasks)
        return [(row.dossier.dossier_id, row.task.step_key) for row in found.tasks]

    assert await listed(assignee="cv.dautu.1") == [(DOSSIER_ID, "tham-dinh")]
    assert await listed(states=frozenset({TaskState.UNASSIGNED})) == [(OTHER_ID, "phan-cong")]
    assert await listed(states=frozenset({TaskState.COMPLETED})) == [(DOSSIER_ID, "phan-cong")]
    assert await listed(due_before=at("2026-03-03 08:00")) == [(OTHER_ID, "phan-cong")]
    assert await listed(department="dau-tu", due_before=at("2026-03-02 08:00")) == []


async def test_cases_are_listed_to_those_who_may_see_them(office: NewOffice) -> None:
    made = await office()
    await made.desk.open()
    await made.desk.open(OTHER_ID, accepted_at=at("2026-03-03 08:00"), due_at=at("2026-03-17 17:00"))
    await made.desk.to_decision()
    await made.desk.decide()

    async def listed(actor: object, **wanted: object) -> list[str]:
        found = await made.desk.ask.list_cases(actor, CaseFilter(**wanted), None, 10)  # type: ignore[arg-type]
        assert found.total == len(found.cases)
        return [seen.case.id for seen in found.cases]

    for actor in (COLLEAGUE, LEADER, RECEPTIONIST):
        assert await listed(actor) == [DOSSIER_ID, OTHER_ID]
    assert await listed(CLERK) == [DOSSIER_ID]
    assert await listed(LEADER, states=frozenset({CaseState.RUNNING})) == [OTHER_ID]
    assert await listed(LEADER, due_before=DUE_AT) == []
    assert await listed(LEADER, department="lao-dong") == []


async def test_what_the_counter_answered_at_once_is_a_case_with_its_result(office: NewOffice) -> None:
    made = await office()
    await made.desk.open(is_immediate=True)
    case = (await made.desk.case()).case
    assert (case.state, case.issued_at) == (CaseState.RESULT_ISSUED, ACCEPTED_AT)
    told = [event for _, event in await made.told()]
    assert (told[-1], told.count("dossier.decided")) == ("dossier.result-issued", 1)
    assert told.count("dossier.step-completed") == told.count("dossier.assigned") > 0
    made.desk.clock.move_to(at("2026-06-01 08:00"))
    assert (await made.desk.ask.fire_timers()).count == 0
