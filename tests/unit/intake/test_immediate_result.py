"""What is answered while the applicant waits (giải quyết ngay)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from intake.application import AcceptDossier
from intake.application.issue_immediate_result import Answered, IssueImmediateResult
from intake.domain.facts import DossierAccepted, DossierCollected
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel, Fee
from intake.domain.states import State
from intake.domain.timers import timers_of
from unit.intake.conftest import Office
from unit.intake.world import APPLICANT, RECEPTIONIST, SPECIALIST, change, given, heza, local

NOTICE: dict[str, object] = {"procedure": "thong-bao-lam-them", "documents": given("thong-bao")}


async def answered(office: Office, *, actor: Actor = RECEPTIONIST, receipt: bool = False) -> Answered:
    dossier = await office.registered(RECEPTIONIST, **NOTICE)
    return await office.ask.answer_at_once(
        IssueImmediateResult(change=change(dossier.id, actor), wants_receipt=receipt)
    )


async def test_a_notice_is_accepted_granted_and_handed_over_in_one_moment(office: Office) -> None:
    dossier = (await answered(office)).dossier
    now = local("2026-04-20 09:00")
    assert (dossier.state, dossier.code, dossier.outcome) == (State.COLLECTED, "H24.15-260420-0001", "granted")
    assert dossier.accepted_at == dossier.decided_at == dossier.result_issued_at == dossier.returned_at == now
    assert (dossier.returned_by, dossier.transfer_due_at, timers_of(dossier)) == (Channel.COUNTER, None, ())
    assert office.facts == ["DossierReceived", "DossierAccepted", "DossierCollected"]
    accepted = office.unit_of_work.stored.facts[1]
    assert isinstance(accepted, DossierAccepted)
    assert (accepted.is_immediate, accepted.officer) == (True, RECEPTIONIST.subject)
    assert office.last_fact == DossierCollected(dossier=dossier.ref, collected_at=now, method=Channel.COUNTER)


async def test_it_has_a_number_of_the_day_like_any_other(office: Office) -> None:
    first, ordinary = await answered(office), await office.accepted(RECEPTIONIST)
    second = await answered(office)
    codes = [first.dossier.code, ordinary.dossier.code, second.dossier.code]
    assert codes == [f"H24.15-260420-000{serial}" for serial in (1, 2, 3)]


@pytest.mark.parametrize("wanted", [True, False])
async def test_a_receipt_is_given_to_those_who_ask(office: Office, *, wanted: bool) -> None:
    given_receipt = (await answered(office, receipt=wanted)).receipt
    assert (given_receipt is not None) is wanted


async def test_the_same_answer_twice_is_one_answer(office: Office) -> None:
    dossier = await office.registered(RECEPTIONIST, **NOTICE)
    command = IssueImmediateResult(change=change(dossier.id, key="k"))
    assert (await office.ask.answer_at_once(command)) == (await office.ask.answer_at_once(command))
    assert office.facts.count("DossierCollected") == 1


async def test_what_takes_longer_by_law_is_not_answered_at_once(office: Office) -> None:
    dossier = await office.registered(RECEPTIONIST)
    await _refused(office, dossier.id, "procedure-not-immediate")
    assert office.stored(dossier.id).state is State.REGISTERED
    assert office.unit_of_work.stored.counters == {}


async def test_only_a_new_dossier_is_answered_at_once_and_only_by_the_counter(office: Office) -> None:
    dossier = await office.registered(RECEPTIONIST, **NOTICE)
    await _refused(office, dossier.id, "role-forbidden", SPECIALIST)
    await _refused(office, dossier.id, "dossier-unknown", APPLICANT)
    await office.ask.accept(AcceptDossier(change=change(dossier.id)))
    await _refused(office, dossier.id, "immediate-result-not-allowed")


async def test_what_costs_something_is_paid_first(office: Office) -> None:
    office.law.enact(_with_fee(heza(), 50_000))
    dossier = await office.registered(RECEPTIONIST, **NOTICE)
    await _refused(office, dossier.id, "fee-unpaid")
    assert office.unit_of_work.stored.counters == {}


async def _refused(office: Office, dossier_id: str, slug: str, actor: Actor = RECEPTIONIST) -> None:
    with pytest.raises(Problem) as caught:
        await office.ask.answer_at_once(IssueImmediateResult(change=change(dossier_id, actor)))
    assert caught.value.slug == slug


def _with_fee(pack: LawPack, amount: int) -> LawPack:
    def dearer(procedure: object) -> object:
        versions = tuple(
            replace(version, fee=Fee(amount_vnd=amount, mark=version.fee.mark, note=None))
            for version in procedure.versions  # type: ignore[attr-defined]
        )
        return replace(procedure, versions=versions)  # type: ignore[type-var]

    procedures = tuple(dearer(p) if p.key == "thong-bao-lam-them" else p for p in pack.procedures)
    return replace(pack, procedures=procedures)  # type: ignore[arg-type]
