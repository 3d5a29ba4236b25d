"""A draft of form 04 on paper, from intake, which knows the applicant and has the layout."""

from __future__ import annotations

from chassis.rpc.client import RpcChannel
from motcua.intake.v1 import apology_draft_service_pb2 as pb
from motcua.intake.v1.apology_draft_service_pb2_grpc import ApologyDraftServiceStub
from processing.application.draft_apology import ApologyDraft
from processing.protocol import stamp

DEADLINE_SECONDS = 5.0


class GrpcApologyPaper:
    """Fulfils ``application.draft_apology.ApologyPaper``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = ApologyDraftServiceStub(channel.channel)

    async def pdf(self, draft: ApologyDraft, officer: str) -> bytes:
        request = pb.RenderApologyDraftRequest(
            dossier_id=draft.dossier_id,
            officer=officer,
            promised_at=stamp(draft.promised_at),
            new_due_at=stamp(draft.new_due_at),
            reason=draft.reason,
        )
        return (await self._stub.RenderApologyDraft(request, timeout=DEADLINE_SECONDS)).pdf
