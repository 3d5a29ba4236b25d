"""Ladders: what the data says, when rungs are reached, and what ends them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from motcua.events.registry import EVENTS
from notify.domain.ladder import Ladder, Ladders
from notify.domain.occasions import Audience, Occasion
from notify.domain.occurrence import Occurrence
from notify.lawpack import ladders
from unit.notify.messages import ACCEPTED, DOSSIER, local
from unit.worktime.vietnam import calendar as vietnam

ALL = ladders()
ROW: dict[str, Any] = {
    "key": "x",
    "begins": "dossier.overdue",
    "until": ["dossier.decided"],
    "rungs": [{"after": "4h", "to": "leader", "text": "escalation"}],
}


def occurrence(event: str, detail: str = "") -> Occurrence:
    about = replace(ACCEPTED, detail=detail, happened_at=local("2024-05-14 17:00"))
    return Occurrence(event_id="e1", event=event, type="t", dossier_id=DOSSIER, particulars=about)


def test_the_data_names_real_events() -> None:
    for ladder in ALL:
        assert ladder.begins in EVENTS
        assert sorted(ladder.until - set(EVENTS)) == []


def test_a_draft_of_the_apology_is_told_to_head_and_leader_while_there_is_time() -> None:
    for rung in ("T-2", "T-1"):
        (climb,) = ALL.begun_by(occurrence("dossier.due-soon", rung))
        apology = ALL.get(climb.ladder)
        assert apology is not None
        assert [(one.to, one.text, one.after) for one in apology.rungs] == [
            (Audience.DEPARTMENT_HEAD, Occasion.APOLOGY_DRAFT, None),
            (Audience.LEADER, Occasion.APOLOGY_DRAFT, None),
        ]
    assert ALL.begun_by(occurrence("dossier.due-soon", "T-3")) == ()


def test_rungs_are_reached_in_office_time() -> None:
    calendar = vietnam()
    (climb,) = ALL.begun_by(occurrence("dossier.overdue"))
    ladder = ALL.get("overdue")
    assert ladder is not None
    reached = []
    while climb.ended_at is None:
        climb = climb.timed(ladder, calendar)
        reached.append(climb.next_at)
        climb = climb.climbed(ladder, local("2024-05-30 09:00"))
    # Late since Tuesday 17:00: four hours are Wednesday's morning, days end at the close of office.
    assert reached == [local("2024-05-15 11:30"), local("2024-05-16 17:00"), local("2024-05-21 17:00")]


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        ("dossier.decided", {"apology", "overdue", "step", "consultation"}),
        ("dossier.stopped", {"apology", "overdue", "step", "consultation"}),
        ("dossier.step-completed", {"step"}),
        ("dossier.due-date-changed", {"apology"}),
        ("feedback.answered", {"feedback"}),
        ("dossier.rated", set()),
    ],
)
def test_who_acts_ends_the_ladder(event: str, ends: set[str]) -> None:
    assert set(ALL.ended_by(event)) == ends


@pytest.mark.parametrize(
    "wrong",
    [
        {"rungs": []},
        {"until": ["dossier.overdue"]},
        {"rungs": [{"after": "4", "to": "leader", "text": "escalation"}]},
        {"rungs": [{"after": "4h", "to": "applicant", "text": "escalation"}]},
        {"rungs": [{"after": "4h", "to": "leader", "text": "shout"}]},
    ],
)
def test_half_a_ladder_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Ladder.from_dict(ROW | wrong)


def test_two_of_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="same key"):
        Ladders([Ladder.from_dict(ROW), Ladder.from_dict(ROW)])
