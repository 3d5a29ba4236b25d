"""What holds of a dossier that is heard anew, and who may have it done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from reporting.application.rebuilds.access import may_look_on, may_rebuild
from reporting.domain.evidence import Evidence
from reporting.domain.rebuild import merged, reach
from reporting.domain.recount import Recount
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER

TOLD = accepted().overdue(DUE).issued("2024-05-20 09:00", DUE).told


def test_a_source_reaches_as_far_as_it_was_heard_without_a_gap() -> None:
    heard = [("intake", 2), ("intake", 1), ("intake", 4), ("processing", 2)]
    assert reach(heard) == {"intake": 2, "processing": 0}


def test_what_was_kept_beyond_the_reach_stays() -> None:
    found = merged(TOLD[:2], TOLD, {"intake": 2})
    assert set(found.evidence) == set(TOLD)
    assert not found.dropped


def test_within_the_reach_only_what_was_heard_anew_holds() -> None:
    forged = replace(TOLD[1], event_id="forged")
    found = merged(TOLD, [TOLD[0], forged], {"intake": 2, "processing": 9})
    assert forged not in found.evidence
    assert found.dropped == {"forged"}


def test_what_is_read_differently_now_replaces_what_was_kept() -> None:
    old = [replace(item, officer="old") for item in TOLD]
    assert merged(TOLD, old, {}).evidence == tuple(TOLD)


@given(name=st.sampled_from(sorted(GOLDEN)), data=st.data())
def test_the_same_comes_out_in_the_order_in_which_it_was_kept(name: str, data: st.DataObject) -> None:
    told = GOLDEN[name][0].told
    kept: list[Evidence] = data.draw(st.permutations(told))
    reached = reach((item.source, item.sequence) for item in told)
    assert merged(told, kept, reached).evidence == tuple(kept)


@given(names=st.lists(st.sampled_from(sorted(GOLDEN)), max_size=5), data=st.data())
def test_a_dossier_that_is_taken_back_leaves_nothing(names: list[str], data: st.DataObject) -> None:
    recount = Recount()
    for name in names:
        recount.add(DOSSIER, GOLDEN[name][0].told)
    for name in data.draw(st.permutations(names)):
        recount.take_back(DOSSIER, GOLDEN[name][0].told)
    assert not any(recount.tallies.values())
    assert not any(recount.marks.values())


@pytest.mark.parametrize("role", ["leader", "control_team", "department_head", "specialist", "applicant", "subscriber"])
def test_only_operators_have_the_figures_counted_anew(role: str) -> None:
    actor = Actor(subject="x.1", roles=frozenset({role}), agency="heza")
    with pytest.raises(Problem) as refused:
        may_rebuild(actor)
    assert refused.value.kind is Kind.FORBIDDEN


def test_the_control_team_looks_on() -> None:
    may_look_on(Actor(subject="ks.1", roles=frozenset({"control_team"}), agency="heza"))
    with pytest.raises(Problem):
        may_look_on(Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza"))
