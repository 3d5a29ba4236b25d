"""Who may be consulted, and what consulting does: as the shipped pack says it, and what an author may do wrong."""

from __future__ import annotations

from datetime import date

import pytest

from chassis.kernel.worktime import Limit
from intake.domain.consultees import AnswersBy, ConsulteeKind
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Mark
from intake.domain.procedures import ClockEffect, OnSilence
from unit.lawpack.small_pack import SmallPack

TODAY = date(2026, 7, 1)
FILE = "consultees.yaml"
ROW = "consultees:\n  - {key: dau-tu, name: A, name_en: A, kind: department, answers_by: inbox, "
GOOD = ROW + "department: dau-tu, valid_from: 2020-01-01, mark: I}\n"


def test_everybody_on_the_list_is_placed_and_answers_in_its_own_way(heza: LawPack) -> None:
    listed = {row.key: (row.kind, row.answers_by) for row in heza.consultees_on(TODAY)}
    assert listed["lao-dong"] == (ConsulteeKind.DEPARTMENT, AnswersBy.INBOX)
    assert listed["so-tai-chinh"] == (ConsulteeKind.AGENCY, AnswersBy.ACCOUNT)
    assert listed["ubnd-thanh-pho"] == (ConsulteeKind.HIGHER_AGENCY, AnswersBy.LINK)
    assert heza.consultees_on(date(2015, 12, 31)) == ()


def test_no_mailbox_is_made_up(heza: LawPack) -> None:
    assert [row.key for row in heza.consultees if row.mailbox is not None] == []


def test_silence_is_consent_in_investment_and_construction_and_nowhere_else(heza: LawPack) -> None:
    written = {version.procedure: version.consultation for version in heza.versions_on(TODAY)}
    deemed = {key for key, policy in written.items() if policy and policy.on_silence is OnSilence.DEEMED_CONSENT}
    assert {"chap-thuan-chu-truong", "cap-gcn-dkdt", "cap-gpxd", "tham-dinh-bcnckt-a"} <= deemed
    assert not [key for key in deemed if "gpld" in key or "co-mau" in key or "gpmt" in key]
    assert {policy.effect_on_clock for policy in written.values() if policy} == {ClockEffect.NONE}


def test_opinions_on_an_investment_policy_are_due_in_seven_working_days(heza: LawPack) -> None:
    policy = heza.version_on("chap-thuan-chu-truong", TODAY).consultation
    assert policy is not None
    assert (policy.limit, policy.mark) == (Limit.of(7, "working_day"), Mark.READ)
    assert heza.version_on("chap-thuan-chu-truong", date(2026, 4, 30)).consultation is None


def test_a_pack_may_have_no_list(pack: SmallPack) -> None:
    assert pack.findings() == []


FAULTS = {
    "a department that is not there": (
        ("department: dau-tu", "department: nobody"),
        "2: consultees[0].department: there is no department nobody -> "
        "use a token of departments.yaml, or add it there",
    ),
    "a department that was not there yet": (
        ("2020-01-01", "2001-01-01"),
        "2: consultees[0].department: department dau-tu does not exist on 2001-01-01 -> "
        "correct the dates here or in departments.yaml",
    ),
    "a department that is sent a link": (
        ("inbox", "link"),
        "2: consultees[0].answers_by: dau-tu is of kind department and answers by link -> "
        "write inbox for a department here, account or link for others",
    ),
    "a department without its token": (
        ("department: dau-tu, ", ""),
        "2: consultees[0].department: does not go with kind department -> "
        "name the department's token, for a department here and for nobody else",
    ),
    "an account of nobody": (
        ("kind: department, answers_by: inbox, department: dau-tu", "kind: agency, answers_by: account"),
        "2: consultees[0].agency: does not go with answering by account -> "
        "name the agency that its accounts carry, for who answers by account and for nobody else",
    ),
    "a mailbox that is none": (
        ("mark: I", "mailbox: nobody, mark: I"),
        "2: consultees[0].mailbox: 'nobody' is not written as it must be -> "
        "write the body's office mailbox, never a person's address, or leave it out where it is not known",
    ),
}


def test_a_sound_list_has_no_findings(pack: SmallPack) -> None:
    (pack.folder / FILE).write_text(GOOD, encoding="utf-8")
    assert pack.findings() == []


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_is_named_with_its_line(pack: SmallPack, name: str) -> None:
    (old, new), finding = FAULTS[name]
    (pack.folder / FILE).write_text(GOOD.replace(old, new), encoding="utf-8")
    assert pack.findings() == [f"{FILE}:{finding}"]


def test_a_body_listed_twice_at_a_time_is_a_fault(pack: SmallPack) -> None:
    (pack.folder / FILE).write_text(GOOD + GOOD.removeprefix("consultees:\n"), encoding="utf-8")
    (found,) = pack.findings()
    assert found.startswith(f"{FILE}:3: consultees[1].valid_from: 2020-01-01 does not come after the one before")


def test_a_policy_that_nobody_understands_is_refused(pack: SmallPack) -> None:
    policy = "{on_silence: ignore, effect_on_clock: none, legal_ref: x, mark: V}"
    subjects = "  subjects: [organisation]\n"
    pack.change("procedures/sample.yaml", subjects, f"{subjects}  consultation: {policy}\n")
    (found,) = pack.findings()
    assert found.endswith(
        "consultation.on_silence: 'ignore' is not allowed -> write escalate or deemed_consent: what follows when a "
        "consulted body stays silent"
    )
