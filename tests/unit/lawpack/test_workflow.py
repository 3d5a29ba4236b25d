"""The internal procedure as a graph: what follows what, the longest way, and every fault with its line and remedy."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.worktime import Limit
from intake.domain.canonical import from_plain, to_plain
from intake.domain.procedures import Channel, DecisionOutcome, Guard, Role, Step
from intake.domain.workflow import Workflow, spelt_out
from intake.domain.working_hours import working_hours
from unit.lawpack.small_pack import PROCEDURE, SmallPack

FILE = "procedures/sample.yaml"


def step(key: str, role: Role = Role.SPECIALIST, hours: int = 1, *, after: tuple[str, ...] = ()) -> Step:
    return Step(
        key=key,
        name=key,
        name_en=key,
        department="dau-tu",
        role=role,
        budget=Limit.of(hours, "working_hour"),
        decides=key == "ky",
        after=after,
    )


# nhan ── giao ──┬── tham (3 h) ───────┬── ky ── tra
#                └── y-1 ── y-2 (4 h) ─┘
DIAMOND = (
    step("nhan", Role.RECEPTIONIST),
    step("giao", Role.DEPARTMENT_HEAD),
    step("tham", hours=3),
    step("y-1", after=("giao",)),
    step("y-2", hours=4),
    step("ky", Role.LEADER, after=("tham", "y-2")),
    step("tra", Role.RECEPTIONIST),
)


def test_a_step_follows_the_one_above_it_unless_it_says_otherwise() -> None:
    flow = Workflow.of(DIAMOND)
    assert flow.before == ((), (0,), (1,), (1,), (3,), (2, 4), (5,))
    assert flow.above[5] == {0, 1, 2, 3, 4}
    assert (flow.deciding, flow.ends, flow.is_line) == (5, (6,), False)
    assert flow.levels() == (0, 1, 2, 2, 3, 4, 5)


def test_the_longest_way_is_the_critical_one() -> None:
    spent, way = Workflow.of(DIAMOND).longest(lambda each: working_hours(each.budget))
    assert (spent, [DIAMOND[place].key for place in way]) == (Fraction(9), ["nhan", "giao", "y-1", "y-2", "ky", "tra"])


def test_what_an_author_leaves_out_is_spelt_out() -> None:
    told = {each.key: (each.after, each.apart_from) for each in spelt_out(DIAMOND)}
    assert told["nhan"] == ((), ())
    assert told["tham"] == (("giao",), ())
    assert told["ky"] == (("tham", "y-2"), ("tham", "y-1", "y-2"))


def test_whom_a_step_is_apart_from_may_be_written_and_may_be_nobody() -> None:
    steps = (*DIAMOND[:5], replace(DIAMOND[5], apart_from=()), replace(DIAMOND[6], apart_from=("tham",)))
    assert [each.apart_from for each in spelt_out(steps)][-2:] == [(), ("tham",)]


def test_spelling_out_twice_changes_nothing() -> None:
    once = spelt_out(DIAMOND)
    assert spelt_out(once) == once


def test_a_step_without_anything_new_is_written_as_before() -> None:
    assert set(to_plain(step("a"))) == {"key", "name", "name_en", "department", "role", "budget", "decides"}


def test_a_guarded_step_is_read_back_as_it_was_written() -> None:
    guarded = replace(
        step("a", after=("b",)),
        guard=Guard(outcome=DecisionOutcome.GRANTED, channel=(Channel.ONLINE,), supplemented=False, consulted=True),
        forms=("refusal",),
        apart_from=(),
    )
    assert from_plain(Step, to_plain(guarded)) == guarded


@st.composite
def lists(draw: st.DrawFn) -> tuple[Step, ...]:
    """Any list of steps that each follow some above them."""
    steps: list[Step] = []
    for number in range(draw(st.integers(1, 9))):
        above = [each.key for each in steps]
        after = draw(st.lists(st.sampled_from(above), max_size=3, unique=True)) if above else []
        steps.append(step(f"s{number}", hours=draw(st.integers(1, 8)), after=tuple(after)))
    return tuple(steps)


@given(lists())
def test_the_longest_way_is_a_way_and_no_other_is_longer(steps: tuple[Step, ...]) -> None:
    flow = Workflow.of(steps)
    spent, way = flow.longest(lambda each: working_hours(each.budget))
    assert all(earlier in flow.before[later] for earlier, later in pairwise(way))
    assert spent == sum((working_hours(steps[place].budget) for place in way), Fraction())
    assert spent == max(_every_way(flow, place) for place in range(len(steps)))


def _every_way(flow: Workflow, place: int) -> Fraction:
    """The longest way to a step, by trying all of them."""
    return working_hours(flow.steps[place].budget) + max(
        (_every_way(flow, earlier) for earlier in flow.before[place]), default=Fraction()
    )


@given(lists())
def test_every_step_is_reached_from_the_first_one(steps: tuple[Step, ...]) -> None:
    assert all(0 in above for above in Workflow.of(steps).above[1:])


# The second version of the small pack has five steps here: a, b and c side by side, d joins and decides, e hands over.
_TWO = """\
      - {key: b, name: B, name_en: B, department: lanh-dao, role: leader, decides: true}
      - {key: c, name: C, name_en: C, department: mot-cua, role: receptionist}
"""
_FIVE = """\
      - {key: b, name: B, name_en: B, department: dau-tu, role: specialist, budget: {amount: 6, HOURS}}
      - {key: c, name: C, name_en: C, department: lanh-dao, role: specialist, budget: {amount: 5, HOURS}, after: [a]}
      - {key: d, name: D, name_en: D, department: lanh-dao, role: leader, decides: true, after: [b, c]}
      - {key: e, name: E, name_en: E, department: dau-tu, role: specialist, guard: {GRANTED}, forms: [register]}
      - {key: f, name: F, name_en: F, department: mot-cua, role: receptionist}
""".replace("HOURS", "unit: working_hour").replace("GRANTED", "outcome: granted")
BRANCHED = PROCEDURE.replace(_TWO, _FIVE).replace("{amount: 2, unit: calendar_day}", "{amount: 1, unit: working_day}")
FAULTS = {
    "a circle": (
        "after: [a]}",
        "after: [d]}",
        f"{FILE}:54: versions[1].steps[2].after[0]: c follows d, which stands below it -> name steps that stand above "
        "it, or move it: a step that follows a later one makes a circle",
    ),
    "a step that follows itself": (
        "after: [a]}",
        "after: [c]}",
        f"{FILE}:54: versions[1].steps[2].after[0]: c follows itself -> name steps that stand above it, or move it: "
        "a step that follows a later one makes a circle",
    ),
    "a step that does not exist": (
        "after: [a]}",
        "after: [x]}",
        f"{FILE}:54: versions[1].steps[2].after[0]: there is no step x -> name one of a, b",
    ),
    "a first step that follows": (
        "{key: a, name: A, name_en: A, department: mot-cua, role: receptionist}",
        "{key: a, name: A, name_en: A, department: mot-cua, role: receptionist, after: [b]}",
        f"{FILE}:52: versions[1].steps[0].after[0]: a is the first step, it follows nothing -> leave after out",
    ),
    "a step before that stands twice": (
        "after: [b, c]",
        "after: [b, c, b]",
        f"{FILE}:55: versions[1].steps[3].after[2]: b stands twice -> keep one of the two",
    ),
    "a way that leads nowhere": (
        "after: [b, c]",
        "after: [b]",
        f"{FILE}:54: versions[1].steps[2]: nothing follows c, so it does not lead to f -> "
        "name c in after of a later step, such as after: [c] in f",
    ),
    "a list of steps before that is empty": (
        "after: [a]}",
        "after: []}",
        f"{FILE}:54: versions[1].steps[2].after: has only 0 items -> "
        "list the keys of the steps directly before it; leave it out for the one above it",
    ),
    "branches of which one is too long": (
        "budget: {amount: 6, unit: working_hour}}",
        "budget: {amount: 9, unit: working_hour}}",
        f"{FILE}:53: versions[1].steps[1].budget.amount: the longest way through the steps, b, takes 9 working hours "
        "in all, but by channel counter 1 working days hold only 8 working hours -> take 1 working hours off the steps",
    ),
    "a form that does not exist": (
        "forms: [register]",
        "forms: [certificate]",
        f"{FILE}:56: versions[1].steps[4].forms[0]: there is no form certificate -> "
        "use a key of forms.yaml, or add the form there",
    ),
    "a form that comes later than the version": (
        "forms: [register]",
        "forms: [stop-notice]",
        f"{FILE}:56: versions[1].steps[4].forms[0]: form stop-notice does not exist on 2025-07-01, while this version "
        "is in force -> end the version and begin another, or correct the dates in forms.yaml",
    ),
    "an outcome asked before the decision": (
        "after: [a]}",
        "after: [a], guard: {outcome: refused}}",
        f"{FILE}:54: versions[1].steps[2].guard.outcome: c asks for the outcome before it is decided -> "
        "let it follow the step that decides, or ask for something else",
    ),
    "a guard on the step that decides": (
        "decides: true, after",
        "decides: true, guard: {channel: [online]}, after",
        f"{FILE}:55: versions[1].steps[3].guard: d is needed in every case -> leave the guard out",
    ),
    "a guard that asks nothing": (
        "guard: {outcome: granted}",
        "guard: {}",
        f"{FILE}:56: versions[1].steps[4].guard: is empty -> "
        "say when the step is needed: outcome, channel, supplemented or consulted; leave it out if always",
    ),
    "a channel that is not offered": (
        "guard: {outcome: granted}",
        "guard: {channel: [post]}",
        f"{FILE}:56: versions[1].steps[4].guard.channel[0]: channel post is not offered -> use one of: counter, online",
    ),
    "a guard that always holds": (
        "guard: {outcome: granted}",
        "guard: {channel: [online, counter]}",
        f"{FILE}:56: versions[1].steps[4].guard.channel: holds for every channel that is offered -> "
        "leave it out, or name fewer",
    ),
    "apart from a step that does not exist": (
        "decides: true, after",
        "decides: true, apart_from: [x], after",
        f"{FILE}:55: versions[1].steps[3].apart_from[0]: there is no step x -> name steps that come before it",
    ),
    "apart from a step that comes later": (
        "after: [a]}",
        "after: [a], apart_from: [b]}",
        f"{FILE}:54: versions[1].steps[2].apart_from[0]: b does not come before c -> "
        "name steps that come before c: who does it is known by then",
    ),
}


@pytest.fixture
def branched(tmp_path: Path) -> SmallPack:
    small = SmallPack.write(tmp_path / "small")
    small.change(FILE, PROCEDURE, BRANCHED)
    return small


def test_a_workflow_with_branches_is_sound(branched: SmallPack) -> None:
    assert branched.findings() == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_workflow_is_named_with_line_and_remedy(branched: SmallPack, fault: str) -> None:
    old, new, expected = FAULTS[fault]
    branched.change(FILE, old, new)
    assert expected in branched.findings()


def test_nothing_may_be_open_beside_the_decision(branched: SmallPack) -> None:
    branched.change(FILE, "after: [b, c]", "after: [b]")
    branched.change(FILE, "forms: [register]}", "forms: [register], after: [c, d]}")
    assert branched.findings() == [
        f"{FILE}:54: versions[1].steps[2]: c could still be open when d decides -> "
        "name c in after of d, or let it follow d"
    ]


def test_a_guard_asks_for_papers_only_where_they_may_be_asked_for(branched: SmallPack) -> None:
    branched.change(FILE, "guard: {outcome: granted}", "guard: {supplemented: true}")
    assert branched.findings() == []
    branched.change(FILE, "stage: appraisal", "stage: intake")
    assert branched.findings() == [
        f"{FILE}:56: versions[1].steps[4].guard.supplemented: asks whether papers were asked for after acceptance, "
        "which this procedure does not allow -> leave it out, or write supplement.stage: appraisal"
    ]


def test_a_step_for_other_channels_takes_nothing_of_a_channels_limit(branched: SmallPack) -> None:
    guarded = "budget: {amount: 6, unit: working_hour}, guard: {channel: [online]}"
    branched.change(FILE, "guard: {outcome: granted}", guarded)
    branched.change(FILE, "{channel: online}]", "{channel: online, limit: {amount: 2, unit: working_day}}]")
    assert branched.findings() == []
