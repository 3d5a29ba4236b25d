"""Papers, fee and form of the result, as a dossier's events say them; what none says is neither good nor bad."""

from __future__ import annotations

import pytest

from reporting.domain.digital import Digital, Fee, ResultForm, Scanned
from reporting.domain.evidence import PROCEDURE_FEE, EvidenceKind, Papers
from reporting.domain.facts import facts_of
from reporting.domain.rebuild import FIGURES_VERSION, HEARD_SINCE, Source, source_of_upgrade
from reporting.domain.tallies import papers_label
from reporting.store.evidence_rows import from_json, to_json
from unit.reporting.golden import DUE
from unit.reporting.story import DOSSIER, Story, local

FILED, LATER, LAST = "2024-05-02 09:00", "2024-05-03 09:00", "2024-05-06 09:00"


def papers(total: int, electronic: int, exempt: int = 0, reused: int = 0) -> Papers:
    return Papers(total=total, electronic=electronic, exempt=exempt, reused=reused)


def digital(story: Story) -> Digital:
    return facts_of(DOSSIER, story.told).digital


def filed(fee: int | None = None, **said: Papers) -> Story:
    story = Story().add("intake", EvidenceKind.RECEIVED, FILED, **said)  # type: ignore[arg-type]
    return story.add("intake", EvidenceKind.ACCEPTED, FILED, due=DUE, amount=fee)


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        (papers(6, 6), "every fresh"),
        (papers(6, 5, exempt=1), "every fresh"),
        (papers(6, 5), "some fresh"),
        (papers(6, 0, exempt=2), "none fresh"),
        (papers(2, 0, exempt=2), "nothing fresh"),
        (papers(0, 0), "nothing fresh"),
        (papers(6, 6, reused=1), "every reused"),
    ],
)
def test_papers_are_told_by_how_many_are_there_electronically(counts: Papers, label: str) -> None:
    assert papers_label(digital(filed(papers=counts))) == label


def test_the_latest_word_on_papers_holds_and_no_word_is_unsaid() -> None:
    assert (digital(filed()).scanned, digital(filed()).is_reused) == (Scanned.UNSAID, None)
    story = filed(papers=papers(6, 0)).add("intake", EvidenceKind.SUPPLEMENTED, LATER, papers=papers(7, 1))
    assert digital(story).scanned is Scanned.SOME
    story.add("intake", EvidenceKind.PAPERS_SCANNED, LAST, papers=papers(7, 7))
    assert digital(story).scanned is Scanned.EVERY


@pytest.mark.parametrize(("fee", "stands"), [(None, Fee.UNSAID), (0, Fee.FREE), (600_000, Fee.OWED)])
def test_a_fee_stands_as_the_acceptance_says_until_it_is_settled(fee: int | None, stands: Fee) -> None:
    assert digital(filed(fee)).fee is stands


@pytest.mark.parametrize(
    ("amount", "online", "stands"),
    [
        (600_000, 600_000, Fee.ONLINE),
        (600_000, 200_000, Fee.PARTLY_ONLINE),
        (600_000, 0, Fee.OTHERWISE),
        (600_000, None, Fee.PAID),
        (0, 0, Fee.EXEMPT),
    ],
)
def test_how_a_fee_was_paid_is_told_apart(amount: int, online: int | None, stands: Fee) -> None:
    story = filed(600_000).add("intake", EvidenceKind.PAID, LATER, label=PROCEDURE_FEE, amount=amount, online=online)
    found = digital(story)
    assert found.fee is stands
    assert found.paid_online_at == (local(LATER) if online else None)


def test_a_fee_that_is_fixed_later_is_owed_and_a_financial_duty_is_no_fee() -> None:
    story = filed().add("intake", EvidenceKind.FEE_ASSESSED, LATER, label=PROCEDURE_FEE, amount=450_000)
    assert digital(story).fee is Fee.OWED
    story.add("intake", EvidenceKind.PAID, LAST, label="duty-1", amount=9_000_000, online=9_000_000)
    found = digital(story)
    assert (found.fee, found.paid_online_at) == (Fee.OWED, None)


def test_a_result_is_electronic_by_its_latest_version_or_because_it_was_handed_over_online() -> None:
    assert digital(filed()).result is ResultForm.NONE
    story = filed().add("processing", EvidenceKind.RESULT_ATTACHED, LATER, amount=1)
    assert digital(story).result is ResultForm.FILE
    story.add("processing", EvidenceKind.RESULT_ATTACHED, LATER, amount=1, label="signed")
    assert digital(story).result is ResultForm.SIGNED
    story.add("processing", EvidenceKind.RESULT_ATTACHED, LATER, amount=2)
    assert digital(story).result is ResultForm.FILE
    story.add("intake", EvidenceKind.COLLECTED, LAST, label="online")
    assert digital(story).result is ResultForm.ONLINE


def test_what_the_evidence_says_of_papers_and_money_is_kept_with_it() -> None:
    story = filed(0, papers=papers(6, 5, 1, 2))
    story.add("intake", EvidenceKind.PAID, LATER, label=PROCEDURE_FEE, amount=10, online=0)
    assert from_json(to_json(story.told)) == tuple(story.told)


def test_what_an_earlier_version_did_not_hear_is_heard_anew() -> None:
    assert source_of_upgrade(HEARD_SINCE - 1) is Source.STREAM
    assert source_of_upgrade(0) is Source.KEPT
    assert source_of_upgrade(FIGURES_VERSION) is Source.KEPT
