"""What a subscriber chooses narrows what it was granted, and never widens it."""

from __future__ import annotations

import pytest

from chassis.kernel.errors import Problem
from notify.domain.selection import Selection
from notify.domain.subscribers import narrowed

GRANT = Selection(agencies=frozenset({"heza"}), departments=frozenset({"dau-tu", "lao-dong"}))


def test_a_choice_within_the_grant_is_what_counts_and_no_choice_is_the_grant() -> None:
    assert narrowed(Selection(departments=frozenset({"dau-tu"})), GRANT) == Selection(
        agencies=frozenset({"heza"}), departments=frozenset({"dau-tu"})
    )
    assert narrowed(Selection(), GRANT) == GRANT
    assert narrowed(GRANT, Selection()) == GRANT


def test_a_choice_outside_the_grant_is_refused_and_named() -> None:
    with pytest.raises(Problem) as refused:
        narrowed(Selection(departments=frozenset({"dau-tu", "van-phong"})), GRANT)

    assert refused.value.slug == "outside-grant"
    assert "van-phong" in refused.value.detail
    assert "dau-tu" not in refused.value.detail
