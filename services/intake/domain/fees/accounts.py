"""The account of a dossier: what was asked for, what was paid, and how that stands. Whole đồng, never fractions.

not_assessed → not_required | unpaid → partly_paid → paid        exempt, refunded: asked for no longer
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

PROCEDURE = "procedure"
"""The key of what the procedure itself costs; every other payable has the id of a financial duty."""


class PayableKind(StrEnum):
    """What is paid for, as the Law on Fees and Charges (97/2015/QH13 art. 3) and the tax laws name it."""

    FEE = "fee"  # phí
    CHARGE = "charge"  # lệ phí
    TAX = "tax"  # thuế
    LAND = "land"  # tiền sử dụng đất, tiền thuê đất
    OTHER = "other"  # khoản khác


class PaymentStatus(StrEnum):
    NOT_ASSESSED = "not_assessed"  # chưa xác định mức thu
    NOT_REQUIRED = "not_required"  # không thu
    UNPAID = "unpaid"  # chưa nộp
    PARTLY_PAID = "partly_paid"  # đã nộp một phần
    PAID = "paid"  # đã nộp đủ
    EXEMPT = "exempt"  # được miễn
    REFUNDED = "refunded"  # đã hoàn trả


OWING = frozenset({PaymentStatus.UNPAID, PaymentStatus.PARTLY_PAID})
"""An amount is known, and not all of it is there."""

SETTLED = frozenset({PaymentStatus.PAID, PaymentStatus.EXEMPT})
"""What was asked for is done with; a refund is no performance of it."""


class PaymentMethod(StrEnum):
    CASH = "cash"  # tiền mặt tại quầy
    TRANSFER = "transfer"  # chuyển khoản
    ONLINE = "online"  # thanh toán trực tuyến


class UndoneBy(StrEnum):
    REFUND = "refund"  # hoàn trả: the money went back
    CANCELLATION = "cancellation"  # huỷ ghi nhận: there never was such money


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Nothing is asked for any more. granted_by: account. legal_ref: the article that exempts. Why: in the journal."""

    granted_at: datetime
    granted_by: str
    legal_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """One amount that is asked for (khoản phải nộp).

    key: ``procedure``, or the id of a financial duty. amount_vnd: null while no decision fixes it. note: whose decision
    that is. pay_by_at: wish of who asked, null without one. first_due_at: of a duty, the appointment that the notice of
    it has kept; the second one is the due instant after payment. settled_at: paid or exempted for the first time.
    """

    key: str
    kind: PayableKind
    amount_vnd: int | None
    note: str
    asked_at: datetime
    pay_by_at: datetime | None = None
    first_due_at: datetime | None = None
    exemption: Exemption | None = None
    settled_at: datetime | None = None

    @property
    def is_duty(self) -> bool:
        return self.key != PROCEDURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """A payment that counts no longer. by: account. Why: in the journal, where people's words are sealed."""

    how: UndoneBy
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money that came. payable: key. receipt_number: of the receipt or of the bank's transaction, one per method."""

    id: str
    payable: str
    amount_vnd: int
    method: PaymentMethod
    receipt_number: str
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    undone: Undoing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Both sides, in the order they came about."""

    payables: tuple[Payable, ...] = ()
    payments: tuple[Payment, ...] = ()

    def payable(self, key: str) -> Payable | None:
        return next((payable for payable in self.payables if payable.key == key), None)

    def payment(self, payment_id: str) -> Payment | None:
        return next((payment for payment in self.payments if payment.id == payment_id), None)

    def asked_vnd(self, key: str) -> int | None:
        """What is asked for; null while no decision fixes it, or nothing of that key is."""
        payable = self.payable(key)
        return None if payable is None else payable.amount_vnd

    def paid_vnd(self, key: str, method: PaymentMethod | None = None) -> int:
        """What stands paid, refunds and cancellations left out. method: null for any."""
        return sum(
            p.amount_vnd for p in self.payments if p.payable == key and p.undone is None and method in (None, p.method)
        )

    def paid_at(self, key: str) -> datetime:
        """When the last of what stands paid came; of a payable that has payments."""
        return max(p.paid_at for p in self.payments if p.payable == key and p.undone is None)

    def owed_vnd(self, payable: Payable) -> int:
        """What is still to come; 0 also when more came than was asked for, or the amount is not known."""
        if payable.exemption is not None or self.standing(payable) is PaymentStatus.REFUNDED:
            return 0
        return max(0, (payable.amount_vnd or 0) - self.paid_vnd(payable.key))

    def standing(self, payable: Payable) -> PaymentStatus:
        """How one payable stands."""
        paid = self.paid_vnd(payable.key)
        if payable.exemption is not None:
            return PaymentStatus.EXEMPT
        if payable.amount_vnd is None:
            return PaymentStatus.NOT_ASSESSED
        if payable.amount_vnd == 0:
            return PaymentStatus.NOT_REQUIRED
        if paid >= payable.amount_vnd:
            return PaymentStatus.PAID
        if paid > 0:
            return PaymentStatus.PARTLY_PAID
        return PaymentStatus.REFUNDED if self._was_refunded(payable.key) else PaymentStatus.UNPAID

    @property
    def status(self) -> PaymentStatus:
        """How the dossier stands: what is owed outweighs what is not known, and that what is done with."""
        standings = {self.standing(payable) for payable in self.payables}
        if standings & OWING:
            some = standings & {PaymentStatus.PARTLY_PAID, PaymentStatus.PAID}
            return PaymentStatus.PARTLY_PAID if some else PaymentStatus.UNPAID
        return next((status for status in _WEIGHT if status in standings), PaymentStatus.NOT_REQUIRED)

    @property
    def owed(self) -> int:
        """Đồng still to come, all together."""
        return sum(self.owed_vnd(payable) for payable in self.payables)

    def with_payable(self, changed: Payable) -> Self:
        """The account with one payable replaced, or added at the end."""
        if self.payable(changed.key) is None:
            return replace(self, payables=(*self.payables, changed))
        return replace(self, payables=tuple(changed if p.key == changed.key else p for p in self.payables))

    def with_payment(self, changed: Payment) -> Self:
        """The account with one payment replaced, or added at the end."""
        if self.payment(changed.id) is None:
            return replace(self, payments=(*self.payments, changed))
        return replace(self, payments=tuple(changed if p.id == changed.id else p for p in self.payments))

    def _was_refunded(self, key: str) -> bool:
        return any(p.payable == key and p.undone is not None and p.undone.how is UndoneBy.REFUND for p in self.payments)


_WEIGHT = (
    PaymentStatus.NOT_ASSESSED,
    PaymentStatus.PAID,
    PaymentStatus.REFUNDED,
    PaymentStatus.EXEMPT,
)
