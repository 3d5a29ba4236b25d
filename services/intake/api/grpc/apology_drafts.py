"""motcua.intake.v1.ApologyDraftService: for processing alone; every call is recorded with the officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from intake.application import UseCases
from intake.application.forms.print_apology_draft import PrintApologyDraft
from intake.domain.forms.letters import Apology, Letter
from motcua.intake.v1 import apology_draft_service_pb2 as pb
from motcua.intake.v1 import apology_draft_service_pb2_grpc

_LONGEST_REASON = 2_000


class ApologyDraftServicer(apology_draft_service_pb2_grpc.ApologyDraftServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._print = use_cases.forms.print_apology_draft

    async def RenderApologyDraft(  # noqa: N802
        self, request: pb.RenderApologyDraftRequest, context: Any
    ) -> pb.RenderApologyDraftResponse:
        del context
        if len(request.reason) > _LONGEST_REASON:
            raise invalid("invalid-request", f"Keep the reason to {_LONGEST_REASON} characters.", reason="too long")
        apology = Apology(
            letter=Letter(officer="", reason=request.reason),
            promised_at=_instant("promised_at", request.promised_at),
            new_due_at=_instant("new_due_at", request.new_due_at),
        )
        actor = replace(current_actor(), on_behalf_of=request.officer)
        pdf = await self._print(PrintApologyDraft(actor=actor, dossier_id=request.dossier_id, apology=apology))
        return pb.RenderApologyDraftResponse(pdf=pdf)


def _instant(name: str, stamp: Timestamp) -> datetime:
    try:
        return stamp.ToDatetime(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise invalid(
            "invalid-request", "Give instants between the years 1 and 9999.", **{name: "no instant"}
        ) from None
