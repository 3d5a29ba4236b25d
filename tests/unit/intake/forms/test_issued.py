"""Which forms exist when, under which law, and who may hold them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.actor import Actor
from intake.domain.forms.control_slip import HandoverKind
from intake.domain.forms.heading import FormKey
from intake.domain.forms.issued import FormNotIssued, is_by_department, issued_form, issued_forms
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forms.rights import may_hold
from intake.domain.reception import withdraw
from unit.intake.forms.specimens import DAYS, NEWER, OLDER, asked, handover
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    OTHER_SPECIALIST,
    RECEPTIONIST,
    SPECIALIST,
    SYSTEM,
    accepted,
    heza,
    local,
    registered,
)


def kinds(dossier: object) -> list[FormKey]:
    return [issued.key for issued in issued_forms(dossier, heza())]  # type: ignore[arg-type]


def test_a_registered_dossier_has_no_form_and_an_accepted_one_its_receipt() -> None:
    assert kinds(registered()) == []
    assert kinds(accepted()) == [FormKey.RECEIPT, FormKey.CONTROL_SHEET]


def test_a_form_follows_the_law_of_its_own_date() -> None:
    older, newer = (issued_form(accepted(DAYS[law]), heza(), FormKey.RECEIPT).form for law in (OLDER, NEWER))
    assert (older.legal_ref, newer.legal_ref) == ("TT 01/2018/TT-VPCP Đ9", "TT 03/2025/TT-VPCP Phụ lục I")
    last, first = (accepted(local(f"2025-09-{day} 08:00")) for day in ("12", "15"))
    assert issued_form(last, heza(), FormKey.RECEIPT).form == older
    assert issued_form(first, heza(), FormKey.RECEIPT).form == newer


def test_a_withdrawal_has_its_notice_when_the_department_has_confirmed_it_and_never_before_the_circular() -> None:
    waiting = withdraw(accepted(DAYS[NEWER]), DAYS[NEWER])[0]
    assert FormKey.STOP_NOTICE not in kinds(waiting)
    confirmed = replace(waiting, stopped_at=DAYS[NEWER])
    assert issued_form(confirmed, heza(), FormKey.STOP_NOTICE).form.number == 5
    assert FormKey.STOP_NOTICE in kinds(withdraw(registered(DAYS[NEWER]), DAYS[NEWER])[0])
    earlier = replace(withdraw(accepted(DAYS[OLDER]), DAYS[OLDER])[0], stopped_at=DAYS[OLDER])
    assert FormKey.STOP_NOTICE not in kinds(earlier)


def test_a_refusal_after_appraisal_is_a_form_once_it_is_decided_and_the_department_wrote_it() -> None:
    decided = replace(accepted(DAYS[NEWER]), decided_at=DAYS[NEWER], outcome="refused")
    issued = issued_form(decided, heza(), FormKey.REFUSAL)
    assert is_by_department(decided, issued)
    assert FormKey.REFUSAL not in kinds(replace(decided, outcome="granted"))


def test_an_apology_is_a_form_as_long_as_its_new_date_holds() -> None:
    at = DAYS[NEWER]
    said = [handover(3, HandoverKind.EXTENDED, at, due_at=local("2026-05-14 17:00"))]
    moved = replace(accepted(at), due_at=local("2026-05-14 17:00"))
    issued = issued_form(moved, heza(), FormKey.APOLOGY, "", said)
    assert (issued.dated, issued.form.number, is_by_department(moved, issued)) == (at, 4, True)
    undone = replace(moved, due_at=moved.original_due_at)
    assert FormKey.APOLOGY not in [form.key for form in issued_forms(undone, heza(), said)]


def test_the_control_sheet_changed_its_number_with_the_circular() -> None:
    numbers = [issued_form(accepted(DAYS[law]), heza(), FormKey.CONTROL_SHEET).form.number for law in (OLDER, NEWER)]
    assert numbers == [5, 6]


def test_a_supplement_request_is_found_by_its_id_and_another_one_is_not() -> None:
    dossier = asked(DAYS[NEWER])
    assert issued_form(dossier, heza(), FormKey.SUPPLEMENT_REQUEST, "r-1").request_id == "r-1"
    with pytest.raises(FormNotIssued) as refused:
        issued_form(dossier, heza(), FormKey.SUPPLEMENT_REQUEST, "r-2")
    assert refused.value.slug == "form-not-issued"


LETTERS = {FormKey.SUPPLEMENT_REQUEST, FormKey.REFUSAL, FormKey.APOLOGY, FormKey.STOP_NOTICE}
SLIP = {FormKey.CONTROL_SHEET}


@pytest.mark.parametrize(
    ("actor", "held"),
    [
        (RECEPTIONIST, {FormKey.RECEIPT} | LETTERS | SLIP),
        (SPECIALIST, LETTERS | SLIP),
        (HEAD, LETTERS | SLIP),
        (LEADER, LETTERS | SLIP),
        (SYSTEM, LETTERS | SLIP),
        (CONTROL, SLIP),
        (NEIGHBOUR, set()),
        (OPERATOR, set()),
    ],
)
def test_who_may_hold_which_form(actor: Actor, held: set[FormKey]) -> None:
    assert {key for key in FormKey if may_hold(actor, accepted(), key)} == held


def test_the_applicant_holds_the_own_forms_and_not_the_sheet_of_the_offices() -> None:
    own = replace(accepted(), registered_by=APPLICANT.subject)
    assert {key for key in FormKey if may_hold(APPLICANT, own, key)} == {FormKey.RECEIPT} | LETTERS


@pytest.mark.parametrize("stranger", [ELSEWHERE, OTHER_SPECIALIST])
def test_officers_of_other_units_hold_no_form_that_names_the_applicant(stranger: Actor) -> None:
    assert not {key for key in FormKey if may_hold(stranger, accepted(), key)} & ({FormKey.RECEIPT} | LETTERS)


def test_an_address_carries_no_more_than_its_reader_may_know() -> None:
    pages = PublicPages("https://motcua.vidu.vn")
    assert pages.tracking("H24.15-260420-0001", "7K3M-9QXZ-04TB") == (
        "https://motcua.vidu.vn/tra-cuu/H24.15-260420-0001?s=7K3M-9QXZ-04TB"
    )
    assert pages.tracking("H24.15-260420-0001") == "https://motcua.vidu.vn/tra-cuu/H24.15-260420-0001"
    assert pages.tracking() == "https://motcua.vidu.vn/tra-cuu"
