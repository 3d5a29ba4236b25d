"""Procedures with parallel steps: one told by hand, and any that the rules of a law pack allow."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from processing.domain.guards import Guard
from processing.domain.law import Step
from processing.domain.vocabulary import Channel, Outcome, Role
from unit.processing.story import STEPS, step

OFFICERS = {Role.DEPARTMENT_HEAD: "tp.dautu", Role.SPECIALIST: "cv.dautu.1", Role.LEADER: "ld.ban.1"}

# The head assigns; the department appraises while another gives its opinion; the head reviews both. After the decision
# the clerk issues a permit, or writes why there is none; the register is kept either way.
CONSULTED = (
    *STEPS[:3],
    replace(step("y-kien", "lao-dong", Role.SPECIALIST, "3"), after=("phan-cong",)),
    replace(STEPS[3], after=("tham-dinh", "y-kien")),
    replace(STEPS[4], apart_from=("tham-dinh", "kiem-tra")),
    replace(STEPS[5], guard=Guard(outcome=Outcome.GRANTED), forms=("result",)),
    replace(
        step("thong-bao", "dau-tu", Role.SPECIALIST, "0.5"), after=("ky-duyet",), guard=Guard(outcome=Outcome.REFUSED)
    ),
    replace(step("vao-so", "van-phong", Role.SPECIALIST, "0.25"), after=("phat-hanh", "thong-bao")),
    STEPS[6],
)
_GUARDS = st.sampled_from(
    [None, None, None, Guard(channels=(Channel.ONLINE,)), Guard(channels=(Channel.COUNTER,)), Guard(supplemented=True)]
)
_LATE_GUARDS = st.sampled_from([None, None, Guard(outcome=Outcome.GRANTED), Guard(outcome=Outcome.REFUSED)])


@st.composite
def workflows(draw: st.DrawFn) -> tuple[Step, ...]:
    """Any order of up to five steps, one that decides, and up to three more, between the two counters."""
    early = draw(_some_after("truoc", draw(st.integers(1, 5)), root="tiep-nhan", guards=_GUARDS))
    decides = step("ky-duyet", "lanh-dao", Role.LEADER, "1", decides=True)
    late = draw(_some_after("sau", draw(st.integers(0, 3)), root="ky-duyet", guards=_LATE_GUARDS))
    decision = replace(decides, after=_ends(early))
    given = replace(STEPS[-1], after=_ends(late) if late else ("ky-duyet",))
    return (STEPS[0], *early, decision, *late, given)


@st.composite
def _some_after(
    draw: st.DrawFn, name: str, count: int, *, root: str, guards: st.SearchStrategy[Guard | None]
) -> tuple[Step, ...]:
    """Steps that follow the root or one another in any way."""
    steps: list[Step] = []
    for number in range(count):
        known = [root, *(each.key for each in steps)]
        after = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))
        made = step(f"{name}-{number}", "dau-tu", draw(st.sampled_from(list(OFFICERS))), "0.5")
        steps.append(replace(made, after=tuple(after), guard=draw(guards)))
    return tuple(steps)


def _ends(steps: tuple[Step, ...]) -> tuple[str, ...]:
    """The steps that no other waits for."""
    awaited = {key for each in steps for key in each.after}
    return tuple(each.key for each in steps if each.key not in awaited)
