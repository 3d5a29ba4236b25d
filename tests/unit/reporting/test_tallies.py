"""What dossiers add to the figures, and that the figures always are the sum of the dossiers."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.domain.evidence import SYNTHETIC, EvidenceKind
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.tallies import NO_DAY, Measure, TallyKey, bucket, differences, tallies_of
from reporting.domain.verdict import judge
from unit.reporting.golden import DUE, GOLDEN, accepted
from unit.reporting.story import DOSSIER, Story


def counted(facts: DossierFacts) -> Counter[TallyKey]:
    return tallies_of(facts, judge(facts))


def key(measure: Measure, label: str, day: date) -> TallyKey:
    return TallyKey(agency="heza", department="dau-tu", measure=measure, label=label, day=day)


def test_a_granted_dossier_adds_to_each_figure_once() -> None:
    told = accepted().issued("2024-05-10 09:00", DUE).collected("2024-05-11 09:00").rated("2024-05-11 09:05", 4).told
    issued_on = date(2024, 5, 10)
    lead = 8 * 86400
    assert counted(facts_of(DOSSIER, told)) == {
        key(Measure.RECEIVED, "counter", date(2024, 5, 2)): 1,
        key(Measure.STAGE, "collected", NO_DAY): 1,
        key(Measure.OUTCOME, "met", issued_on): 1,
        key(Measure.COMPLETED, "granted", issued_on): 1,
        key(Measure.RATING, "4", date(2024, 5, 11)): 1,
        key(Measure.WORKING, "28800", issued_on): 1,
        key(Measure.WORKING_SUM, "", issued_on): 28800,
        key(Measure.LEAD, "864000", issued_on): 1,
        key(Measure.LEAD_SUM, "", issued_on): lead,
        key(Measure.CLOSED, "granted early early", issued_on): 1,
        key(Measure.PAPERS, "unsaid", date(2024, 5, 2)): 1,
        key(Measure.FEE, "unsaid", date(2024, 5, 2)): 1,
        key(Measure.RESULT_FORM, "none", issued_on): 1,
    }


def test_an_open_dossier_stands_under_the_day_it_is_due() -> None:
    assert counted(facts_of(DOSSIER, accepted().told)) == {
        key(Measure.RECEIVED, "counter", date(2024, 5, 2)): 1,
        key(Measure.STAGE, "in-process", NO_DAY): 1,
        key(Measure.OPEN, "running", date(2024, 5, 14)): 1,
        key(Measure.OVERDUE_FROM, "current", date(2024, 5, 15)): 1,
        key(Measure.OVERDUE_FROM, "original", date(2024, 5, 15)): 1,
        key(Measure.PAPERS, "unsaid", date(2024, 5, 2)): 1,
        key(Measure.FEE, "unsaid", date(2024, 5, 2)): 1,
    }


def test_a_dossier_that_was_only_registered_is_not_received() -> None:
    facts = facts_of(DOSSIER, Story().received("2024-05-02 09:00").told)
    assert counted(facts) == {key(Measure.STAGE, "registered", NO_DAY): 1}


def test_a_trial_of_the_system_counts_nowhere_whatever_came_first() -> None:
    told = Story().add("intake", EvidenceKind.RECEIVED, "2024-05-02 09:00", label=SYNTHETIC).told
    withdrawn = Story().add("intake", EvidenceKind.WITHDRAWN, "2024-05-02 09:01").told
    assert counted(facts_of(DOSSIER, told)) == {}
    assert counted(facts_of(DOSSIER, [*withdrawn, *told])) == {}


def test_the_day_is_the_local_one() -> None:
    facts = facts_of(DOSSIER, Story().accepted("2024-05-02 00:30", DUE).told)
    assert key(Measure.RECEIVED, "counter", date(2024, 5, 2)) in counted(facts)


@pytest.mark.parametrize(
    ("seconds", "bound"), [(0, "14400"), (14400, "14400"), (14401, "28800"), (1728000, "1728000"), (1728001, "+Inf")]
)
def test_a_duration_falls_into_the_smallest_bucket_that_holds_it(seconds: int, bound: str) -> None:
    assert bucket(seconds) == bound


@given(name=st.sampled_from(sorted(GOLDEN)), data=st.data())
def test_tallies_kept_by_differences_are_the_tallies_of_the_facts(name: str, data: st.DataObject) -> None:
    told = data.draw(st.permutations(GOLDEN[name][0].told))
    kept: Counter[TallyKey] = Counter()
    for count in range(len(told)):
        before = counted(facts_of(DOSSIER, told[:count])) if count else Counter()
        for changed, value in differences(before, counted(facts_of(DOSSIER, told[: count + 1]))):
            kept[changed] += value
    assert +kept == counted(facts_of(DOSSIER, told))
    assert not -kept
