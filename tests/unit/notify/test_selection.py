"""Which events are chosen: every question must be answered, an empty one asks nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notify.domain.selection import EventTraits, Selection, Subscriber

ACCEPTED = EventTraits(agency="heza", department="dau-tu", type="motcua.dossier.accepted.v1", procedure="cap-gcn")


def test_nothing_asked_takes_everything() -> None:
    assert Selection().takes(ACCEPTED)


@pytest.mark.parametrize("question", ["agencies", "departments", "types", "procedures"])
def test_every_question_must_be_answered(question: str) -> None:
    own = {"agencies": "heza", "departments": "dau-tu", "types": "motcua.dossier.accepted.v1", "procedures": "cap-gcn"}
    fitting = Selection(**{name: frozenset({value, "another"}) for name, value in own.items()})

    assert fitting.takes(ACCEPTED)
    assert not replace(fitting, **{question: frozenset({"another"})}).takes(ACCEPTED)


def test_a_disabled_subscriber_has_nothing() -> None:
    subscriber = Subscriber(key="so-ke-hoach", name="Hệ thống mẫu", grant=Selection(agencies=frozenset({"heza"})))

    assert subscriber.may_have(ACCEPTED)
    assert not subscriber.may_have(replace(ACCEPTED, agency="khac"))
    assert not replace(subscriber, is_enabled=False).may_have(ACCEPTED)
