"""Who acts for whom: nothing that the principal may not do, and nothing that the separation of duties forbids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from processing.domain import absences, delegations, rights
from processing.domain.absences import Absence, AbsenceKind
from processing.domain.case import Case
from processing.domain.delegations import Delegation
from processing.domain.mandates import POWER_OF, Mandate, Power, Standing, lent, seen_for, taken_over
from processing.domain.vocabulary import Role, TaskState
from unit.processing.journeys import Journey
from unit.processing.story import CLERK, COLLEAGUE, HEAD, LEADER, SPECIALIST, STRANGER, at

WHEN = at("2026-03-05 09:00")
TODAY = date(2026, 3, 5)
DEPUTY = Actor(subject="pp.dautu", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")


def absence(**changes: object) -> Absence:
    made = Absence(
        id="a-1",
        officer=SPECIALIST.subject,
        roles=frozenset({Role.SPECIALIST}),
        agency="heza",
        department="dau-tu",
        from_on=date(2026, 3, 4),
        to_on=date(2026, 3, 6),
        substitute=COLLEAGUE.subject,
        kind=AbsenceKind.LEAVE,
        recorded_by=SPECIALIST.subject,
        recorded_at=WHEN,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def delegation(**changes: object) -> Delegation:
    made = Delegation(
        id="d-1",
        delegator=LEADER.subject,
        roles=frozenset({Role.LEADER}),
        agency="heza",
        department="lanh-dao",
        delegate=DEPUTY.subject,
        powers=frozenset({Power.DECIDE}),
        from_on=TODAY,
        to_on=TODAY,
        document_number="12/GUQ-BQL",
        document_on=TODAY,
        recorded_at=WHEN,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def slug(action: object, *args: object, **options: object) -> str:
    try:
        action(*args, **options)  # type: ignore[operator]
    except Problem as problem:
        return problem.slug
    return ""


def holds(actor: Actor, case: Case) -> None:
    assert case.current is not None
    rights.check_held(actor, case.current)


def decides(actor: Actor, case: Case) -> None:
    assert case.deciding is not None
    rights.check_decide(actor, case, case.deciding)


def under(actor: Actor, mandate: Mandate, case: Case, name: str, right: object) -> Mandate | None:
    standing = Standing(at=WHEN, mandates=(mandate,)).of(actor)
    return lent(actor, standing, case, name=name, right=right)  # type: ignore[arg-type]


def test_a_substitute_may_do_the_absent_officers_step_and_then_it_is_theirs() -> None:
    journey = Journey()
    case = journey.to_specialist(WHEN)
    mandate = absence().mandate
    assert under(COLLEAGUE, mandate, case, "complete-task", holds) == mandate
    taken = taken_over(case, mandate.principal, COLLEAGUE.subject, name="complete-task", task_id="", at=WHEN)
    assert taken.case.current is not None
    assert taken.case.current.officer == COLLEAGUE.subject
    assert [type(fact).__name__ for fact in taken.facts] == ["Assigned"]


def test_an_absence_lends_steps_and_nothing_else() -> None:
    case = Journey().case
    head = absence(officer=HEAD.subject, roles=frozenset({Role.DEPARTMENT_HEAD}), substitute=DEPUTY.subject).mandate
    for name in ("assign-task", "decide", "stop-case", "apologise-and-extend", "correct-case", "open-case"):
        assert under(DEPUTY, head, case, name, lambda _actor, _case: None) is None


def test_a_substitute_who_moved_to_another_department_or_agency_stands_in_no_more() -> None:
    case, mandate = Journey().to_specialist(WHEN), absence().mandate
    for moved in (replace(COLLEAGUE, department="lao-dong"), replace(COLLEAGUE, agency="haiduong")):
        assert under(moved, mandate, case, "complete-task", holds) is None


def test_a_delegate_decides_for_the_leader_but_not_what_they_appraised() -> None:
    journey = Journey()
    case = journey.to_decision(WHEN)
    mandate = delegation().mandate
    assert under(DEPUTY, mandate, case, "decide", decides) == mandate
    assert slug(under, SPECIALIST, mandate, case, "decide", decides) == "separation-of-duties"


def test_a_delegate_may_not_do_what_the_principal_may_not() -> None:
    case = Journey().to_decision(WHEN)
    appraiser = delegation(delegator="cv.dautu.1", roles=frozenset({Role.LEADER})).mandate
    assert under(DEPUTY, appraiser, case, "decide", decides) is None
    clerk = delegation(delegator=CLERK.subject, roles=frozenset({Role.SPECIALIST}), department="van-phong").mandate
    assert under(DEPUTY, clerk, case, "decide", decides) is None
    assert under(DEPUTY, delegation(powers=frozenset({Power.STOP})).mandate, case, "decide", decides) is None


def test_a_step_that_is_apart_from_another_is_not_done_by_who_did_that_one() -> None:
    journey = Journey()
    case = journey.to_specialist(WHEN)
    assert case.current is not None
    earlier = replace(
        case.tasks[1], officer=COLLEAGUE.subject, state=TaskState.COMPLETED, step_key=case.tasks[1].step_key
    )
    apart = replace(case.current, apart_from=(earlier.step_key,))
    case = case.with_tasks([earlier, apart])
    assert slug(under, COLLEAGUE, absence().mandate, case, "complete-task", holds) == "separation-of-duties"


def test_who_acts_for_somebody_sees_what_they_see() -> None:
    case = Journey().case
    assert seen_for(Standing(at=WHEN, mandates=(delegation().mandate,)).of(replace(STRANGER)), case)
    elsewhere = absence(department="lao-dong", officer=STRANGER.subject).mandate
    assert not seen_for([elsewhere], case)


def test_every_power_has_a_command_and_no_command_lends_two() -> None:
    assert set(POWER_OF.values()) == set(Power)


@pytest.mark.parametrize(
    ("day", "runs"), [("2026-03-03", False), ("2026-03-04", True), ("2026-03-06", True), ("2026-03-07", False)]
)
def test_both_days_of_an_absence_are_included(day: str, runs: bool) -> None:
    assert absence().runs_on(date.fromisoformat(day)) is runs
    assert not absence(cancelled_at=WHEN).runs_on(date.fromisoformat(day))


def test_an_absence_is_recorded_by_the_officer_or_the_head() -> None:
    assert slug(absences.check_record, SPECIALIST, SPECIALIST.subject) == ""
    assert slug(absences.check_record, HEAD, SPECIALIST.subject) == ""
    assert slug(absences.check_record, COLLEAGUE, SPECIALIST.subject) == "role-not-allowed"
    assert slug(absences.check_record, Actor(subject="dn.1", roles=frozenset({"applicant"})), "dn.1") != ""


def test_what_makes_no_sense_is_refused_by_field() -> None:
    nonsense: tuple[dict[str, object], ...] = (
        {"substitute": SPECIALIST.subject},
        {"to_on": date(2026, 3, 3)},
        {"to_on": date(2027, 12, 1)},
        {"from_on": date(2026, 1, 1), "to_on": date(2026, 1, 2)},
    )
    for wrong in nonsense:
        assert slug(absences.check_form, absence(**wrong), TODAY) == "absence-invalid"
    assert slug(absences.check_form, absence(substitute="Nguyễn Văn A"), TODAY) == "officer-invalid"
    unlawful: tuple[dict[str, object], ...] = (
        {"delegate": LEADER.subject},
        {"powers": frozenset()},
        {"document_number": ""},
        {"document_on": date(2026, 3, 6)},
        {"to_on": date(2026, 3, 1), "from_on": date(2026, 2, 1)},
    )
    for wrong in unlawful:
        assert slug(delegations.check_form, delegation(**wrong), TODAY) == "delegation-invalid"


def test_overlapping_absences_are_refused_and_an_absent_substitute() -> None:
    assert slug(absences.check_overlap, absence(), []) == ""
    assert slug(absences.check_overlap, absence(), [absence(id="a-0")]) == "absence-overlaps"
    away = absence(id="a-0", officer=COLLEAGUE.subject, substitute="cv.dautu.3")
    assert slug(absences.check_overlap, absence(), [away]) == "substitute-absent"


def test_nobody_delegates_what_is_not_theirs() -> None:
    assert slug(delegations.check_delegate, LEADER, frozenset({Power.DECIDE, Power.APOLOGISE})) == ""
    assert slug(delegations.check_delegate, HEAD, frozenset({Power.ASSIGN})) == ""
    assert slug(delegations.check_delegate, HEAD, frozenset({Power.APOLOGISE})) == "power-not-yours"
    assert slug(delegations.check_delegate, LEADER, frozenset({Power.STEP})) == "power-not-yours"
    assert slug(delegations.check_delegate, SPECIALIST, frozenset({Power.ASSIGN})) == "role-not-allowed"


def test_a_delegation_is_revoked_once_by_who_gave_it_or_a_leader() -> None:
    revoked = delegations.revoke(delegation(), LEADER, WHEN)
    assert (revoked.revoked_by, revoked.runs_on(TODAY)) == (LEADER.subject, False)
    assert slug(delegations.revoke, revoked, LEADER, WHEN) == "delegation-revoked"
    assert slug(delegations.revoke, delegation(), HEAD, WHEN) == "delegation-unknown"
