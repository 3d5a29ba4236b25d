"""Every definition says of sixty dossiers what was worked out by hand."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.messaging.envelope import Envelope
from reporting.application.record_event import founded
from reporting.domain.days import local_day
from reporting.domain.definitions import II06A_1, QD766_1, Against
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.notices import FeedbackNote
from reporting.domain.standing import lacks_due_date, placed
from reporting.domain.tallies import Measure, tallies_of
from reporting.domain.verdict import judge
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from reporting.lawpack import definitions
from service.reporting.golden_set import Golden, golden_set

FIRST, LAST = date(2024, 5, 1), date(2024, 5, 31)
BOOK = definitions()
SET = golden_set()


def evidence_of(envelope: Envelope) -> Evidence:
    found = read_event(envelope)
    if isinstance(found, FeedbackNote):
        return founded(envelope, found)
    assert isinstance(found, Evidence)
    return found


def told(golden: Golden) -> list[Evidence]:
    return [evidence_of(envelope) for envelope in golden.teller().told]


def facts(golden: Golden) -> DossierFacts:
    return facts_of(golden.dossier_id, told(golden))


def test_there_are_sixty_of_them_each_for_a_reason_of_its_own() -> None:
    assert len({golden.name for golden in SET}) == 60


@pytest.mark.parametrize("golden", SET, ids=[golden.name for golden in SET])
def test_a_dossier_is_judged_as_worked_out_by_hand(golden: Golden) -> None:
    found = facts(golden)
    verdict = judge(found)
    if found.is_synthetic:
        assert not tallies_of(found, verdict)
    told_verdict = None if verdict is None else (verdict.outcome.value, local_day(verdict.at))
    expected = None if golden.verdict is None else (golden.verdict[0], date.fromisoformat(golden.verdict[1]))
    assert told_verdict == expected
    for name in (II06A_1, QD766_1):
        for against, answer in ((Against.CURRENT, golden.form), (Against.ORIGINAL, golden.original)):
            place = placed(found, BOOK.named(name, LAST), first=FIRST, last=LAST, against=against)
            assert (None if place is None else (place.is_carried_over, place.standing.value)) == answer, against
    own = {key.department: key.label for key in tallies_of(found, verdict) if key.measure is Measure.OWN_OUTCOME}
    assert own == golden.own
    assert lacks_due_date(found) is golden.undue


@given(golden=st.sampled_from(SET), data=st.data())
@settings(max_examples=60)
def test_duplicated_and_reordered_events_leave_every_answer_unchanged(golden: Golden, data: st.DataObject) -> None:
    events = told(golden)
    shuffled: list[Evidence] = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events)))]))
    assert facts_of(golden.dossier_id, shuffled) == facts_of(golden.dossier_id, events)


def test_the_quick_reader_reads_the_whole_set_alike() -> None:
    for golden in SET:
        for envelope in golden.teller().told:
            quick = read_canonical(envelope.body, nats_subject=envelope.nats_subject)
            assert read_event(quick) == read_event(envelope)


def test_the_set_holds_every_kind_of_answer() -> None:
    standings = Counter(golden.form[1] for golden in SET if golden.form)
    assert set(standings) == {"early", "on_time", "late", "in_time", "overdue"}
    assert {golden.verdict[0] for golden in SET if golden.verdict} == {"met", "missed"}
