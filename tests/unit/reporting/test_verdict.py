"""The verdict on_time@1, against dossiers judged by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.evidence import Evidence
from reporting.domain.facts import facts_of
from reporting.domain.tallies import open_state
from reporting.domain.verdict import judge
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER, local


@pytest.mark.parametrize("name", GOLDEN)
def test_a_dossier_is_judged_as_worked_out_by_hand(name: str) -> None:
    story, expected, stage, state = GOLDEN[name]
    facts = facts_of(DOSSIER, story.told)
    verdict = judge(facts)
    found = None if verdict is None else (verdict.outcome.value, verdict.at)
    assert found == (None if expected is None else (expected[0], local(expected[1])))
    assert facts.stage is stage
    assert open_state(facts, verdict) == state


@given(name=st.sampled_from(sorted(GOLDEN)), data=st.data())
def test_order_and_repetition_of_events_change_nothing(name: str, data: st.DataObject) -> None:
    told = GOLDEN[name][0].told
    doubled = data.draw(st.lists(st.sampled_from(told), max_size=5))
    shuffled: list[Evidence] = data.draw(st.permutations([*told, *doubled]))
    assert facts_of(DOSSIER, shuffled) == facts_of(DOSSIER, told)


def test_a_change_of_the_calendar_moves_the_day_that_lateness_is_judged_by() -> None:
    later = "2024-05-15 17:00"
    story = accepted().moved("2024-05-10 09:00", later, original=later).issued("2024-05-15 16:00", later)
    verdict = judge(facts_of(DOSSIER, story.told))
    assert verdict is not None
    assert verdict.outcome.value == "met"
    extended = accepted().moved("2024-05-10 09:00", later, original=DUE).issued("2024-05-15 16:00", later, original=DUE)
    washed = judge(facts_of(DOSSIER, extended.told))
    assert washed is not None
    assert washed.outcome.value == "missed"


def test_the_verdict_stays_when_an_overdue_dossier_gets_a_new_clock() -> None:
    story = accepted().overdue(DUE).paused("2024-05-15 09:00").resumed("2024-05-20 09:00", "2024-06-03 17:00")
    verdict = judge(facts_of(DOSSIER, story.issued("2024-05-28 09:00", "2024-06-03 17:00").told))
    assert verdict is not None
    assert (verdict.outcome.value, verdict.at) == ("missed", local(DUE))


def test_one_supplement_request_told_by_both_services_counts_once() -> None:
    story = accepted().asked("2024-05-06 09:00", "r1")
    echo = replace(story.told[-1], source="intake", sequence=3, event_id="echo")
    assert facts_of(DOSSIER, [*story.told, echo]).supplements_asked_at == (local("2024-05-06 09:00"),)


def test_until_the_register_is_heard_anybodys_word_says_where_a_dossier_belongs() -> None:
    story = accepted()
    elsewhere = replace(story.place, department="moi-truong")
    processing = [replace(item, place=elsewhere) for item in story.told if item.source == "processing"]
    assert facts_of(DOSSIER, processing).place.department == "moi-truong"
    register = [item for item in story.told if item.source == "intake"]
    assert facts_of(DOSSIER, processing + register).place.department == "dau-tu"
