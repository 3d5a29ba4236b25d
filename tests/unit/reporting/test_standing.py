"""How a dossier stands by days, and what the policy of a definition makes of its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.errors import Kind, Problem
from reporting.domain.days import local_day
from reporting.domain.definitions import (
    II06A_1,
    ON_TIME_1,
    OWN_SLICE_1,
    QD766_1,
    Against,
    Definitions,
    Ending,
    Treatment,
)
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.standing import Placed, Standing, classify, days_of, lacks_due_date, placed
from reporting.lawpack import definitions
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER, Story

BOOK = definitions()
LAST = date(2024, 6, 30)
FORM = BOOK.named(II06A_1, LAST)


def facts(story: Story) -> DossierFacts:
    return facts_of(DOSSIER, story.told)


@pytest.mark.parametrize(
    ("issued_at", "standing"),
    [
        ("2024-05-13 17:00", Standing.EARLY),
        ("2024-05-14 08:00", Standing.ON_TIME),
        ("2024-05-14 23:59", Standing.ON_TIME),
        ("2024-05-15 00:00", Standing.LATE),
    ],
)
def test_a_form_compares_days_and_not_hours(issued_at: str, standing: Standing) -> None:
    assert classify(facts(accepted().issued(issued_at, DUE)), FORM, on=LAST) is standing


def test_what_is_not_finished_at_the_end_of_a_day_is_open_then_whatever_came_later() -> None:
    late = facts(accepted().issued("2024-05-20 09:00", DUE))
    stands = {day: classify(late, FORM, on=date(2024, 5, day)) for day in (1, 2, 14, 15, 19, 20)}
    assert stands == {
        1: None,
        2: Standing.IN_TIME,
        14: Standing.IN_TIME,
        15: Standing.OVERDUE,
        19: Standing.OVERDUE,
        20: Standing.LATE,
    }


def test_an_apology_moves_the_current_appointment_and_not_the_original() -> None:
    story = accepted().moved("2024-05-10 09:00", "2024-05-24 17:00", original=DUE)
    told = facts(story.issued("2024-05-22 09:00", "2024-05-24 17:00", original=DUE))
    assert classify(told, FORM, on=LAST) is Standing.EARLY
    assert classify(told, FORM, on=LAST, against=Against.ORIGINAL) is Standing.LATE


def test_an_end_without_result_is_treated_as_the_policy_says() -> None:
    withdrawn = facts(accepted().withdrawn("2024-05-20 10:00"))
    assert classify(withdrawn, FORM, on=LAST) is Standing.ON_TIME
    policy = replace(FORM.endings[Ending.WITHDRAWN], treatment=Treatment.LEFT_OUT)
    left_out = replace(FORM, endings={**FORM.endings, Ending.WITHDRAWN: policy})
    assert classify(withdrawn, left_out, on=LAST) is None
    judged = replace(FORM, endings={**FORM.endings, Ending.WITHDRAWN: replace(policy, treatment=Treatment.BY_DUE)})
    assert classify(withdrawn, judged, on=LAST) is Standing.LATE
    assert classify(withdrawn, left_out, on=date(2024, 5, 19)) is Standing.OVERDUE


def test_an_accepted_dossier_without_a_due_date_is_a_finding_however_it_stands() -> None:
    undue = facts(Story().accepted("2024-05-02 09:00", ""))
    finished = facts(Story().accepted("2024-05-02 09:00", "").issued("2024-05-10 09:00", ""))
    assert (lacks_due_date(undue), lacks_due_date(finished)) == (True, True)
    assert not lacks_due_date(facts(accepted()))
    assert classify(undue, FORM, on=LAST) is Standing.IN_TIME
    assert classify(finished, FORM, on=LAST) is Standing.ON_TIME


def test_a_dossier_belongs_to_a_period_as_received_or_as_carried_over() -> None:
    told = facts(accepted().issued("2024-05-20 09:00", DUE))

    def place(first: date, last: date) -> Placed | None:
        return placed(told, FORM, first=first, last=last)

    assert place(date(2024, 5, 1), date(2024, 5, 31)) == Placed(is_carried_over=False, standing=Standing.LATE)
    assert place(date(2024, 5, 6), date(2024, 5, 10)) == Placed(is_carried_over=True, standing=Standing.IN_TIME)
    assert place(date(2024, 5, 20), date(2024, 5, 20)) == Placed(is_carried_over=True, standing=Standing.LATE)
    assert place(date(2024, 5, 21), date(2024, 5, 31)) is None
    assert place(date(2024, 4, 1), date(2024, 5, 1)) is None


@given(
    names=st.lists(st.sampled_from(sorted(GOLDEN)), max_size=12),
    first=st.dates(date(2023, 12, 1), date(2024, 7, 1)),
    days=st.integers(0, 200),
    name=st.sampled_from([II06A_1, QD766_1]),
    against=st.sampled_from(Against),
)
def test_what_was_received_is_finished_or_open(
    names: list[str], first: date, days: int, name: str, against: Against
) -> None:
    last = date.fromordinal(first.toordinal() + days)
    chosen = BOOK.named(name, last)
    told = [facts(GOLDEN[one][0]) for one in names]
    found = [placed(one, chosen, first=first, last=last, against=against) for one in told]
    counted = [one for one in found if one is not None]
    received = [
        one
        for one in told
        if (days_ := days_of(one)).accepted_on is not None
        and days_.accepted_on <= last
        and (days_.finished_on is None or days_.finished_on >= first)
    ]
    assert len(counted) == len(received)  # these two definitions leave nothing out
    finished = sum(not one.standing.is_open for one in counted)
    ends = [days_of(one).finished_on for one in received]
    open_at_the_end = sum(end is None or end > last for end in ends)
    assert len(counted) == finished + open_at_the_end


def test_the_verdict_stands_as_on_time_or_late_from_its_day_on() -> None:
    chosen = BOOK.named(ON_TIME_1, LAST)
    late = facts(accepted().overdue(DUE).issued("2024-05-20 09:00", DUE))
    assert classify(late, chosen, on=date(2024, 5, 13)) is Standing.IN_TIME
    assert classify(late, chosen, on=date(2024, 5, 14)) is Standing.OVERDUE
    assert classify(late, chosen, on=date(2024, 5, 20)) is Standing.LATE
    withdrawn = facts(accepted().withdrawn("2024-05-08 10:00"))
    assert classify(withdrawn, chosen, on=LAST) is None
    assert classify(late, BOOK.named(OWN_SLICE_1, LAST), on=LAST) is None


def test_an_edition_holds_from_its_first_day_to_its_last() -> None:
    assert BOOK.names == (ON_TIME_1, OWN_SLICE_1, II06A_1, QD766_1)
    assert BOOK.named(II06A_1, date(2026, 2, 14)).legal_ref.startswith("TT 01/2020")
    assert BOOK.named(II06A_1, date(2026, 2, 15)).mark == "I"


def test_an_unknown_definition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Problem) as refused:
        BOOK.named("on_time@9", LAST)
    assert (refused.value.slug, refused.value.kind) == ("definition-unknown", Kind.INVALID)
    assert refused.value.fields == {"definition": "must be one of: on_time@1, own_slice@1, ii06a@1, qd766@1"}


def test_a_definition_is_refused_for_a_period_before_its_law() -> None:
    with pytest.raises(Problem) as refused:
        Definitions(BOOK.editions).named(QD766_1, date(2021, 12, 31))
    assert (refused.value.slug, refused.value.kind) == ("definition-not-in-force", Kind.INVALID)


def test_an_extension_does_not_change_how_a_day_before_it_was() -> None:
    story = accepted().overdue(DUE).moved("2024-05-20 09:00", "2024-05-31 17:00", DUE)
    stands = {day: classify(facts(story), FORM, on=date(2024, 5, day)) for day in (14, 15, 19, 20, 31)}
    assert stands == {
        14: Standing.IN_TIME,
        15: Standing.OVERDUE,
        19: Standing.OVERDUE,
        20: Standing.IN_TIME,
        31: Standing.IN_TIME,
    }
    assert classify(facts(story), FORM, on=date(2024, 5, 31), against=Against.ORIGINAL) is Standing.OVERDUE


def test_while_the_clock_stands_the_due_day_does_not_come() -> None:
    paused = accepted().paused("2024-05-10 09:00")
    assert classify(facts(paused), FORM, on=LAST) is Standing.IN_TIME
    resumed = paused.resumed("2024-05-20 09:00", "2024-05-22 17:00")
    assert classify(facts(resumed), FORM, on=date(2024, 5, 19)) is Standing.IN_TIME
    assert classify(facts(resumed), FORM, on=date(2024, 5, 23)) is Standing.OVERDUE


def test_a_clock_that_stops_after_the_due_day_leaves_it_overdue() -> None:
    assert classify(facts(accepted().paused("2024-05-16 09:00")), FORM, on=LAST) is Standing.OVERDUE


@given(name=st.sampled_from(sorted(GOLDEN)), days=st.integers(min_value=0, max_value=40))
def test_a_past_day_is_told_as_it_was_then(name: str, days: int) -> None:
    """Unless what was told then is taken back."""
    told = GOLDEN[name][0].told
    on = date(2024, 5, 1) + timedelta(days=days)
    known_then = [item for item in told if local_day(item.at) <= on]
    if not any(item.undoes for item in told):
        assert classify(facts_of(DOSSIER, told), FORM, on=on) == classify(facts_of(DOSSIER, known_then), FORM, on=on)
