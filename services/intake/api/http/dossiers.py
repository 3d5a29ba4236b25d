"""Dossiers: register, read, receipt, deadline."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, etag
from intake.api.http.answers import DeadlineOut, DossierOut, ReceiptOut
from intake.api.http.requests import DossierIn
from intake.api.http.shapes import DossierShapes, answer, deadline_shape, receipt_shape
from intake.application import ExplainDeadline, GetDossier, GetReceipt, RegisterDossier, UseCases


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers", tags=["Hồ sơ · Dossiers"])

    @made.post("", status_code=201, response_model=DossierOut, summary="Nộp hồ sơ · Register a dossier")
    async def register_dossier(body: DossierIn, actor: ActorDep, idempotency: IdempotencyDep) -> Response:
        """An applicant files online; a receptionist registers what comes to the counter or by post.

        The dossier is then `registered`: it has no code and no clock until it is accepted. It keeps the procedure
        version in force on the day it is received. Send an `Idempotency-Key`, so that trying again never files twice.
        """
        command = RegisterDossier(
            actor=actor,
            procedure=body.procedure,
            channel=body.channel,
            applicant=body.applicant.applicant(),
            documents=tuple(document.document() for document in body.documents),
            request=body.request,
            sets=body.sets,
            result_by=body.result_by,
            is_incomplete=body.incomplete,
            idempotency=idempotency,
            site=body.site,
            counter=body.counter,
            origin=body.origin.origin() if body.origin else None,
            external_refs=tuple(ref.ref() for ref in body.external_refs),
            is_synthetic=body.synthetic,
        )
        return shapes.created(shapes.whole(await use_cases.register(command)))

    _one(made, use_cases, shapes)
    return made


def _one(made: APIRouter, use_cases: UseCases, shapes: DossierShapes) -> None:
    @made.get("/{dossier_id}", response_model=DossierOut, summary="Một hồ sơ · One dossier")
    async def get_dossier(dossier_id: str, actor: ActorDep) -> Response:
        """By id or by code. `applicant` is there only for those who may see personal data; the answer is 404 for a
        dossier that is not yours to see. `ETag` is its version, for `If-Match`."""
        shown = await use_cases.get(GetDossier(actor=actor, dossier=dossier_id))
        shape = shapes.whole(shown.dossier, shown.applicant, shown.request, shown.files)
        return answer(shape, headers={"ETag": etag(shown.dossier.version)})

    @made.get("/{dossier_id}/receipt", response_model=ReceiptOut, summary="Giấy tiếp nhận · The receipt (form 01)")
    async def get_receipt(dossier_id: str, actor: ActorDep) -> Response:
        """Every field of form 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả, once the dossier is accepted."""
        return answer(receipt_shape(await use_cases.receipt(GetReceipt(actor=actor, dossier_id=dossier_id))))

    @made.get("/{dossier_id}/deadline", response_model=DeadlineOut, summary="Vì sao hẹn ngày đó · Why it is due then")
    async def explain_deadline(dossier_id: str, actor: ActorDep) -> Response:
        """Line by line, in Vietnamese and English, each skipped day with its legal reference."""
        return answer(deadline_shape(await use_cases.deadline(ExplainDeadline(actor=actor, dossier_id=dossier_id))))
