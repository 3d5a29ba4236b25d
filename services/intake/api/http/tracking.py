"""The public tracking page's data: no sign-in, only what stands on the receipt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from intake.api.http.answers import TrackingOut
from intake.api.http.shapes import answer, tracking_shape
from intake.application import TrackDossier, UseCases
from intake.application.law_in_force import LawInForce

_SECRET = Annotated[str, Query(max_length=40, description="mã tra cứu on the receipt", examples=["7K3M-9QXZ-04TB"])]


def router(use_cases: UseCases, in_force: LawInForce) -> APIRouter:
    made = APIRouter(prefix="/v1/tracking", tags=["Tra cứu · Tracking"])

    @made.get("/{code}", response_model=TrackingOut, summary="Tra cứu hồ sơ · Track a dossier")
    async def track_dossier(code: str, _actor: OptionalActorDep, secret: _SECRET = "") -> Response:
        """Code and secret of the receipt in, progress out. No personal data. A wrong code and a wrong secret get the
        same 404 `tracking-unknown`. `live` is false when the department could not be asked within 300 ms."""
        tracked = await use_cases.track(TrackDossier(code=code, secret=secret))
        return answer(tracking_shape(tracked, in_force.pack), headers={"Cache-Control": "no-store"})

    return made
