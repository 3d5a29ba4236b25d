"""The public tracking page's data: no sign-in, only what stands on the receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from chassis.http.limits import Guesses
from intake.api.http.answers import TrackingOut
from intake.api.http.requests import ReceiptRatingIn
from intake.api.http.shapes import answer, tracking_shape
from intake.application import RateByReceipt, TrackDossier, TrackingUnknown, UseCases
from intake.application.law_in_force import LawInForce

SECRET = Annotated[str, Query(max_length=40, description="mã tra cứu on the receipt", examples=["7K3M-9QXZ-04TB"])]


def router(use_cases: UseCases, in_force: LawInForce, guesses: Guesses) -> APIRouter:
    made = APIRouter(prefix="/v1/tracking", tags=["Tra cứu · Tracking"])

    @made.get("/{code}", response_model=TrackingOut, summary="Tra cứu hồ sơ · Track a dossier")
    async def track_dossier(request: Request, code: str, _actor: OptionalActorDep, secret: SECRET = "") -> Response:
        """Code and secret of the receipt in, progress out. No personal data. A wrong code and a wrong secret get the
        same 404 `tracking-unknown`; after twenty of them a client gets 429 and a new attempt every five seconds.
        `live` is false when the department could not be asked within 300 ms."""
        with guesses.counted(request, TrackingUnknown):
            tracked = await use_cases.track(TrackDossier(code=code, secret=secret))
        return answer(tracking_shape(tracked, in_force.pack), headers={"Cache-Control": "no-store"})

    @made.post("/{code}/rating", response_model=TrackingOut, summary="Đánh giá theo giấy tiếp nhận · Rate by receipt")
    async def rate_by_receipt(request: Request, code: str, body: ReceiptRatingIn, _actor: OptionalActorDep) -> Response:
        """The survey that is handed out with the receipt: once, when the outcome is known; whoever holds the receipt
        may answer it. Refusals: `tracking-unknown`, `rating-not-allowed`, `already-rated`, `too-many-attempts`."""
        command = RateByReceipt(code=code, secret=body.secret, rating=body.rating, comment=body.comment)
        with guesses.counted(request, TrackingUnknown):
            await use_cases.rate_by_receipt(command)
            tracked = await use_cases.track(TrackDossier(code=code, secret=body.secret))
        return answer(tracking_shape(tracked, in_force.pack), headers={"Cache-Control": "no-store"})

    return made
