"""Absences and delegations on every kind of store: who may act, and what the journal says of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from processing.application.draft_apology import Offered
from processing.application.mandate_ports import MandateFilter
from processing.application.mandates import CancelAbsence, Delegate, RecordAbsence, RevokeDelegation
from processing.domain.absences import Absence, AbsenceKind
from processing.domain.delegations import Delegation
from processing.domain.inbox import Group
from processing.domain.mandates import Power
from processing.domain.vocabulary import CaseState
from processing.store.tables import messaging
from service.processing.conftest import NewOffice
from service.processing.stores import Office
from unit.processing.desk import Desk, by
from unit.processing.fakes import InMemoryUnitOfWork
from unit.processing.story import CLERK, COLLEAGUE, DOSSIER_ID, HEAD, LEADER, SPECIALIST, STRANGER, at

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
OTHER_LEADER = Actor(subject="ld.ban.2", roles=frozenset({"leader"}), agency="heza", department="lanh-dao")
DEPUTY = Actor(subject="pp.vanphong", roles=frozenset({"department_head"}), agency="heza", department="van-phong")


async def away(desk: Desk, actor: Actor = SPECIALIST, officer: str = "", substitute: str = "cv.dautu.2") -> Absence:
    command = RecordAbsence(
        asked=by(actor, key=f"absence-{actor.subject}-{substitute}"),
        officer=officer,
        from_on=MONDAY,
        to_on=FRIDAY,
        substitute=substitute,
        kind=AbsenceKind.MISSION,
    )
    return await desk.ask.mandates.record_absence(command)


async def delegate(desk: Desk, actor: Actor = LEADER, *powers: Power, to: str = DEPUTY.subject) -> Delegation:
    command = Delegate(
        asked=by(actor, key=f"delegation-{actor.subject}-{to}"),
        delegate=to,
        powers=frozenset(powers or (Power.DECIDE,)),
        from_on=MONDAY,
        to_on=FRIDAY,
        document_number="12/GUQ-BQL",
        document_on=MONDAY,
    )
    return await desk.ask.mandates.delegate(command)


async def journal(made: Office) -> list[tuple[str, str, str, str, str]]:
    """Name, actor, on whose behalf, unit, reason; in order."""
    if made.database is None:
        assert isinstance(made.desk.unit_of_work, InMemoryUnitOfWork)
        commands = [command for command, _ in made.desk.unit_of_work.shelf.journal]
        return [(c.name, c.actor.subject, c.actor.on_behalf_of, c.unit, c.reason) for c in commands]
    c = messaging.commands.c
    query = select(c.name, c.actor, c.on_behalf_of, c.unit, c.reason).order_by(c.position)
    async with made.database.read() as connection:
        return [tuple(row) for row in await connection.execute(query)]


def refusal(problem: pytest.ExceptionInfo[Problem]) -> str:
    return problem.value.slug


async def test_a_substitute_does_the_absent_officers_step_and_the_journal_says_for_whom(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.to_specialist()
    with pytest.raises(Problem) as before:
        await desk.finish(COLLEAGUE)
    assert refusal(before) == "task-not-yours"
    await away(desk)
    seen = await desk.finish(COLLEAGUE, key="done")
    done = next(task for task in seen.case.tasks if task.step_key == "tham-dinh")
    assert (done.officer, [holding.officer for holding in done.held]) == (
        "cv.dautu.2",
        ["cv.dautu.1", "cv.dautu.2"],
    )
    assert (await desk.finish_again(COLLEAGUE, done.id, key="done")).case == seen.case
    assert (await journal(made))[-1] == ("complete-task", "cv.dautu.2", "cv.dautu.1", "heza/dau-tu", "")
    assert [event for _, event in await made.told()][-2:] == ["dossier.assigned", "dossier.step-completed"]


async def test_when_the_absence_is_over_or_cancelled_it_lends_nothing(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_specialist()
    absence = await away(desk)
    desk.clock.move_to(at("2026-03-07 08:00"))
    with pytest.raises(Problem) as over:
        await desk.finish(COLLEAGUE)
    assert refusal(over) == "task-not-yours"
    desk.clock.move_to(at("2026-03-05 08:00"))
    cancelled = CancelAbsence(asked=by(HEAD), absence_id=absence.id, reason="Về sớm")
    assert (await desk.ask.mandates.cancel_absence(cancelled)).cancelled_by == HEAD.subject
    with pytest.raises(Problem) as ended:
        await desk.finish(COLLEAGUE)
    assert refusal(ended) == "task-not-yours"
    with pytest.raises(Problem) as twice:
        await desk.ask.mandates.cancel_absence(cancelled)
    assert refusal(twice) == "absence-cancelled"


async def test_nobody_gives_work_to_somebody_absent(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.take(HEAD)
    await desk.finish(HEAD)
    await away(desk)
    with pytest.raises(Problem) as absent:
        await desk.take(HEAD, SPECIALIST.subject)
    assert refusal(absent) == "officer-absent"
    assert COLLEAGUE.subject in absent.value.detail
    await desk.take(HEAD, COLLEAGUE.subject)


async def test_overlapping_absences_are_refused_and_the_same_request_is_one_absence(office: NewOffice) -> None:
    desk = (await office()).desk
    first = await away(desk)
    assert await away(desk) == first
    with pytest.raises(Problem) as overlaps:
        await away(desk, HEAD, SPECIALIST.subject)
    assert refusal(overlaps) == "absence-overlaps"
    with pytest.raises(Problem) as substitute:
        await away(desk, COLLEAGUE, substitute=SPECIALIST.subject)
    assert refusal(substitute) == "substitute-absent"


async def test_a_delegate_decides_in_the_leaders_name(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.to_decision()
    with pytest.raises(Problem) as hidden:
        await desk.decide(DEPUTY)
    assert refusal(hidden) == "case-unknown"
    await delegate(desk)
    assert (await desk.ask.get_case(DEPUTY, DOSSIER_ID)).case.id == DOSSIER_ID
    seen = await desk.decide(DEPUTY)
    assert seen.case.state is CaseState.DECIDED
    assert seen.case.decision is not None
    assert seen.case.decision.officer == DEPUTY.subject
    name, actor, behalf, _, reason = (await journal(made))[-1]
    assert (name, actor, behalf, reason) == ("decide", DEPUTY.subject, LEADER.subject, "Đủ điều kiện")


async def test_nobody_decides_by_delegation_what_they_appraised(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_decision()
    await delegate(desk, to=SPECIALIST.subject)
    with pytest.raises(Problem) as refused:
        await desk.decide(SPECIALIST)
    assert refusal(refused) == "separation-of-duties"


async def test_who_appraised_as_a_substitute_does_not_decide_either(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_specialist()
    await away(desk)
    await desk.finish(COLLEAGUE)
    await desk.take(HEAD)
    await desk.finish(HEAD)
    await delegate(desk, to=COLLEAGUE.subject)
    with pytest.raises(Problem) as refused:
        await desk.decide(COLLEAGUE)
    assert refusal(refused) == "separation-of-duties"


async def test_a_revoked_delegation_lends_nothing(office: NewOffice) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.to_decision()
    delegation = await delegate(desk)
    assert await delegate(desk) == delegation
    await desk.ask.mandates.revoke_delegation(
        RevokeDelegation(asked=by(LEADER), delegation_id=delegation.id, reason="Lãnh đạo đã về")
    )
    with pytest.raises(Problem) as refused:
        await desk.decide(DEPUTY)
    assert refusal(refused) == "case-unknown"
    assert [(entry[0], entry[4]) for entry in await journal(made)][-2:] == [
        ("delegate", "Văn bản 12/GUQ-BQL ngày 02/03/2026"),
        ("revoke-delegation", "Lãnh đạo đã về"),
    ]


async def test_a_heads_delegate_assigns_steps(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.take(HEAD)
    await desk.finish(HEAD)
    await delegate(desk, HEAD, Power.ASSIGN, to=COLLEAGUE.subject)
    seen = await desk.take(COLLEAGUE, SPECIALIST.subject)
    assert seen.case.current is not None
    assert seen.case.current.officer == SPECIALIST.subject
    with pytest.raises(Problem) as refused:
        await desk.stop(COLLEAGUE)
    assert refusal(refused) == "role-not-allowed"


async def test_the_inbox_shows_what_one_may_do_for_others(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_specialist()
    await away(desk)
    (other,) = (await desk.ask.get_inbox(COLLEAGUE, 50)).on_behalf
    assert (other.officer, [group.group for group in other.groups]) == (
        SPECIALIST.subject,
        [Group.HELD, Group.WAITING],
    )
    assert other.groups[0].total == 1
    assert (await desk.ask.get_inbox(STRANGER, 50)).on_behalf == ()


async def test_lists_are_of_ones_department_or_agency_in_pages_with_an_exact_total(office: NewOffice) -> None:
    desk = (await office()).desk
    kept = [await away(desk), await away(desk, HEAD, substitute="pp.dautu"), await away(desk, CLERK, substitute="cv.9")]
    ask, every = desk.ask.mandates.list_absences, MandateFilter()
    assert [absence.id for absence in (await ask(LEADER, every, "", 50)).absences] == sorted(a.id for a in kept)
    first = await ask(LEADER, every, "", 2)
    assert (first.total, len((await ask(LEADER, every, first.following, 2)).absences)) == (3, 1)
    assert {absence.department for absence in (await ask(SPECIALIST, every, "", 50)).absences} == {"dau-tu"}
    assert (await ask(LEADER, MandateFilter(person="cv.9"), "", 50)).total == 1
    assert (await ask(LEADER, MandateFilter(on=date(2026, 3, 9)), "", 50)).total == 0
    delegation = await delegate(desk)
    found = await desk.ask.mandates.list_delegations(LEADER, MandateFilter(on=MONDAY), "", 50)
    assert found.delegations == (delegation,)


async def test_a_deputy_reads_and_signs_the_draft_apology_while_a_delegation_lends_it_and_once(
    office: NewOffice,
) -> None:
    made = await office()
    desk = made.desk
    await desk.open()
    await desk.take(HEAD)
    with pytest.raises(Problem) as before:
        await desk.ask.draft_apology(DEPUTY, DOSSIER_ID)
    assert refusal(before) == "case-unknown"
    await delegate(desk, LEADER, Power.DECIDE)
    with pytest.raises(Problem) as other_power:
        await desk.ask.draft_apology(DEPUTY, DOSSIER_ID)
    assert refusal(other_power) == "role-not-allowed"
    await delegate(desk, OTHER_LEADER, Power.APOLOGISE)
    draft = await desk.ask.draft_apology(DEPUTY, DOSSIER_ID)
    seen = await desk.ask.get_case(DEPUTY, DOSSIER_ID)
    assert await desk.ask.draft_apology.offered(DEPUTY, seen) == Offered(draft=draft, may_sign=True)
    assert await desk.ask.draft_apology.offered(HEAD, seen) == Offered(draft=draft, may_sign=False)
    assert await desk.ask.draft_apology.offered(SPECIALIST, seen) is None
    await desk.apologise(draft.new_due_at, DEPUTY)
    assert (await journal(made))[-1][:3] == ("apologise-and-extend", DEPUTY.subject, OTHER_LEADER.subject)
    with pytest.raises(Problem) as signed:
        await desk.ask.draft_apology(DEPUTY, DOSSIER_ID)
    assert refusal(signed) == "apology-not-needed"
    with pytest.raises(Problem) as twice:
        await desk.apologise(draft.new_due_at, LEADER)
    assert refusal(twice) == "already-extended"
