"""What clients receive about money: the models of the OpenAPI document, and the shapes that fulfil them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from intake.api.http.answers import Answer
from intake.api.http.shapes import Shape
from intake.application.fees import Fees
from intake.domain.fees.accounts import Account, Payable, PayableKind, Payment, PaymentMethod, PaymentStatus, UndoneBy


class ExemptionOut(Answer):
    granted_at: datetime
    granted_by: str = Field(description="account of the officer")
    legal_ref: str = Field(examples=["Luật Phí và lệ phí 97/2015/QH13 Đ10"])


class AppointmentsOut(Answer):
    """Hẹn hai giai đoạn: the notice of the duty keeps the first appointment, payment makes the second."""

    first_due_at: datetime | None = Field(description="the appointment that the notice of the duty has kept")
    fulfilled_at: datetime = Field(description="when the duty was notified")
    second_due_at: datetime | None = Field(description="null until it is paid and the department has counted anew")


class PayableOut(Answer):
    """Khoản phải nộp: one amount that is asked for."""

    key: str = Field(description="`procedure`, or the id of a financial duty", examples=["procedure"])
    kind: PayableKind
    is_duty: bool = Field(description="true: a financial duty that the department asked for in the middle")
    amount_vnd: int | None = Field(description="đồng; null while no decision known here fixes it", examples=[60000])
    paid_vnd: int
    owed_vnd: int
    status: PaymentStatus
    note: str = Field(description="whose decision fixes the amount")
    asked_at: datetime
    pay_by_at: datetime | None
    settled_at: datetime | None = Field(description="first paid in full, or exempted")
    exemption: ExemptionOut | None
    appointments: AppointmentsOut | None = Field(description="of a financial duty; else null")


class UndoingOut(Answer):
    how: UndoneBy
    at: datetime
    by: str


class PaymentOut(Answer):
    id: str
    payable: str
    amount_vnd: int = Field(examples=[60000])
    method: PaymentMethod
    receipt_number: str = Field(examples=["BL-0001234"])
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str
    undone: UndoingOut | None = Field(description="refunded or cancelled; null: it counts")


class FeesOut(Answer):
    """Phí, lệ phí và nghĩa vụ tài chính của một hồ sơ: what was asked for and what was paid, in whole đồng."""

    dossier_id: str
    status: PaymentStatus = Field(description="of the whole")
    owed_vnd: int
    payables: list[PayableOut]
    payments: list[PaymentOut]
    dossier_version: int = Field(description="send it as If-Match to change what you saw and nothing else")


def fees_shape(fees: Fees) -> Shape:
    account = fees.account
    return {
        "dossier_id": fees.dossier.id,
        "status": fees.dossier.payment,
        "owed_vnd": account.owed,
        "payables": [_payable(fees, account, payable) for payable in account.payables],
        "payments": [_payment(payment) for payment in account.payments],
        "dossier_version": fees.dossier.version,
    }


def _payable(fees: Fees, account: Account, payable: Payable) -> Shape:
    return {
        "key": payable.key,
        "kind": payable.kind,
        "is_duty": payable.is_duty,
        "amount_vnd": payable.amount_vnd,
        "paid_vnd": account.paid_vnd(payable.key),
        "owed_vnd": account.owed_vnd(payable),
        "status": account.standing(payable),
        "note": payable.note,
        "asked_at": payable.asked_at,
        "pay_by_at": payable.pay_by_at,
        "settled_at": payable.settled_at,
        "exemption": payable.exemption,
        "appointments": {
            "first_due_at": payable.first_due_at,
            "fulfilled_at": payable.asked_at,
            "second_due_at": fees.second_due_at(payable),
        }
        if payable.is_duty
        else None,
    }


def _payment(payment: Payment) -> Shape:
    return {
        "id": payment.id,
        "payable": payment.payable,
        "amount_vnd": payment.amount_vnd,
        "method": payment.method,
        "receipt_number": payment.receipt_number,
        "paid_at": payment.paid_at,
        "recorded_at": payment.recorded_at,
        "recorded_by": payment.recorded_by,
        "undone": payment.undone,
    }
