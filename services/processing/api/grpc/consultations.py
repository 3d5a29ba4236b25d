"""motcua.processing.v1.ConsultationService: the same use cases as HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import consultation_pb2, consultation_service_pb2_grpc
from motcua.processing.v1 import consultation_service_pb2 as pb
from processing.api.grpc.consultation_messages import OPINION_OF, STATE_OF, consultation_message, consultations_of
from processing.api.grpc.messages import asked, due_before, page, token
from processing.application.consultation_lists import ConsultationFilter
from processing.application.consultations import (
    AnswerConsultation,
    RemindConsultation,
    RequestConsultations,
    SeenConsultation,
    Wanted,
    WithdrawConsultation,
)
from processing.application.use_cases import UseCases
from processing.protocol import instant


class ConsultationServicer(consultation_service_pb2_grpc.ConsultationServiceServicer):
    """now: of the injected clock."""

    def __init__(self, use_cases: UseCases, now: Callable[[], datetime]) -> None:
        self._ask = use_cases.consultations
        self._get_case = use_cases.get_case
        self._now = now

    async def RequestConsultations(  # noqa: N802
        self, request: pb.RequestConsultationsRequest, context: Any
    ) -> pb.RequestConsultationsResponse:
        command = RequestConsultations(
            asked=asked("RequestConsultations", request),
            dossier_id=request.dossier_id,
            question=request.question,
            wanted=tuple(
                Wanted(
                    consultee=ask.consultee,
                    due_at=instant(ask.due_at) if ask.HasField("due_at") else None,
                    later_reason=ask.later_reason,
                )
                for ask in request.asks
            ),
            documents=tuple(request.documents),
        )
        seen = await self._ask.request(command)
        return pb.RequestConsultationsResponse(consultations=consultations_of(seen.case, seen.now))

    async def ListCaseConsultations(  # noqa: N802
        self, request: pb.ListCaseConsultationsRequest, context: Any
    ) -> pb.ListCaseConsultationsResponse:
        seen = await self._get_case(current_actor(), request.dossier_id)
        return pb.ListCaseConsultationsResponse(consultations=consultations_of(seen.case, seen.now))

    async def ListConsultations(  # noqa: N802
        self, request: pb.ListConsultationsRequest, context: Any
    ) -> pb.ListConsultationsResponse:
        states = frozenset(_known(STATE_OF, state, "states") for state in request.states)
        wanted = ConsultationFilter(
            department=request.department,
            consultee=request.consultee,
            due_before=due_before(request),
            states=states or ConsultationFilter().states,
        )
        filters: dict[str, object] = {
            "list": "consultations",
            "department": wanted.department,
            "consultee": wanted.consultee,
            "due_before": wanted.due_before,
            "state": ",".join(sorted(wanted.states)),
        }
        place, size = page(request, filters)
        found = await self._ask.list(current_actor(), wanted, place, size)
        now = self._now()
        return pb.ListConsultationsResponse(
            consultations=[
                consultation_message(row.consultation, row.dossier, row.version, now) for row in found.consultations
            ],
            next_page_token=token(found.following, filters),
            total_size=found.total,
        )

    async def GetConsultation(  # noqa: N802
        self, request: pb.GetConsultationRequest, context: Any
    ) -> pb.GetConsultationResponse:
        seen = await self._ask.get(current_actor(), request.consultation_id)
        return pb.GetConsultationResponse(consultation=_message(seen))

    async def AnswerConsultation(  # noqa: N802
        self, request: pb.AnswerConsultationRequest, context: Any
    ) -> pb.AnswerConsultationResponse:
        command = AnswerConsultation(
            asked=asked("AnswerConsultation", request),
            consultation_id=request.consultation_id,
            opinion=_known(OPINION_OF, request.opinion, "opinion"),
            text=request.text,
        )
        return pb.AnswerConsultationResponse(consultation=_message(await self._ask.answer(command)))

    async def RemindConsultation(  # noqa: N802
        self, request: pb.RemindConsultationRequest, context: Any
    ) -> pb.RemindConsultationResponse:
        command = RemindConsultation(
            asked=asked("RemindConsultation", request), consultation_id=request.consultation_id
        )
        return pb.RemindConsultationResponse(consultation=_message(await self._ask.remind(command)))

    async def WithdrawConsultation(  # noqa: N802
        self, request: pb.WithdrawConsultationRequest, context: Any
    ) -> pb.WithdrawConsultationResponse:
        command = WithdrawConsultation(
            asked=asked("WithdrawConsultation", request),
            consultation_id=request.consultation_id,
            reason=request.reason,
        )
        return pb.WithdrawConsultationResponse(consultation=_message(await self._ask.withdraw(command)))

    async def GetConsultationLink(  # noqa: N802
        self, request: pb.GetConsultationLinkRequest, context: Any
    ) -> pb.GetConsultationLinkResponse:
        address = await self._ask.link(current_actor(), request.consultation_id)
        return pb.GetConsultationLinkResponse(address=address)

    async def GetConsultationMail(  # noqa: N802
        self, request: pb.GetConsultationMailRequest, context: Any
    ) -> pb.GetConsultationMailResponse:
        mail = await self._ask.mail(current_actor(), request.consultation_id)
        return pb.GetConsultationMailResponse(
            consultee_name=mail.seen.consultation.consultee.name, mailbox=mail.mailbox, link=mail.link
        )


def _message(seen: SeenConsultation) -> consultation_pb2.Consultation:
    return consultation_message(seen.consultation, seen.case.dossier, seen.case.version, seen.now)


def _known(words: Any, proto: int, field: str) -> Any:
    if proto not in words:
        raise invalid("invalid-request", f"Correct these fields: {field}.", **{field: "not a known value"})
    return words[proto]
