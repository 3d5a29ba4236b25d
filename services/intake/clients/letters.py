"""The department's words to the applicant, asked of processing at the moment a form is printed."""

from __future__ import annotations

from datetime import UTC

from chassis.kernel.errors import Kind, Problem
from chassis.rpc.client import RpcChannel
from intake.domain.forms.letters import Apology, DepartmentLetters, Letter
from motcua.processing.v1 import letter_service_pb2, letter_service_pb2_grpc

PATIENCE_SECONDS = 3.0


class DepartmentUnreachable(Problem):
    def __init__(self) -> None:
        super().__init__(
            "department-unreachable",
            Kind.UNAVAILABLE,
            "The department keeps the words of this form, and its system does not answer. Try again in a moment.",
        )


class GrpcLetters:
    """Fulfils ``Letters``."""

    def __init__(self, channel: RpcChannel) -> None:
        self._stub = letter_service_pb2_grpc.LetterServiceStub(channel.channel)

    async def of(self, dossier_id: str) -> DepartmentLetters:
        request = letter_service_pb2.GetLettersRequest(dossier_id=dossier_id)
        try:
            answer = await self._stub.GetLetters(request, timeout=PATIENCE_SECONDS)
        except Problem as problem:
            raise DepartmentUnreachable from problem
        return DepartmentLetters(
            supplements={
                each.request_id: Letter(officer=each.officer, reason=each.reason, documents=tuple(each.documents))
                for each in answer.supplements
            },
            apology=_apology(answer.apology) if answer.HasField("apology") else None,
            decision=Letter(officer=answer.decision.officer, reason=answer.decision.reason)
            if answer.HasField("decision")
            else None,
        )


class NoLetters:
    """Fulfils ``Letters`` where no processing is configured."""

    async def of(self, dossier_id: str) -> DepartmentLetters:
        raise DepartmentUnreachable


def _apology(letter: letter_service_pb2.ApologyLetter) -> Apology:
    return Apology(
        letter=Letter(officer=letter.officer, reason=letter.reason),
        promised_at=letter.promised_at.ToDatetime(tzinfo=UTC),
        new_due_at=letter.new_due_at.ToDatetime(tzinfo=UTC),
    )
