"""The way of a result to the applicant: what is recorded of it. The hand-over itself is ``POST …/collection``."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, Field
from starlette.responses import Response

from chassis.http.deps import ActorDep, etag
from chassis.http.text import Paragraph, RequestModel
from intake.api.http.actions import ChangeDep
from intake.api.http.answers import Answer, DossierOut
from intake.api.http.shapes import DossierShapes, Shape, answer
from intake.application import UseCases
from intake.application.returning import ConfirmDelivery, DispatchResult, GetReturn, Returned
from intake.application.returning.dispatch_result import LONGEST_NUMBER
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import NOT_NOTED, ReceivedBy, ReturnAttempt
from intake.domain.states import State


class DeliveryOutcome(StrEnum):
    DELIVERED = "delivered"
    CAME_BACK = "came_back"


class DispatchIn(RequestModel):
    """Gửi kết quả qua bưu chính công ích / the result goes to the post."""

    tracking_number: Annotated[Paragraph, Field(max_length=LONGEST_NUMBER)] = Field(
        description="of the postal service", examples=["EV123456789VN"]
    )
    sent_at: AwareDatetime | None = Field(default=None, description="default: now")
    originals_returned: bool = Field(default=False, description="originals handed in go back with it (NĐ 61/2018 Đ20)")


class DeliveryIn(RequestModel):
    outcome: DeliveryOutcome = DeliveryOutcome.DELIVERED
    at: AwareDatetime | None = Field(default=None, description="when it arrived or came back; default: now")


class ReceiverOut(Answer):
    name: str
    identity_number: str
    authority: str = Field(description="giấy uỷ quyền")


class ReturnAttemptOut(Answer):
    """One attempt to give the result to the applicant."""

    id: str
    method: Channel
    sent_at: datetime | None
    tracking_number: str | None
    handed_over_at: datetime | None = Field(description="null while it is on its way")
    came_back_at: datetime | None
    received_by: ReceivedBy
    receiver: ReceiverOut | None = Field(description="null where it is not noted, or not yours to see")
    originals_returned: bool
    recorded_at: datetime
    recorded_by: str


class ReturnOut(Answer):
    """Trả kết quả: how the result was, is or will be given to the applicant."""

    dossier_id: str
    state: State
    wanted_by: Channel = Field(description="how the applicant wants it")
    payment_status: PaymentStatus = Field(description="unpaid, partly_paid: the hand-over waits for the fee")
    result_issued_at: datetime | None
    original_due_at: datetime | None
    days_early: int | None = Field(description="working days before the due day; null without a result", examples=[2])
    returned_at: datetime | None
    returned_by: Channel | None
    attempts: list[ReturnAttemptOut] = Field(description="oldest first")


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["Trả kết quả · Return of results"])

    @made.get("/return", response_model=ReturnOut, summary="Việc trả kết quả · How the result is returned")
    async def get_return(dossier_id: str, actor: ActorDep) -> Response:
        """Early or not, owed or not, on its way or handed over. Who took it is shown only to those who may see personal
        data."""
        returned = await use_cases.returning.get(GetReturn(actor=actor, dossier_id=dossier_id))
        return answer(return_shape(returned), headers={"ETag": etag(returned.dossier.version)})

    @made.post("/dispatch", status_code=201, response_model=DossierOut, summary="Gửi bưu chính · Send by post")
    async def dispatch_result(body: DispatchIn, change: ChangeDep) -> Response:
        """The result was handed to the public post. The dossier stays `result_ready` until `POST …/delivery`."""
        command = DispatchResult(
            change=change,
            tracking_number=body.tracking_number,
            sent_at=body.sent_at,
            originals_returned=body.originals_returned,
        )
        return shapes.created(shapes.whole(await use_cases.returning.dispatch(command)))

    @made.post("/delivery", status_code=201, response_model=DossierOut, summary="Bưu chính đã phát · Delivered")
    async def confirm_delivery(change: ChangeDep, body: DeliveryIn | None = None) -> Response:
        """`delivered` closes the dossier as of the delivery; `came_back` leaves the result at the counter."""
        given = body or DeliveryIn()
        came_back = given.outcome is DeliveryOutcome.CAME_BACK
        command = ConfirmDelivery(change=change, came_back=came_back, at=given.at)
        return shapes.created(shapes.whole(await use_cases.returning.confirm(command)))

    return made


def return_shape(returned: Returned) -> Shape:
    dossier = returned.dossier
    return {
        "dossier_id": dossier.id,
        "state": dossier.state,
        "wanted_by": dossier.result_by,
        "payment_status": dossier.payment,
        "result_issued_at": dossier.result_issued_at,
        "original_due_at": dossier.original_due_at,
        "days_early": returned.days_early,
        "returned_at": dossier.returned_at,
        "returned_by": dossier.returned_by,
        "attempts": [_attempt(attempt) for attempt in returned.attempts],
    }


def _attempt(attempt: ReturnAttempt) -> Shape:
    receiver = attempt.receiver
    return {
        "id": attempt.id,
        "method": attempt.method,
        "sent_at": attempt.sent_at,
        "tracking_number": attempt.tracking_number or None,
        "handed_over_at": attempt.handed_over_at,
        "came_back_at": attempt.came_back_at,
        "received_by": attempt.received_by,
        "receiver": None if receiver == NOT_NOTED else receiver,
        "originals_returned": attempt.originals_returned,
        "recorded_at": attempt.recorded_at,
        "recorded_by": attempt.recorded_by,
    }
