"""Money: what a dossier costs, what was paid, and what is done about it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep, etag
from chassis.http.text import Paragraph, RequestModel
from intake.api.http.actions import ChangeDep
from intake.api.http.fee_shapes import FeesOut, fees_shape
from intake.api.http.shapes import answer
from intake.application import UseCases
from intake.application.fees import AssessFee, ExemptFee, Fees, GetFees, RecordPayment, UndoPayment
from intake.application.fees.amend_fee import LONGEST_REF
from intake.application.fees.record_payment import LONGEST_NUMBER
from intake.domain.fees.accounts import PROCEDURE, PaymentMethod, UndoneBy
from intake.domain.fees.paying import MOST_VND

_KEY = Field(default=PROCEDURE, max_length=36, description="`procedure`, or the id of a financial duty")
Ref = Annotated[Paragraph, Field(max_length=LONGEST_REF, examples=["Luật Phí và lệ phí 97/2015/QH13 Đ10"])]
Reason = Annotated[Paragraph, Field(max_length=2000)]


class PaymentIn(RequestModel):
    """Thu tiền / money that came."""

    amount_vnd: int = Field(ge=1, le=MOST_VND, description="whole đồng", examples=[60000])
    method: PaymentMethod = Field(description="cash and transfer by the counter, online by the payment platform")
    receipt_number: Annotated[Paragraph, Field(max_length=LONGEST_NUMBER)] = Field(
        description="of the receipt (biên lai) or of the bank's transaction; one payment per method and number",
        examples=["BL-0001234"],
    )
    paid_at: AwareDatetime | None = Field(default=None, description="default: now; not ahead of now")
    payable: str = _KEY


class UndoingIn(RequestModel):
    reason: Reason = Field(examples=["Nộp thừa so với biên lai."])


class ExemptionIn(RequestModel):
    """Miễn / by which article nothing is asked for."""

    reason: Reason = Field(examples=["Người khuyết tật."])
    legal_ref: Ref


class AssessmentIn(RequestModel):
    """Xác định mức thu / the amount and the decision that fixes it."""

    amount_vnd: int = Field(ge=0, le=MOST_VND, examples=[150000])
    legal_ref: Ref = Field(examples=["Nghị quyết của HĐND thành phố (mẫu)"])


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["Phí, lệ phí · Fees and payments"])
    _payments(made, use_cases)
    _payables(made, use_cases)
    return made


def _payments(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/fees", response_model=FeesOut, summary="Phí, lệ phí của hồ sơ · What a dossier costs")
    async def get_fees(dossier_id: str, actor: ActorDep) -> Response:
        """The fee of the procedure as of acceptance, financial duties that arose since, and every payment. 404 for a
        dossier that is not yours to see."""
        fees = await use_cases.fees.get(GetFees(actor=actor, dossier_id=dossier_id))
        return answer(fees_shape(fees), headers={"ETag": etag(fees.dossier.version)})

    @made.post("/payments", status_code=201, response_model=FeesOut, summary="Ghi nhận nộp tiền · Record a payment")
    async def record_payment(body: PaymentIn, change: ChangeDep) -> Response:
        """Cash and transfers by the counter, online payments by the payment platform. The same method, number, amount
        and payable again is the same payment and counts once, so a repeated notification pays once."""
        command = RecordPayment(
            change=change,
            amount_vnd=body.amount_vnd,
            method=body.method,
            receipt_number=body.receipt_number,
            paid_at=body.paid_at,
            payable=body.payable,
        )
        return _created(await use_cases.fees.record(command))

    @made.post(
        "/payments/{payment_id}/refund", status_code=201, response_model=FeesOut, summary="Hoàn trả · Refund a payment"
    )
    async def refund_payment(payment_id: str, body: UndoingIn, change: ChangeDep) -> Response:
        """The money goes back, with a reason. When nothing stands paid any more, nothing is asked for any more."""
        command = UndoPayment(change=change, payment_id=payment_id, how=UndoneBy.REFUND, reason=body.reason)
        return _created(await use_cases.fees.undo(command))

    @made.post(
        "/payments/{payment_id}/cancellation",
        status_code=201,
        response_model=FeesOut,
        summary="Huỷ ghi nhận · Cancel a record",
    )
    async def cancel_payment(payment_id: str, body: UndoingIn, change: ChangeDep) -> Response:
        """The record was a mistake: the amount is owed again, and the receipt's number is free. Online payments have
        come, so they can only be refunded."""
        command = UndoPayment(change=change, payment_id=payment_id, how=UndoneBy.CANCELLATION, reason=body.reason)
        return _created(await use_cases.fees.undo(command))


def _payables(made: APIRouter, use_cases: UseCases) -> None:
    @made.post("/fees/{payable}/exemption", status_code=201, response_model=FeesOut, summary="Miễn · Exempt")
    async def exempt_fee(payable: str, body: ExemptionIn, change: ChangeDep) -> Response:
        """Nothing is asked for, by the article given. Not while something stands paid: refund that first."""
        command = ExemptFee(change=change, payable=payable, reason=body.reason, legal_ref=body.legal_ref)
        return _created(await use_cases.fees.exempt(command))

    @made.post(
        "/fees/{payable}/assessment", status_code=201, response_model=FeesOut, summary="Xác định mức thu · Assess"
    )
    async def assess_fee(payable: str, body: AssessmentIn, change: ChangeDep) -> Response:
        """Fixes an amount that the law pack does not have (`not_assessed`), from the decision given."""
        command = AssessFee(change=change, payable=payable, amount_vnd=body.amount_vnd, legal_ref=body.legal_ref)
        return _created(await use_cases.fees.assess(command))


def _created(fees: Fees) -> Response:
    headers = {"Location": f"/v1/dossiers/{fees.dossier.id}/fees", "ETag": etag(fees.dossier.version)}
    return answer(fees_shape(fees), status=201, headers=headers)
