"""What is done to a dossier: each action creates a sub-resource and answers 201 with the dossier as it then is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep
from intake.api.http.answers import AcceptedOut, AnsweredOut, DossierOut
from intake.api.http.requests import (
    CollectionIn,
    ImmediateResultIn,
    RatingIn,
    RefusalIn,
    SupplementIn,
    SupplementRequestIn,
    WithdrawalIn,
)
from intake.api.http.shapes import DossierShapes, receipt_shape
from intake.application import (
    AcceptDossier,
    Change,
    RateDossier,
    RecordCollection,
    RefuseDossier,
    RequestSupplement,
    SubmitSupplement,
    UseCases,
    WithdrawDossier,
)
from intake.application.issue_immediate_result import IssueImmediateResult
from intake.domain.returning.attempts import NOT_NOTED


async def change(dossier_id: str, actor: ActorDep, idempotency: IdempotencyDep, version: IfMatchDep) -> Change:
    """Who wants to change which dossier: `Idempotency-Key` and `If-Match` are optional, and both are honoured."""
    return Change(actor=actor, dossier_id=dossier_id, if_version=version, idempotency=idempotency)


ChangeDep = Annotated[Change, Depends(change)]


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["Xử lý tại Một cửa · At the counter"])
    _outcomes(made, use_cases, shapes)
    _applicants(made, use_cases, shapes)
    return made


def _outcomes(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    """The three outcomes of reception, and the hand-over. Receptionists only."""

    @made.post("/acceptance", status_code=201, response_model=AcceptedOut, summary="Tiếp nhận · Accept (form 01)")
    async def accept_dossier(change: ChangeDep) -> Response:
        """The dossier gets its code, its clock starts, and the receipt says when the result is due. Refused with
        `documents-missing` while required documents are missing: ask for them with a supplement request."""
        accepted = await use_cases.accept(AcceptDossier(change=change))
        return shapes.created(shapes.whole(accepted.dossier) | {"receipt": receipt_shape(accepted.receipt)})

    @made.post(
        "/immediate-result", status_code=201, response_model=AnsweredOut, summary="Giải quyết ngay · Answer at once"
    )
    async def issue_immediate_result(change: ChangeDep, body: ImmediateResultIn | None = None) -> Response:
        """Accepted, granted and handed over while the applicant waits (ND61 art. 17(4)): numbered and in the register,
        a receipt only if asked for. Refused with `procedure-not-immediate` for procedures that take longer by law."""
        asked = body or ImmediateResultIn()
        command = IssueImmediateResult(change=change, method=asked.method, wants_receipt=asked.receipt)
        answered = await use_cases.answer_at_once(command)
        receipt = answered.receipt and receipt_shape(answered.receipt)
        return shapes.created(shapes.whole(answered.dossier) | {"receipt": receipt})

    @made.post("/refusal", status_code=201, response_model=DossierOut, summary="Từ chối · Refuse (form 03)")
    async def refuse_dossier(body: RefusalIn, change: ChangeDep) -> Response:
        """Not accepted, in writing and with a reason. Only before acceptance."""
        return shapes.created(shapes.whole(await use_cases.refuse(RefuseDossier(change=change, reason=body.reason))))

    @made.post(
        "/supplement-requests",
        status_code=201,
        response_model=DossierOut,
        summary="Yêu cầu bổ sung · Ask for documents (form 02)",
    )
    async def request_supplement(body: SupplementRequestIn, change: ChangeDep) -> Response:
        """Before acceptance, everything at once, as often as the law in force allows. After it the department asks:
        `POST /v1/cases/{dossier_id}/supplement-requests`."""
        command = RequestSupplement(change=change, documents=tuple(body.documents), reason=body.reason)
        return shapes.created(shapes.whole(await use_cases.request_supplement(command)))

    @made.post("/collection", status_code=201, response_model=DossierOut, summary="Trả kết quả · Hand over the result")
    async def record_collection(change: ChangeDep, body: CollectionIn | None = None) -> Response:
        """The result, which has arrived at the counter, is handed over; the dossier is closed. Refused with
        `fee-unpaid` while its fee is owed. For the post see `POST …/dispatch`."""
        given = body or CollectionIn()
        command = RecordCollection(
            change=change,
            method=given.method,
            received_by=given.received_by,
            receiver=given.receiver.receiver() if given.receiver else NOT_NOTED,
            originals_returned=given.originals_returned,
        )
        return shapes.created(shapes.whole(await use_cases.collect(command)))


def _applicants(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    """What the applicant does, or a receptionist for an applicant who stands at the counter."""

    @made.post("/supplements", status_code=201, response_model=DossierOut, summary="Bổ sung · Hand in documents")
    async def submit_supplement(body: SupplementIn, change: ChangeDep) -> Response:
        """Answers the open supplement request, of the counter or of the department."""
        documents = tuple(document.document() for document in body.documents)
        command = SubmitSupplement(change=change, documents=documents, request_id=body.request_id)
        return shapes.created(shapes.whole(await use_cases.submit_supplement(command)))

    @made.post("/withdrawal", status_code=201, response_model=DossierOut, summary="Rút hồ sơ · Withdraw (form 05)")
    async def withdraw_dossier(change: ChangeDep, body: WithdrawalIn | None = None) -> Response:
        """Before a decision. If the department has just decided, the withdrawal is undone by a `corrected` event."""
        command = WithdrawDossier(change=change, reason=body.reason if body else "")
        return shapes.created(shapes.whole(await use_cases.withdraw(command)))

    @made.post("/rating", status_code=201, response_model=DossierOut, summary="Đánh giá · Rate")
    async def rate_dossier(body: RatingIn, change: ChangeDep) -> Response:
        """By the applicant, once, when the outcome is known."""
        command = RateDossier(change=change, rating=body.rating, comment=body.comment)
        return shapes.created(shapes.whole(await use_cases.rate(command)))
