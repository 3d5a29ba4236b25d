"""Until when deadlines can be counted is shown before they no longer can."""

from __future__ import annotations

from datetime import datetime

from intake.api.metrics import ShownLaw
from intake.application.law_in_force import LawInForce
from unit.intake.world import heza


def test_the_ends_of_the_known_and_of_the_decided_calendar_are_series() -> None:
    pack = heza()
    (family,) = ShownLaw(LawInForce(pack)).collect()
    shown = {one.labels["extent"]: datetime.fromtimestamp(one.value, pack.calendar.tz) for one in family.samples}
    assert {one.labels["agency"] for one in family.samples} == {"heza"}
    assert shown["known"] == datetime(max(pack.calendar.known_years) + 1, 1, 1, tzinfo=pack.calendar.tz)
    assert shown["decided"] <= shown["known"]


def test_before_the_law_is_read_nothing_is_claimed() -> None:
    assert list(ShownLaw(LawInForce()).collect()) == []
