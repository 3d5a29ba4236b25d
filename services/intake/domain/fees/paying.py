"""What is done to the account of a dossier. Each function gives the account afterwards, or refuses.

Problem
├── payable-unknown, payment-unknown
├── payment-not-due        the amount is not known yet, or nothing is asked for
├── payment-exceeds-due    typed by a person, and more than is owed
├── ReceiptNumberTaken     another payment has the number of this receipt
├── payment-undone         refunded or cancelled before
├── exemption-not-allowed, assessment-not-allowed
└── fee-unpaid             the hand-over waits for it
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from chassis.kernel.errors import Kind, Problem, invalid
from intake.domain.dossier import Dossier
from intake.domain.facts import DossierPaid, FeeAssessed
from intake.domain.fees.accounts import (
    OWING,
    PROCEDURE,
    SETTLED,
    Account,
    Exemption,
    Payable,
    PayableKind,
    Payment,
    PaymentMethod,
    PaymentStatus,
    Undoing,
    UndoneBy,
)
from intake.domain.procedures import Fee
from intake.domain.progress import PaymentAsked
from intake.domain.states import Action, State, after

MOST_VND = 10**13
"""More than any fee or land rent of one dossier; keeps a slip of the hand out."""

# Clocks of banks run a little ahead of ours.
_SKEW = timedelta(minutes=5)


class ReceiptNumberTaken(Problem):
    def __init__(self) -> None:
        super().__init__(
            "receipt-number-taken",
            Kind.CONFLICT,
            "A payment of this method and number is recorded already, for something else: look at the number again.",
            fields={"receipt_number": "is recorded for another payment"},
        )


def assessed(fee: Fee, at: datetime) -> Account:
    """The account of a dossier at acceptance: what the procedure costs through its channel (ND61 art. 22)."""
    asked = Payable(
        key=PROCEDURE,
        kind=PayableKind(fee.kind or PayableKind.FEE),
        amount_vnd=fee.amount_vnd,
        note=fee.note or "",
        asked_at=at,
    )
    return Account(payables=(asked,))


def record(account: Account, payment: Payment) -> Account:
    """Money came. A person at the counter who types more than is owed has mistyped; what a bank reports has come."""
    payable = known(account, payment.payable)
    if not 1 <= payment.amount_vnd <= MOST_VND:
        raise invalid("invalid-request", "The amount cannot be taken.", amount_vnd=f"1 to {MOST_VND} đồng, whole")
    if payment.paid_at > payment.recorded_at + _SKEW:
        raise invalid("invalid-request", "A payment cannot be recorded before it is made.", paid_at="lies ahead")
    status = account.standing(payable)
    if status in (PaymentStatus.NOT_ASSESSED, PaymentStatus.NOT_REQUIRED, PaymentStatus.EXEMPT):
        raise Problem(
            "payment-not-due",
            Kind.REFUSED,
            "Nothing is to be paid here as it stands. Where no amount is known yet, assess it first.",
            fields={"payable": status.value},
        )
    owed = max(0, (payable.amount_vnd or 0) - account.paid_vnd(payable.key))
    if payment.method is not PaymentMethod.ONLINE and payment.amount_vnd > owed:
        raise Problem(
            "payment-exceeds-due",
            Kind.REFUSED,
            f"Only {owed} đồng are still to be paid. Look at the receipt again.",
            fields={"amount_vnd": f"at most {owed}"},
        )
    return account.with_payment(payment)


def undo(account: Account, payment_id: str, undoing: Undoing) -> Account:
    """A refund gives money back; a cancellation says that a record was a mistake, which a bank's report is not."""
    payment = account.payment(payment_id)
    if payment is None:
        raise Problem("payment-unknown", Kind.NOT_FOUND, "The dossier has no such payment. GET its fees lists them.")
    if payment.undone is not None:
        raise Problem("payment-undone", Kind.REFUSED, f"This payment was undone before by {payment.undone.how.value}.")
    if undoing.how is UndoneBy.CANCELLATION and payment.method is PaymentMethod.ONLINE:
        raise Problem("payment-undone", Kind.REFUSED, "What was paid online has come: give it back with a refund.")
    return account.with_payment(replace(payment, undone=undoing))


def exempt(account: Account, key: str, exemption: Exemption) -> Account:
    """Nothing is asked for any more, by an article that says so; not once something stands paid: refund that first."""
    payable = known(account, key)
    if account.standing(payable) not in (PaymentStatus.UNPAID, PaymentStatus.NOT_ASSESSED, PaymentStatus.REFUNDED):
        raise Problem(
            "exemption-not-allowed",
            Kind.REFUSED,
            f"This is {account.standing(payable).value.replace('_', ' ')}: only what is not paid can be exempted.",
        )
    return account.with_payable(replace(payable, exemption=exemption))


def assess(account: Account, key: str, amount_vnd: int, note: str) -> Account:
    """The amount that the pack does not have, from the decision that fixes it (a resolution of the council, say)."""
    payable = known(account, key)
    if not 0 <= amount_vnd <= MOST_VND:
        raise invalid("invalid-request", "The amount cannot be taken.", amount_vnd=f"0 to {MOST_VND} đồng, whole")
    if account.standing(payable) is not PaymentStatus.NOT_ASSESSED:
        raise Problem("assessment-not-allowed", Kind.REFUSED, "The amount is fixed already; exempt or refund instead.")
    return account.with_payable(replace(payable, amount_vnd=amount_vnd, note=note))


def settle(dossier: Dossier, account: Account, at: datetime) -> tuple[Account, tuple[DossierPaid, ...]]:
    """Marks what is settled now for the first time, and says so once: undoing it later takes nothing back."""
    facts = []
    for payable in account.payables:
        status = account.standing(payable)
        if payable.settled_at is None and status in SETTLED:
            settled_at = at if status is PaymentStatus.EXEMPT else min(account.paid_at(payable.key), at)
            account = account.with_payable(replace(payable, settled_at=settled_at))
            facts.append(
                DossierPaid(
                    dossier=dossier.ref,
                    payable=payable.key,
                    kind=payable.kind,
                    amount_vnd=0 if status is PaymentStatus.EXEMPT else payable.amount_vnd or 0,
                    settled_at=settled_at,
                    is_exempt=status is PaymentStatus.EXEMPT,
                    online_vnd=_online_vnd(account, payable, status),
                )
            )
    return account, tuple(facts)


def _online_vnd(account: Account, payable: Payable, status: PaymentStatus) -> int:
    """Of what was asked for: a bank may have brought more."""
    if status is PaymentStatus.EXEMPT:
        return 0
    return min(account.paid_vnd(payable.key, PaymentMethod.ONLINE), payable.amount_vnd or 0)


def newly_assessed(dossier: Dossier, before: Account, after: Account, at: datetime) -> tuple[FeeAssessed, ...]:
    """What had no amount before and has one now."""
    return tuple(
        FeeAssessed(
            dossier=dossier.ref,
            payable=payable.key,
            kind=payable.kind,
            amount_vnd=payable.amount_vnd,
            assessed_at=at,
        )
        for payable in after.payables
        if payable.amount_vnd is not None and (was := before.payable(payable.key)) and was.amount_vnd is None
    )


def asked(account: Account, report: PaymentAsked, due_at: datetime | None) -> Account:
    """A duty arose in the middle. due_at: the appointment that stood, which the notice of the duty keeps."""
    duty = Payable(
        key=report.duty_id,
        kind=report.kind,
        amount_vnd=report.amount_vnd,
        note="",
        asked_at=report.requested_at,
        pay_by_at=report.pay_by_at,
        first_due_at=due_at,
    )
    return account.with_payable(duty)


def gone_on(dossier: Dossier, account: Account) -> Dossier:
    """The dossier, no longer waiting once every duty that was asked for is settled; the department hears of it."""
    owed = any(payable.is_duty and payable.settled_at is None for payable in account.payables)
    if dossier.state is not State.AWAITING_PAYMENT or owed:
        return dossier
    return replace(dossier, state=after(dossier.state, Action.PAY))


def may_be_handed_over(dossier: Dossier) -> bool:
    """A result is handed over when its known fees are settled; what nobody has assessed holds nothing up, and a refusal
    is handed over to everybody."""
    return dossier.payment not in OWING or dossier.outcome == "refused"


def must_be_settled(dossier: Dossier) -> None:
    """Raises ``fee-unpaid`` for a result that may not be handed over yet."""
    if not may_be_handed_over(dossier):
        raise Problem(
            "fee-unpaid",
            Kind.REFUSED,
            "The result is handed over once the fee is paid or exempted: GET /v1/dossiers/{id}/fees says what is owed.",
            fields={"payment_status": dossier.payment.value},
        )


def known(account: Account, key: str) -> Payable:
    """The payable with that key; raises ``payable-unknown``."""
    payable = account.payable(key)
    if payable is None:
        raise Problem(
            "payable-unknown",
            Kind.NOT_FOUND,
            "Nothing of that key is asked for here. A fee is assessed when the dossier is accepted: GET its fees.",
        )
    return payable
