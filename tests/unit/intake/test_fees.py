"""The account of a dossier: what is asked for, what came, what is owed, and who may say so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.messaging.envelope import OutgoingEvent, decode, encode
from intake.application import FollowProcessing, WithdrawDossier
from intake.application.fees import AssessFee, ExemptFee, GetFees, RecordPayment, UndoPayment
from intake.domain import progress
from intake.domain.facts import DossierPaid
from intake.domain.fees.accounts import Account, Payable, PayableKind, Payment, PaymentMethod, PaymentStatus, UndoneBy
from intake.domain.fees.paying import assessed, newly_assessed, record
from intake.domain.organisation import Mark
from intake.domain.procedures import Fee
from intake.domain.states import State
from motcua.events.v1 import handling_pb2
from unit.intake import world
from unit.intake.conftest import Office
from unit.intake.world import APPLICANT, CONTROL, NEIGHBOUR, RECEPTIONIST, SPECIALIST, SYSTEM, change, local

AT = local("2026-04-20 09:00")
CHARGE = 600_000  # a work permit, in the pack


def fee(amount_vnd: int | None) -> Account:
    return assessed(Fee(amount_vnd=amount_vnd, mark=Mark.MEMORY, note=None), AT)


def payment(amount_vnd: int, number: str = "1", method: PaymentMethod = PaymentMethod.CASH) -> Payment:
    return Payment(
        id=f"p-{number}",
        payable="procedure",
        amount_vnd=amount_vnd,
        method=method,
        receipt_number=number,
        paid_at=AT,
        recorded_at=AT,
        recorded_by="cb.motcua.1",
    )


def paying(dossier_id: str, amount_vnd: int = CHARGE, number: str = "BL-1", **how: object) -> RecordPayment:
    actor = how.pop("actor", RECEPTIONIST)
    key = how.pop("key", None)
    plain: dict[str, object] = {"method": PaymentMethod.CASH} | how
    asked = change(dossier_id, actor, key=key)  # type: ignore[arg-type]
    return RecordPayment(change=asked, amount_vnd=amount_vnd, receipt_number=number, **plain)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount_vnd", "status"),
    [(None, PaymentStatus.NOT_ASSESSED), (0, PaymentStatus.NOT_REQUIRED), (1, PaymentStatus.UNPAID)],
)
def test_a_fee_that_nobody_knows_is_not_a_fee_of_nothing(amount_vnd: int | None, status: PaymentStatus) -> None:
    assert fee(amount_vnd).status is status


@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 100))
def test_paid_owed_and_asked_for_always_add_up(amounts: list[int], asked: int) -> None:
    account = fee(asked)
    for number, amount_vnd in enumerate(amounts):
        if amount_vnd <= account.owed:
            account = record(account, payment(amount_vnd, str(number)))
        else:
            with pytest.raises(Problem, match="still to be paid"):
                record(account, payment(amount_vnd, str(number)))
    assert account.paid_vnd("procedure") + account.owed == asked
    assert (account.status is PaymentStatus.PAID) == (account.owed == 0)


def test_what_the_bank_reports_has_come_even_if_it_is_too_much() -> None:
    account = record(record(fee(100), payment(100)), payment(100, "2", PaymentMethod.ONLINE))
    assert (account.paid_vnd("procedure"), account.owed, account.status) == (200, 0, PaymentStatus.PAID)


def test_what_is_owed_outweighs_what_is_paid_elsewhere() -> None:
    duty = Payable(key="d-1", kind=PayableKind.LAND, amount_vnd=5_000_000, note="", asked_at=AT)
    assert fee(0).with_payable(duty).status is PaymentStatus.UNPAID
    assert record(fee(100), payment(100)).with_payable(duty).status is PaymentStatus.PARTLY_PAID
    assert fee(None).with_payable(duty).status is PaymentStatus.UNPAID


async def test_acceptance_assesses_the_fee_and_payment_settles_it_once(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    assert dossier.payment is PaymentStatus.UNPAID
    some = await office.ask.fees.record(paying(dossier.id, 200_000))
    assert (some.account.status, some.account.owed) == (PaymentStatus.PARTLY_PAID, 400_000)
    assert office.facts[-1] == "DossierAccepted"
    rest = await office.ask.fees.record(paying(dossier.id, 400_000, "BL-2"))
    assert (rest.account.status, rest.dossier.payment) == (PaymentStatus.PAID, PaymentStatus.PAID)
    assert office.last_fact == DossierPaid(
        dossier=dossier.ref,
        payable="procedure",
        kind=PayableKind.CHARGE,
        amount_vnd=CHARGE,
        settled_at=AT,
        is_exempt=False,
    )


async def test_a_repeated_notification_pays_once(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    reported = paying(dossier.id, number="NH-77", method=PaymentMethod.ONLINE, actor=SYSTEM)
    for _ in range(3):
        fees = await office.ask.fees.record(reported)
        assert (len(fees.account.payments), fees.account.status) == (1, PaymentStatus.PAID)
    assert office.facts.count("DossierPaid") == 1


async def test_what_was_paid_online_is_said_and_no_more_than_was_asked_for(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    await office.ask.fees.record(paying(dossier.id, 200_000))
    rest = paying(dossier.id, 500_000, "NH-1", method=PaymentMethod.ONLINE, actor=SYSTEM)
    await office.ask.fees.record(rest)
    assert isinstance(office.last_fact, DossierPaid)
    assert (office.last_fact.amount_vnd, office.last_fact.online_vnd) == (CHARGE, 500_000)
    other = (await office.accepted(APPLICANT)).dossier
    too_much = paying(other.id, CHARGE + 1, "NH-2", method=PaymentMethod.ONLINE, actor=SYSTEM)
    await office.ask.fees.record(too_much)
    assert isinstance(office.last_fact, DossierPaid)
    assert office.last_fact.online_vnd == CHARGE


def test_a_decision_that_fixes_an_amount_is_told_once() -> None:
    before, after = fee(None), fee(450_000)
    dossier = world.accepted()
    told = newly_assessed(dossier, before, after, AT)
    assert [(fact.payable, fact.amount_vnd, fact.assessed_at) for fact in told] == [("procedure", 450_000, AT)]
    assert newly_assessed(dossier, after, after, AT) == ()
    assert newly_assessed(dossier, Account(), after, AT) == ()


async def test_the_number_of_another_payment_is_refused(office: Office) -> None:
    first, second = (await office.accepted(APPLICANT)).dossier, (await office.accepted(APPLICANT)).dossier
    await office.ask.fees.record(paying(first.id, 200_000))
    for wrong in (paying(second.id, 200_000), paying(first.id, 300_000)):
        with pytest.raises(Problem) as refusal:
            await office.ask.fees.record(wrong)
        assert refusal.value.slug == "receipt-number-taken"
    other_method = paying(second.id, 200_000, method=PaymentMethod.TRANSFER)
    assert (await office.ask.fees.record(other_method)).account.status is PaymentStatus.PARTLY_PAID


async def test_a_mistyped_record_is_cancelled_and_its_number_written_again(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    wrong = await office.ask.fees.record(paying(dossier.id, 60_000))
    undone = UndoPayment(
        change=change(dossier.id), payment_id=wrong.account.payments[0].id, how=UndoneBy.CANCELLATION, reason="Gõ nhầm"
    )
    assert (await office.ask.fees.undo(undone)).account.status is PaymentStatus.UNPAID
    assert (await office.ask.fees.record(paying(dossier.id))).account.status is PaymentStatus.PAID
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.undo(undone)
    assert refusal.value.slug == "payment-undone"


async def test_a_refund_asks_for_nothing_any_more_and_takes_back_no_event(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    paid = await office.ask.fees.record(paying(dossier.id, number="NH-1", method=PaymentMethod.ONLINE, actor=SYSTEM))
    payment_id = paid.account.payments[0].id
    cancelling = UndoPayment(change=change(dossier.id), payment_id=payment_id, how=UndoneBy.CANCELLATION, reason="x")
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.undo(cancelling)
    assert refusal.value.slug == "payment-undone"
    refund = UndoPayment(change=change(dossier.id), payment_id=payment_id, how=UndoneBy.REFUND, reason="Nộp nhầm")
    fees = await office.ask.fees.undo(refund)
    assert (fees.account.status, fees.account.owed) == (PaymentStatus.REFUNDED, 0)
    assert office.facts.count("DossierPaid") == 1


async def test_an_exemption_names_its_article_and_settles(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    exemption = ExemptFee(change=change(dossier.id), payable="procedure", reason="Người khuyết tật", legal_ref="Đ10")
    fees = await office.ask.fees.exempt(exemption)
    assert (fees.account.status, fees.account.owed) == (PaymentStatus.EXEMPT, 0)
    assert isinstance(office.last_fact, DossierPaid)
    assert (office.last_fact.is_exempt, office.last_fact.amount_vnd) == (True, 0)
    for wrong, slug in [
        (office.ask.fees.exempt(exemption), "exemption-not-allowed"),
        (office.ask.fees.record(paying(dossier.id)), "payment-not-due"),
    ]:
        with pytest.raises(Problem) as refusal:
            await wrong
        assert refusal.value.slug == slug


async def test_an_amount_that_the_pack_does_not_have_is_assessed_from_its_decision(office: Office) -> None:
    documents = world.given(*(d.key for d in office.law.pack.version_on("cap-gpxd", AT.date()).documents))
    dossier = (await office.accepted(RECEPTIONIST, procedure="cap-gpxd", documents=documents)).dossier
    assert dossier.payment is PaymentStatus.NOT_ASSESSED
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.record(paying(dossier.id, 150_000))
    assert refusal.value.slug == "payment-not-due"
    known = AssessFee(change=change(dossier.id), payable="procedure", amount_vnd=150_000, legal_ref="Nghị quyết (mẫu)")
    assert (await office.ask.fees.assess(known)).account.status is PaymentStatus.UNPAID
    assert (await office.ask.fees.record(paying(dossier.id, 150_000))).account.status is PaymentStatus.PAID
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.assess(known)
    assert refusal.value.slug == "assessment-not-allowed"


@pytest.mark.parametrize(
    ("actor", "method", "slug"),
    [
        (APPLICANT, PaymentMethod.CASH, "role-forbidden"),
        (APPLICANT, PaymentMethod.ONLINE, "role-forbidden"),
        (RECEPTIONIST, PaymentMethod.ONLINE, "role-forbidden"),
        (SYSTEM, PaymentMethod.CASH, "role-forbidden"),
        (SPECIALIST, PaymentMethod.CASH, "role-forbidden"),
        (CONTROL, PaymentMethod.TRANSFER, "role-forbidden"),
        (NEIGHBOUR, PaymentMethod.ONLINE, "dossier-unknown"),
    ],
)
async def test_nobody_says_that_money_came_but_who_took_it(
    office: Office, actor: Actor, method: PaymentMethod, slug: str
) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.record(paying(dossier.id, actor=actor, method=method))
    assert refusal.value.slug == slug


async def test_the_applicant_sees_the_own_fees_and_no_others(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    assert (await office.ask.fees.get(GetFees(actor=APPLICANT, dossier_id=dossier.id))).account.owed == CHARGE
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.get(GetFees(actor=NEIGHBOUR, dossier_id=dossier.id))
    assert refusal.value.slug == "dossier-unknown"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_vnd": 0}, "amount_vnd"),
        ({"amount_vnd": -1}, "amount_vnd"),
        ({"paid_at": AT + timedelta(minutes=6)}, "paid_at"),
        ({"number": " "}, "receipt_number"),
        ({"number": "x" * 61}, "receipt_number"),
    ],
)
async def test_a_payment_that_cannot_be_is_refused(office: Office, changes: dict[str, object], field: str) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    with pytest.raises(Problem) as refusal:
        await office.ask.fees.record(paying(dossier.id, **changes))  # type: ignore[arg-type]
    assert (refusal.value.slug, set(refusal.value.fields)) == ("invalid-request", {field})


def told(subject: str, sequence: int, report: Any) -> FollowProcessing:
    data = handling_pb2.DossierStepStarted()  # what it says is in the report
    event = OutgoingEvent(type="dossier.step-started", agency="heza", department="lao-dong", subject=subject, data=data)
    sent = encode(event, event_id=f"e-{sequence}", service="processing", time=AT, sequence=sequence)
    return FollowProcessing(envelope=decode(sent), report=report)


DUTY = progress.PaymentAsked(
    duty_id="d-1", kind=PayableKind.LAND, amount_vnd=5_000_000, requested_at=AT, pay_by_at=None, pauses=True
)


async def test_a_duty_in_the_middle_has_its_appointment_in_two_stages(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    await office.ask.follow(told(dossier.id, 1, DUTY))
    waiting = await office.ask.fees.get(GetFees(actor=APPLICANT, dossier_id=dossier.id))
    duty = waiting.account.payables[1]
    assert (waiting.dossier.state, waiting.dossier.portal_status) == (State.AWAITING_PAYMENT, 6)
    assert (duty.first_due_at, waiting.second_due_at(duty)) == (dossier.due_at, None)
    part = await office.ask.fees.record(paying(dossier.id, 2_000_000, payable="d-1"))
    assert part.dossier.state is State.AWAITING_PAYMENT
    rest = paying(dossier.id, 3_000_000, "NH-2", payable="d-1", method=PaymentMethod.ONLINE, actor=SYSTEM)
    paid = await office.ask.fees.record(rest)
    assert (paid.dossier.state, paid.dossier.payment) == (State.IN_PROGRESS, PaymentStatus.PARTLY_PAID)
    assert (office.last_fact.payable, office.facts.count("DossierPaid")) == ("d-1", 1)  # type: ignore[union-attr]
    second = local("2026-05-12 17:00")
    await office.ask.follow(told(dossier.id, 2, progress.Resumed(resumed_at=AT)))
    moved = progress.DueMoved(due_at=second, original_due_at=second, is_provisional=False)
    await office.ask.follow(told(dossier.id, 3, moved))
    done = await office.ask.fees.get(GetFees(actor=APPLICANT, dossier_id=dossier.id))
    assert done.second_due_at(done.account.payables[1]) == second


async def test_an_exempted_duty_lets_the_dossier_go_on(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    await office.ask.follow(told(dossier.id, 1, DUTY))
    exemption = ExemptFee(change=change(dossier.id), payable="d-1", reason="Ưu đãi đầu tư", legal_ref="Đ38 (mẫu)")
    assert (await office.ask.fees.exempt(exemption)).dossier.state is State.IN_PROGRESS


async def test_money_for_a_withdrawn_dossier_is_taken_and_moves_nothing(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    await office.ask.follow(told(dossier.id, 1, DUTY))
    await office.ask.withdraw(WithdrawDossier(change=change(dossier.id, APPLICANT)))
    late = paying(dossier.id, 5_000_000, "NH-3", payable="d-1", method=PaymentMethod.ONLINE, actor=SYSTEM)
    fees = await office.ask.fees.record(late)
    assert (fees.dossier.state, fees.account.paid_vnd("d-1")) == (State.WITHDRAWN, 5_000_000)


async def test_the_same_key_twice_pays_once(office: Office) -> None:
    dossier = (await office.accepted(APPLICANT)).dossier
    first = await office.ask.fees.record(paying(dossier.id, 200_000, key="k-1"))
    again = await office.ask.fees.record(paying(dossier.id, 200_000, key="k-1"))
    assert again == first
