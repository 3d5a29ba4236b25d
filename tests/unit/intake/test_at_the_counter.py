"""Accept, refuse, ask for documents, hand over: who may, when, and what comes of it."""

from __future__ import annotations

import asyncio

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit
from intake.application import (
    AcceptDossier,
    Accepted,
    RateDossier,
    RecordCollection,
    RefuseDossier,
    RequestSupplement,
    SubmitSupplement,
    WithdrawDossier,
)
from intake.domain.facts import DossierAccepted
from intake.domain.procedures import Channel
from intake.domain.states import State
from unit.intake.conftest import Office
from unit.intake.world import (
    APPLICANT,
    CONTROL,
    ELSEWHERE,
    HEAD,
    LEADER,
    NEIGHBOUR,
    OPERATOR,
    RECEPTIONIST,
    SPECIALIST,
    WORK_PERMIT_DOCUMENTS,
    change,
    given,
    local,
)


async def test_acceptance_gives_code_clock_due_instant_and_receipt(office: Office) -> None:
    accepted = await office.accepted(APPLICANT)
    dossier, receipt = accepted.dossier, accepted.receipt
    assert (dossier.code, dossier.state, dossier.portal_status) == ("H24.15-260420-0001", State.ACCEPTED, 2)
    # Ten working days after Monday 20 April; 27 April (Hùng Kings), 30 April and 1 May are off.
    assert dossier.due_at == local("2026-05-07 17:00")
    assert office.last_fact == DossierAccepted(
        dossier=dossier.ref,
        received_at=local("2026-04-20 09:00"),
        accepted_at=local("2026-04-20 09:00"),
        clock_started_at=local("2026-04-20 09:00"),
        due_at=local("2026-05-07 17:00"),
        due_is_provisional=False,
        limit=Limit.of("10", "working_day"),
        law_revision=office.law.pack.digest,
        officer="cb.motcua.1",
        transfer_due_at=local("2026-04-20 17:00"),
        fee_vnd=600_000,
    )
    assert (receipt.code, receipt.number, receipt.form_number) == (dossier.code, "0001/BPTNTKQ", 1)
    assert receipt.agency == "Ban Quản lý Khu kinh tế Hải Phòng"
    assert receipt.one_stop_unit == "Bộ phận Một cửa"
    assert receipt.request == "Cấp giấy phép lao động cho người lao động nước ngoài"
    assert [document.name for document in receipt.documents][5] == "Hộ chiếu còn giá trị"
    assert (receipt.received_at, receipt.due_at) == (local("2026-04-20 09:00"), local("2026-05-07 17:00"))
    assert (receipt.tracking_secret, receipt.received_by, receipt.book) == ("0000-0000-0001", "cb.motcua.1", "2026")


async def test_the_example_of_the_swap_in_2024_ends_on_the_right_day(office: Office) -> None:
    office.clock.move_to(local("2024-04-26 10:00"))
    accepted = await office.accepted(RECEPTIONIST, procedure="cap-gpld")
    # Five working days: 2, 3, 4 (working Saturday for 29 April), 6, 7 May.
    assert accepted.dossier.due_at == local("2024-05-07 17:00")


async def test_a_dossier_accepted_on_saturday_counts_from_monday(office: Office) -> None:
    office.clock.move_to(local("2026-04-18 10:00"))
    dossier = (await office.accepted(APPLICANT)).dossier
    assert dossier.clock_started_at == local("2026-04-20 07:30")
    assert dossier.code == "H24.15-260418-0001"


async def test_numbers_run_per_day(office: Office) -> None:
    codes = [(await office.accepted(RECEPTIONIST)).dossier.code for _ in range(3)]
    office.clock.move_to(local("2026-04-21 00:00"))
    codes.append((await office.accepted(RECEPTIONIST)).dossier.code)
    assert codes == ["H24.15-260420-0001", "H24.15-260420-0002", "H24.15-260420-0003", "H24.15-260421-0001"]


async def test_a_refused_acceptance_takes_no_number(office: Office) -> None:
    few = await office.registered(RECEPTIONIST, documents=given("anh"), is_incomplete=True)
    with pytest.raises(Problem) as refusal:
        await office.ask.accept(AcceptDossier(change=change(few.id)))
    assert (refusal.value.slug, refusal.value.kind, len(refusal.value.fields)) == (
        "documents-missing",
        Kind.REFUSED,
        6,
    )
    assert (await office.accepted(RECEPTIONIST)).dossier.code == "H24.15-260420-0001"


async def test_of_two_acceptances_at_once_one_wins(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    outcomes = await asyncio.gather(
        *(office.ask.accept(AcceptDossier(change=change(dossier.id))) for _ in range(2)), return_exceptions=True
    )
    won = [outcome for outcome in outcomes if isinstance(outcome, Accepted)]
    lost = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    assert [w.dossier.code for w in won] == ["H24.15-260420-0001"]
    assert [(p.slug, p.kind) for p in lost] == [("accept-not-allowed", Kind.REFUSED)]


async def test_a_repeated_acceptance_answers_with_what_is_there(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    first = await office.ask.accept(AcceptDossier(change=change(dossier.id, key="k")))
    again = await office.ask.accept(AcceptDossier(change=change(dossier.id, key="k", version=1)))
    assert again == first
    assert office.facts == ["DossierReceived", "DossierAccepted"]


async def test_a_change_of_an_older_version_is_refused(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    await office.ask.accept(AcceptDossier(change=change(dossier.id, version=1)))
    with pytest.raises(Problem) as refusal:
        await office.ask.withdraw(WithdrawDossier(change=change(dossier.id, version=1)))
    assert (refusal.value.slug, refusal.value.kind) == ("version-stale", Kind.STALE)


@pytest.mark.parametrize("actor", [APPLICANT, SPECIALIST, HEAD, LEADER, CONTROL])
async def test_who_sees_a_dossier_but_is_no_receptionist_cannot_accept_it(office: Office, actor: Actor) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.accept(AcceptDossier(change=change(dossier.id, actor)))
    assert (refusal.value.slug, refusal.value.kind) == ("role-forbidden", Kind.FORBIDDEN)


@pytest.mark.parametrize("actor", [NEIGHBOUR, ELSEWHERE, OPERATOR])
async def test_for_others_the_dossier_does_not_exist(office: Office, actor: Actor) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.accept(AcceptDossier(change=change(dossier.id, actor)))
    assert (refusal.value.slug, refusal.value.kind) == ("dossier-unknown", Kind.NOT_FOUND)


async def test_a_refusal_needs_a_reason_and_ends_the_dossier(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    with pytest.raises(Problem) as refusal:
        await office.ask.refuse(RefuseDossier(change=change(dossier.id), reason="  "))
    assert set(refusal.value.fields) == {"reason"}
    refused = await office.ask.refuse(RefuseDossier(change=change(dossier.id), reason="Không thuộc thẩm quyền"))
    assert (refused.state, refused.refusal_reason) == (State.REFUSED, "Không thuộc thẩm quyền")
    with pytest.raises(Problem) as refusal:
        await office.ask.accept(AcceptDossier(change=change(dossier.id)))
    assert refusal.value.slug == "accept-not-allowed"


async def test_documents_are_asked_for_once_brought_and_accepted(office: Office) -> None:
    dossier = await office.registered(RECEPTIONIST, documents=given(*WORK_PERMIT_DOCUMENTS[:6]), is_incomplete=True)
    ask = RequestSupplement(change=change(dossier.id), documents=("hinh-thuc-lam-viec",), reason="Thiếu giấy tờ")
    asked = await office.ask.request_supplement(ask)
    assert (asked.state, asked.portal_status) == (State.SUPPLEMENT_REQUESTED, 5)
    brought = SubmitSupplement(change=change(dossier.id), documents=given("hinh-thuc-lam-viec"))
    assert (await office.ask.submit_supplement(brought)).state is State.REGISTERED
    with pytest.raises(Problem) as refusal:
        await office.ask.request_supplement(ask)
    assert refusal.value.slug == "supplement-already-requested"
    assert (await office.ask.accept(AcceptDossier(change=change(dossier.id)))).dossier.code == "H24.15-260420-0001"
    assert office.facts == ["DossierReceived", "SupplementRequested", "DossierSupplemented", "DossierAccepted"]


async def test_a_supplement_without_an_open_request_or_for_another_one_is_refused(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    brought = SubmitSupplement(change=change(dossier.id, APPLICANT), documents=given("anh"))
    with pytest.raises(Problem) as refusal:
        await office.ask.submit_supplement(brought)
    assert refusal.value.slug == "supplement-not-allowed"
    await office.ask.request_supplement(RequestSupplement(change=change(dossier.id), documents=("anh",), reason="Mờ"))
    with pytest.raises(Problem) as refusal:
        await office.ask.submit_supplement(
            SubmitSupplement(change=change(dossier.id, APPLICANT), documents=given("anh"), request_id="another")
        )
    assert refusal.value.slug == "supplement-not-allowed"


async def test_a_result_that_is_not_there_cannot_be_handed_over_or_rated(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    with pytest.raises(Problem) as refusal:
        await office.ask.collect(RecordCollection(change=change(dossier.id), method=Channel.COUNTER))
    assert refusal.value.slug == "collect-not-allowed"
    with pytest.raises(Problem) as refusal:
        await office.ask.rate(RateDossier(change=change(dossier.id, APPLICANT), rating=5))
    assert refusal.value.slug == "rating-not-allowed"


async def test_only_the_applicant_rates_and_only_once(office: Office) -> None:
    dossier = await office.registered(APPLICANT)
    await office.ask.refuse(RefuseDossier(change=change(dossier.id), reason="Trùng hồ sơ"))
    with pytest.raises(Problem) as refusal:
        await office.ask.rate(RateDossier(change=change(dossier.id, RECEPTIONIST), rating=5))
    assert refusal.value.slug == "role-forbidden"
    rated = await office.ask.rate(RateDossier(change=change(dossier.id, APPLICANT), rating=2, comment="Chậm"))
    assert rated.rating == 2
    with pytest.raises(Problem) as refusal:
        await office.ask.rate(RateDossier(change=change(dossier.id, APPLICANT), rating=3))
    assert refusal.value.slug == "already-rated"


async def test_a_withdrawn_dossier_cannot_be_withdrawn_again(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    withdrawn = await office.ask.withdraw(WithdrawDossier(change=change(dossier.id, APPLICANT)))
    assert (withdrawn.state, withdrawn.behind_withdrawal) == (State.WITHDRAWN, State.ACCEPTED)
    with pytest.raises(Problem) as refusal:
        await office.ask.withdraw(WithdrawDossier(change=change(dossier.id, APPLICANT)))
    assert refusal.value.slug == "withdraw-not-allowed"
