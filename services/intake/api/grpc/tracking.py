"""motcua.intake.v1.TrackingService: what stands on the receipt opens what the public may know."""

from __future__ import annotations

from typing import Any

from intake.api.grpc.vocabulary import on_wire, stamp
from intake.application import RateByReceipt, TrackDossier, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.applicant import tidy
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import dossier_pb2, tracking_service_pb2_grpc
from motcua.intake.v1 import tracking_service_pb2 as pb


class TrackingServicer(tracking_service_pb2_grpc.TrackingServiceServicer):
    def __init__(self, use_cases: UseCases, in_force: LawInForce) -> None:
        self._use_cases = use_cases
        self._law = in_force

    async def TrackDossier(self, request: pb.TrackDossierRequest, context: Any) -> pb.TrackDossierResponse:  # noqa: N802
        tracked = await self._use_cases.track(TrackDossier(code=request.code, secret=request.secret))
        dossier, live, wanted = tracked.dossier, tracked.live, tracked.dossier.open_supplement
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        names = {requirement.key: requirement.name for requirement in version.documents}
        return pb.TrackDossierResponse(
            code=dossier.code,
            procedure=tracked.procedure,
            department=tracked.department,
            step=tracked.step,
            state=on_wire(dossier_pb2.DossierState, "DOSSIER_STATE", dossier.state),
            received_at=stamp(dossier.received_at),
            accepted_at=stamp(dossier.accepted_at),
            due_at=stamp(live.due_at if live else dossier.due_at),
            decided_at=stamp(dossier.decided_at),
            returned_at=stamp(dossier.returned_at),
            timeliness=on_wire(vocabulary_pb2.Timeliness, "TIMELINESS", tracked.timeliness),
            documents_requested=[names[key] for key in wanted.documents if key in names] if wanted else [],
            live=live is not None,
        )

    async def RateByReceipt(self, request: pb.RateByReceiptRequest, context: Any) -> pb.RateByReceiptResponse:  # noqa: N802
        command = RateByReceipt(
            code=request.code, secret=request.secret, rating=request.rating, comment=tidy(request.comment)
        )
        await self._use_cases.rate_by_receipt(command)
        return pb.RateByReceiptResponse()
