"""motcua.processing.v1.LetterService: for intake alone; every call is logged with its caller."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from chassis.telemetry import logs
from motcua.processing.v1 import letter_service_pb2 as pb
from motcua.processing.v1 import letter_service_pb2_grpc
from processing.application.use_cases import UseCases
from processing.domain.case import Case
from processing.protocol import stamp

_log = logs.get(__name__)


class LetterServicer(letter_service_pb2_grpc.LetterServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._get_letters = use_cases.get_letters

    async def GetLetters(self, request: pb.GetLettersRequest, context: Any) -> pb.GetLettersResponse:  # noqa: N802
        case = await self._get_letters(current_actor(), request.dossier_id)
        _log.info("letters handed out", dossier=case.id, to=current_actor().subject)
        return pb.GetLettersResponse(
            supplements=[
                pb.SupplementLetter(
                    request_id=asked.request_id,
                    officer=asked.requested_by,
                    documents=asked.documents,
                    reason=asked.reason,
                )
                for asked in case.supplements
            ],
            apology=_apology(case),
            decision=_decision(case),
        )


def _apology(case: Case) -> pb.ApologyLetter | None:
    if case.apology is None:
        return None
    return pb.ApologyLetter(
        officer=case.apology.officer,
        apologised_at=stamp(case.apology.apologised_at),
        promised_at=stamp(case.apology.promised_at),
        new_due_at=stamp(case.apology.new_due_at),
        reason=case.apology.reason,
    )


def _decision(case: Case) -> pb.DecisionLetter | None:
    if case.decision is None:
        return None
    return pb.DecisionLetter(officer=case.decision.officer, reason=case.decision.reason)
