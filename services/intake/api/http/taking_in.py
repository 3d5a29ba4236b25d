"""Where a dossier was taken in: the way of its papers, and what other systems call it. Receptionists only."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from intake.api.http.actions import ChangeDep
from intake.api.http.answers import DossierOut
from intake.api.http.requests import ExternalRefIn, ForwardingIn
from intake.api.http.shapes import DossierShapes
from intake.application import UseCases
from intake.application.external_refs import AddExternalRef
from intake.application.record_forwarding import RecordForwarding


def router(use_cases: UseCases, shapes: DossierShapes) -> APIRouter:
    made = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["Xử lý tại Một cửa · At the counter"])

    @made.post(
        "/forwarding", status_code=201, response_model=DossierOut, summary="Chuyển hồ sơ phi địa giới · Send papers on"
    )
    async def record_forwarding(body: ForwardingIn, change: ChangeDep) -> Response:
        """Of a dossier that was taken in at a site or agency that is not the competent one: the papers were sent, then
        they arrived. Papers leave within a working day; what is electronic has passed at once."""
        command = RecordForwarding(change=change, leg=body.leg, at=body.at)
        return shapes.created(shapes.whole(await use_cases.forward(command)))

    @made.post(
        "/external-refs",
        status_code=201,
        response_model=DossierOut,
        summary="Mã hồ sơ trên hệ thống khác · Number of another system",
    )
    async def add_external_ref(body: ExternalRefIn, change: ChangeDep) -> Response:
        """A number that became known after the registration. It moves no clock, so without `received_at`. Refused with
        `external-ref-taken` if another dossier has it."""
        return shapes.created(
            shapes.whole(await use_cases.add_external_ref(AddExternalRef(change=change, ref=body.ref())))
        )

    return made
