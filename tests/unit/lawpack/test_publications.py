"""A decision of publication has duties with deadlines; each is met, missed, due, or has no deadline yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from intake.domain.lawpack import LawPack
from intake.domain.organisation import Mark
from intake.domain.publications import DoneDuty, DutyState, Publication, PublicationKind, judged

# Signed on Friday 24 April 2026: Monday 27 April is Giỗ Tổ's day off, 30 April and 1 May are off, too.
SIGNED = date(2026, 4, 24)
DECISION = Publication(
    key="mau",
    kind=PublicationKind.AMENDED,
    number="0001/QĐ-UBND",
    signed_on=SIGNED,
    effective_on=date(2026, 5, 1),
    law="NĐ mẫu",
    law_signed_on=date(2026, 3, 31),
    short=False,
    procedures=("cap-gcn-dkdt",),
    done=(DoneDuty(duty="national-database", on=date(2026, 5, 4)),),
    mark=Mark.READ,
    note=None,
)


def _states(heza: LawPack, publication: Publication, today: date) -> dict[str, tuple[date | None, DutyState]]:
    rows = judged(publication, heza.publication_duties, heza.calendar, today)
    return {row.duty.key: (row.deadline, row.state) for row in rows}


def test_the_duties_of_an_ordinary_decision_on_the_days_of_the_calendar(heza: LawPack) -> None:
    # Working days after 24 April 2026: 28, 29 April, 4, 5, 6 May; the fifth is 6 May.
    assert _states(heza, DECISION, date(2026, 5, 5)) == {
        "publish": (date(2026, 4, 26), DutyState.MET),
        "national-database": (date(2026, 5, 6), DutyState.MET),
        "one-stop": (date(2026, 5, 6), DutyState.DUE),
        "portal": (date(2026, 5, 6), DutyState.DUE),
    }


def test_what_was_not_done_by_the_deadline_is_missed(heza: LawPack) -> None:
    states = _states(heza, DECISION, date(2026, 5, 7))
    assert states["one-stop"] == (date(2026, 5, 6), DutyState.MISSED)
    assert states["national-database"] == (date(2026, 5, 6), DutyState.MET)


def test_what_was_done_a_day_late_is_missed_for_ever(heza: LawPack) -> None:
    late = replace(DECISION, done=(DoneDuty(duty="national-database", on=date(2026, 5, 7)),))
    assert _states(heza, late, date(2026, 12, 1))["national-database"] == (date(2026, 5, 6), DutyState.MISSED)


@pytest.mark.parametrize(
    ("signed", "state"), [(date(2026, 4, 26), DutyState.MET), (date(2026, 4, 27), DutyState.MISSED)]
)
def test_a_decision_comes_five_days_before_effect_or_too_late(heza: LawPack, signed: date, state: DutyState) -> None:
    states = _states(heza, replace(DECISION, signed_on=signed), date(2026, 5, 4))
    assert states["publish"] == (date(2026, 4, 26), state)


def test_the_short_procedure_has_shorter_times_from_the_signing_of_the_law(heza: LawPack) -> None:
    short = replace(DECISION, short=True, law_signed_on=date(2026, 4, 23), done=())
    assert _states(heza, short, date(2026, 4, 28)) == {
        "publish": (date(2026, 4, 26), DutyState.MET),
        "national-database": (date(2026, 4, 29), DutyState.DUE),
        "one-stop": (date(2026, 5, 6), DutyState.DUE),
        "portal": (date(2026, 5, 6), DutyState.DUE),
    }


def test_before_it_is_signed_only_the_day_of_effect_gives_a_deadline(heza: LawPack) -> None:
    unsigned = replace(DECISION, signed_on=None, done=())
    states = _states(heza, unsigned, date(2026, 4, 20))
    assert states["publish"] == (date(2026, 4, 26), DutyState.DUE)
    assert states["national-database"] == (None, DutyState.NONE)


def test_a_decision_whose_number_is_not_known_is_not_judged(heza: LawPack) -> None:
    unknown = replace(DECISION, number=None, mark=Mark.INFERENCE, note="chưa tìm thấy")
    assert {state for _, state in _states(heza, unknown, date(2027, 1, 4)).values()} == {DutyState.NONE}


def test_every_change_of_law_in_the_shipped_pack_has_its_decision_marked_as_not_found(heza: LawPack) -> None:
    assert {publication.kind for publication in heza.publications} == set(PublicationKind)
    for publication in heza.publications:
        assert publication.number is None
        assert publication.mark is Mark.INFERENCE
        assert publication.note
