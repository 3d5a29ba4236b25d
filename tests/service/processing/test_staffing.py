"""The list of roles on every kind of store: who may be given a step on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from chassis.kernel.errors import Problem
from processing.application.staff_ports import RoleFilter
from processing.application.staffing import AssignRole, EndRole
from processing.domain.staffing import RoleAssignment
from processing.domain.vocabulary import CaseState, Role
from service.processing.conftest import NewOffice
from unit.processing.desk import Desk, by
from unit.processing.story import COLLEAGUE, HEAD, LEADER, OPERATOR, SPECIALIST, at

MARCH = date(2026, 3, 1)


async def appoint(desk: Desk, account: str, role: Role = Role.SPECIALIST, **changes: Any) -> RoleAssignment:
    said: dict[str, Any] = {
        "asked": by(changes.pop("actor", OPERATOR)),
        "account": account,
        "role": role,
        "department": "dau-tu",
        "valid_from": MARCH,
        "valid_to": None,
        "decision_ref": "QĐ 45/QĐ-BQL ngày 01/03/2026",
    }
    return await desk.ask.staff.assign(AssignRole(**said | changes))


async def at_appraisal(desk: Desk) -> None:
    await desk.open()
    await desk.take(HEAD)
    await desk.finish(HEAD)


async def test_without_a_list_the_tokens_decide(office: NewOffice) -> None:
    desk = (await office()).desk
    await at_appraisal(desk)
    await desk.take(HEAD, SPECIALIST.subject)


async def test_with_a_list_a_step_goes_only_to_who_holds_its_role_that_day(office: NewOffice) -> None:
    desk = (await office()).desk
    await at_appraisal(desk)
    await appoint(desk, SPECIALIST.subject, valid_from=date(2026, 3, 3), valid_to=date(2026, 3, 4))
    await appoint(desk, COLLEAGUE.subject, Role.DEPARTMENT_HEAD)
    for day, officer in (("02", SPECIALIST), ("05", SPECIALIST), ("03", COLLEAGUE)):
        desk.clock.move_to(at(f"2026-03-{day} 09:00"))
        with pytest.raises(Problem) as refused:
            await desk.take(HEAD, officer.subject)
        assert refused.value.slug == "officer-not-appointed"
    desk.clock.move_to(at("2026-03-03 09:00"))
    await desk.take(HEAD, SPECIALIST.subject)


async def test_a_leader_who_is_not_on_the_leaders_list_does_not_take_a_decision(office: NewOffice) -> None:
    desk = (await office()).desk
    await desk.open()
    await desk.to_decision()
    await appoint(desk, "ld.ban.2", Role.LEADER, department="lanh-dao")
    with pytest.raises(Problem) as refused:
        await desk.decide()
    assert refused.value.slug == "officer-not-appointed"
    await appoint(desk, LEADER.subject, Role.LEADER, department="lanh-dao", actor=LEADER)
    assert (await desk.decide()).case.state is CaseState.DECIDED


async def test_an_assignment_is_ended_and_never_rewritten(office: NewOffice) -> None:
    desk = (await office()).desk
    made = await appoint(desk, SPECIALIST.subject)

    async def end(day: date) -> RoleAssignment:
        command = EndRole(asked=by(LEADER), assignment_id=made.id, valid_to=day, reason="Hết biệt phái")
        return await desk.ask.staff.end(command)

    with pytest.raises(Problem) as past:
        await end(date(2026, 3, 1))
    assert past.value.slug == "role-assignment-invalid"
    ended = await end(date(2026, 3, 5))
    assert (ended.valid_from, ended.valid_to, ended.ended_by) == (MARCH, date(2026, 3, 5), LEADER.subject)
    with pytest.raises(Problem) as later:
        await end(date(2026, 3, 9))
    assert later.value.slug == "role-assignment-invalid"
    desk.clock.move_to(at("2026-03-09 09:00"))
    with pytest.raises(Problem) as over:
        await end(date(2026, 3, 9))
    assert over.value.slug == "role-assignment-over"
    as_of = [
        (await desk.ask.staff.list(LEADER, RoleFilter(on=date(2026, 3, day)), "", 10)).assignments for day in (1, 5, 6)
    ]
    assert as_of == [(ended,), (ended,), ()]


async def test_who_keeps_the_list_and_what_is_refused(office: NewOffice) -> None:
    desk = (await office()).desk
    await appoint(desk, SPECIALIST.subject, valid_to=date(2026, 3, 31))
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"actor": HEAD}, "role-not-allowed"),
        ({"valid_from": date(2026, 3, 31)}, "role-assignment-overlaps"),
        ({"valid_from": date(2026, 5, 1), "valid_to": date(2026, 4, 1)}, "role-assignment-invalid"),
        ({"valid_from": date(2026, 5, 1), "decision_ref": " "}, "role-assignment-invalid"),
    ]
    for changes, slug in wrong:
        with pytest.raises(Problem) as refused:
            await appoint(desk, SPECIALIST.subject, **changes)
        assert refused.value.slug == slug
    await appoint(desk, SPECIALIST.subject, valid_from=date(2026, 4, 1))
    command = EndRole(asked=by(LEADER), assignment_id="nothing", valid_to=MARCH, reason="Nhầm")
    with pytest.raises(Problem) as unknown:
        await desk.ask.staff.end(command)
    assert unknown.value.slug == "role-assignment-unknown"
    assert len(await desk.ask.staff.list.every(OPERATOR, RoleFilter())) == 2
