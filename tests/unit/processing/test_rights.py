"""Who may do what. Deny by default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from processing.domain import rights
from processing.domain.case import Case
from processing.domain.rights import Scope
from unit.processing.journeys import Journey
from unit.processing.story import (
    APPLICANT,
    CLERK,
    COLLEAGUE,
    HEAD,
    LEADER,
    OPERATOR,
    RECEPTIONIST,
    SPECIALIST,
    STRANGER,
    SYSTEM,
    at,
)

WHEN = at("2026-03-05 09:00")


def slug(check: Callable[..., object], *args: object, **options: object) -> str:
    """Of the refusal; empty if it is allowed."""
    try:
        check(*args, **options)
    except Problem as problem:
        return problem.slug
    return ""


def at_step(step: str) -> Case:
    journey = Journey()
    match step:
        case "tham-dinh":
            journey.take("tp.dautu", WHEN)
            journey.finish(WHEN)
        case "ky-duyet":
            journey.to_decision(WHEN)
        case "phat-hanh":
            journey.to_decision(WHEN)
            journey.settle(WHEN)
    return journey.case


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        (SPECIALIST, Scope(agency="heza", department="dau-tu")),
        (HEAD, Scope(agency="heza", department="dau-tu")),
        (LEADER, Scope(agency="heza")),
        (RECEPTIONIST, Scope(agency="heza")),
        (SYSTEM, Scope()),
    ],
)
def test_how_far_an_actor_sees(actor: Actor, expected: Scope) -> None:
    assert rights.scope(actor) == expected


@pytest.mark.parametrize("actor", [APPLICANT, OPERATOR, Actor(subject="nobody", roles=frozenset())])
def test_applicants_operators_and_nobodies_see_nothing(actor: Actor) -> None:
    assert slug(rights.scope, actor) == "role-not-allowed"


def test_a_case_of_another_department_does_not_exist() -> None:
    case = at_step("phan-cong")
    assert [slug(rights.check_seen, actor, case) for actor in (SPECIALIST, COLLEAGUE, LEADER, RECEPTIONIST)] == [""] * 4
    assert slug(rights.check_seen, STRANGER, case) == "case-unknown"
    assert slug(rights.check_seen, CLERK, case) == "case-unknown"
    assert slug(rights.check_seen, replace(LEADER, agency="haiduong"), case) == "case-unknown"


def test_having_a_step_of_a_case_makes_it_visible() -> None:
    assert slug(rights.check_seen, CLERK, at_step("phat-hanh")) == ""


@pytest.mark.parametrize(
    ("step", "actor", "officer", "refusal"),
    [
        ("tham-dinh", HEAD, "cv.dautu.1", ""),
        ("tham-dinh", SPECIALIST, "cv.dautu.1", "assignment-not-allowed"),
        ("tham-dinh", STRANGER, "cv.laodong.1", "assignment-not-allowed"),
        ("tham-dinh", LEADER, "cv.dautu.1", "assignment-not-allowed"),
        ("tham-dinh", SYSTEM, "cv.dautu.1", "assignment-not-allowed"),
        ("phan-cong", HEAD, "tp.dautu", ""),
        ("phan-cong", HEAD, "cv.dautu.1", "assignment-not-allowed"),
        ("ky-duyet", LEADER, "ld.ban.1", ""),
        ("ky-duyet", LEADER, "ld.ban.2", "assignment-not-allowed"),
        ("phat-hanh", CLERK, "cv.vanphong.1", ""),
        ("phat-hanh", CLERK, "cv.vanphong.2", "assignment-not-allowed"),
        ("tham-dinh", HEAD, "Nguyễn Văn A", "officer-invalid"),
    ],
)
def test_who_assigns_what(step: str, actor: Actor, officer: str, refusal: str) -> None:
    case = at_step(step)
    assert slug(rights.check_assign, actor, case, case.current, officer) == refusal


def test_only_who_has_the_step_does_it() -> None:
    journey = Journey()
    task = journey.to_specialist(WHEN).current
    assert slug(rights.check_held, SPECIALIST, task) == ""
    assert slug(rights.check_held, COLLEAGUE, task) == "task-not-yours"
    assert slug(rights.check_held, HEAD, task) == "task-not-yours"
    assert slug(rights.check_ask_for_papers, SPECIALIST, task) == ""
    assert slug(rights.check_ask_for_papers, HEAD, at_step("phan-cong").current) == "task-not-yours"


def test_the_leader_decides_and_nobody_else() -> None:
    case = at_step("ky-duyet")
    assert slug(rights.check_decide, LEADER, case, case.current) == ""
    for actor in (HEAD, SPECIALIST, RECEPTIONIST, SYSTEM, replace(LEADER, agency="haiduong")):
        assert slug(rights.check_decide, actor, case, case.current) == "decision-not-allowed"


def test_who_appraised_the_case_does_not_decide_it() -> None:
    case = at_step("ky-duyet")
    twice = replace(LEADER, subject="cv.dautu.1")
    assert slug(rights.check_decide, twice, case, case.current) == "separation-of-duties"
    assert slug(rights.check_assign, twice, case, case.current, "cv.dautu.1") == "separation-of-duties"


def test_form_04_is_the_leaders() -> None:
    case = at_step("tham-dinh")
    assert slug(rights.check_extend, LEADER, case) == ""
    assert slug(rights.check_extend, HEAD, case) == "role-not-allowed"


def test_a_case_is_stopped_by_the_departments_head_or_a_leader() -> None:
    case = at_step("tham-dinh")
    assert [slug(rights.check_stop, actor, case) for actor in (LEADER, HEAD)] == ["", ""]
    assert slug(rights.check_stop, SPECIALIST, case) == "role-not-allowed"
    assert slug(rights.check_stop, replace(HEAD, department="lao-dong"), case) == "role-not-allowed"


def test_a_decision_is_undone_by_a_leader_and_a_line_of_the_ledger_also_by_the_head() -> None:
    case = at_step("phat-hanh")
    assert slug(rights.check_correct, LEADER, case, decision=True) == ""
    assert slug(rights.check_correct, HEAD, case, decision=True) == "role-not-allowed"
    assert slug(rights.check_correct, HEAD, case, decision=False) == ""


def test_a_list_of_another_department_is_refused() -> None:
    assert slug(rights.check_department, SPECIALIST, "lao-dong") == "not-your-department"
    assert slug(rights.check_department, SPECIALIST, "dau-tu") == ""
    assert slug(rights.check_department, LEADER, "lao-dong") == ""
