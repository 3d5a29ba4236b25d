"""motcua.intake.v1.FeeService: everything the HTTP API can do about money."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from intake.api.grpc.dossiers import change_of
from intake.api.grpc.vocabulary import from_wire, instant, on_wire, stamp
from intake.application import UseCases
from intake.application.fees import AssessFee, ExemptFee, Fees, GetFees, RecordPayment, UndoPayment
from intake.domain.fees.accounts import PROCEDURE, Payable, Payment, PaymentMethod, UndoneBy
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import fee_pb2, fee_service_pb2_grpc
from motcua.intake.v1 import fee_service_pb2 as pb


class FeeServicer(fee_service_pb2_grpc.FeeServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.fees

    async def GetFees(self, request: pb.GetFeesRequest, context: Any) -> pb.GetFeesResponse:  # noqa: N802
        fees = await self._ask.get(GetFees(actor=current_actor(), dossier_id=request.dossier_id))
        return pb.GetFeesResponse(fees=fees_message(fees))

    async def RecordPayment(self, request: pb.RecordPaymentRequest, context: Any) -> pb.RecordPaymentResponse:  # noqa: N802
        command = RecordPayment(
            change=change_of("RecordPayment", request),
            amount_vnd=request.amount_vnd,
            method=from_wire(fee_pb2.PaymentMethod, "PAYMENT_METHOD", PaymentMethod, request.method, "method"),
            receipt_number=request.receipt_number,
            paid_at=instant(request.paid_at, "paid_at") if request.HasField("paid_at") else None,
            payable=request.payable or PROCEDURE,
        )
        return pb.RecordPaymentResponse(fees=fees_message(await self._ask.record(command)))

    async def RefundPayment(self, request: pb.RefundPaymentRequest, context: Any) -> pb.RefundPaymentResponse:  # noqa: N802
        command = UndoPayment(
            change=change_of("RefundPayment", request),
            payment_id=request.payment_id,
            how=UndoneBy.REFUND,
            reason=request.reason,
        )
        return pb.RefundPaymentResponse(fees=fees_message(await self._ask.undo(command)))

    async def CancelPayment(self, request: pb.CancelPaymentRequest, context: Any) -> pb.CancelPaymentResponse:  # noqa: N802
        command = UndoPayment(
            change=change_of("CancelPayment", request),
            payment_id=request.payment_id,
            how=UndoneBy.CANCELLATION,
            reason=request.reason,
        )
        return pb.CancelPaymentResponse(fees=fees_message(await self._ask.undo(command)))

    async def ExemptFee(self, request: pb.ExemptFeeRequest, context: Any) -> pb.ExemptFeeResponse:  # noqa: N802
        command = ExemptFee(
            change=change_of("ExemptFee", request),
            payable=request.payable or PROCEDURE,
            reason=request.reason,
            legal_ref=request.legal_ref,
        )
        return pb.ExemptFeeResponse(fees=fees_message(await self._ask.exempt(command)))

    async def AssessFee(self, request: pb.AssessFeeRequest, context: Any) -> pb.AssessFeeResponse:  # noqa: N802
        command = AssessFee(
            change=change_of("AssessFee", request),
            payable=request.payable or PROCEDURE,
            amount_vnd=request.amount_vnd,
            legal_ref=request.legal_ref,
        )
        return pb.AssessFeeResponse(fees=fees_message(await self._ask.assess(command)))


def fees_message(fees: Fees) -> fee_pb2.Fees:
    """The account of a dossier."""
    account = fees.account
    return fee_pb2.Fees(
        dossier_id=fees.dossier.id,
        status=on_wire(fee_pb2.PaymentStatus, "PAYMENT_STATUS", fees.dossier.payment),
        owed_vnd=account.owed,
        payables=[_payable(fees, payable) for payable in account.payables],
        payments=[_payment(payment) for payment in account.payments],
        dossier_version=fees.dossier.version,
        due_at=stamp(fees.dossier.due_at if fees.dossier.paused_at is None else None),
    )


def _payable(fees: Fees, payable: Payable) -> fee_pb2.Payable:
    account = fees.account
    return fee_pb2.Payable(
        key=payable.key,
        kind=on_wire(vocabulary_pb2.PayableKind, "PAYABLE_KIND", payable.kind),
        amount_vnd=payable.amount_vnd,
        paid_vnd=account.paid_vnd(payable.key),
        owed_vnd=account.owed_vnd(payable),
        status=on_wire(fee_pb2.PaymentStatus, "PAYMENT_STATUS", account.standing(payable)),
        note=payable.note,
        asked_at=stamp(payable.asked_at),
        pay_by_at=stamp(payable.pay_by_at),
        first_due_at=stamp(payable.first_due_at),
        settled_at=stamp(payable.settled_at),
        exemption_ref=payable.exemption.legal_ref if payable.exemption else "",
        is_duty=payable.is_duty,
    )


def _payment(payment: Payment) -> fee_pb2.Payment:
    undone = payment.undone
    return fee_pb2.Payment(
        id=payment.id,
        payable=payment.payable,
        amount_vnd=payment.amount_vnd,
        method=on_wire(fee_pb2.PaymentMethod, "PAYMENT_METHOD", payment.method),
        receipt_number=payment.receipt_number,
        paid_at=stamp(payment.paid_at),
        recorded_at=stamp(payment.recorded_at),
        recorded_by=payment.recorded_by,
        undone_by=on_wire(fee_pb2.UndoneBy, "UNDONE_BY", undone.how) if undone else fee_pb2.UNDONE_BY_UNSPECIFIED,
        undone_at=stamp(undone.at if undone else None),
    )
