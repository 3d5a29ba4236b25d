"""motcua.processing.v1.CaseService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.processing.v1 import case_service_pb2 as pb
from motcua.processing.v1 import case_service_pb2_grpc
from processing.api.grpc.messages import CASE_STATE_OF, asked, case_message, due_before, page, token
from processing.application.apologise_and_extend import ApologiseAndExtend
from processing.application.correct_case import CorrectCase
from processing.application.decide import Decide
from processing.application.ports import CaseFilter
from processing.application.request_payment import RequestPayment
from processing.application.request_supplement import RequestSupplement
from processing.application.stop_case import StopCase
from processing.application.use_cases import UseCases
from processing.application.views import lines
from processing.protocol import KIND_OF, OUTCOME_OF, instant, stamp


class CaseServicer(case_service_pb2_grpc.CaseServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases

    async def GetCase(self, request: pb.GetCaseRequest, context: Any) -> pb.GetCaseResponse:  # noqa: N802
        seen = await self._ask.get_case(current_actor(), request.dossier_id)
        return pb.GetCaseResponse(case=case_message(seen))

    async def ListCases(self, request: pb.ListCasesRequest, context: Any) -> pb.ListCasesResponse:  # noqa: N802
        states = frozenset(_known(CASE_STATE_OF, state, "states") for state in request.states)
        wanted = CaseFilter(department=request.department, states=states, due_before=due_before(request))
        filters: dict[str, object] = {
            "list": "cases",
            "department": wanted.department,
            "state": ",".join(sorted(states)),
            "due_before": wanted.due_before,
        }
        place, size = page(request, filters)
        found = await self._ask.list_cases(current_actor(), wanted, place, size)
        return pb.ListCasesResponse(
            cases=[case_message(seen, whole=False) for seen in found.cases],
            next_page_token=token(found.following, filters),
            total_size=found.total,
        )

    async def GetDeadline(self, request: pb.GetDeadlineRequest, context: Any) -> pb.GetDeadlineResponse:  # noqa: N802
        deadline = await self._ask.get_deadline(current_actor(), request.dossier_id)
        case = deadline.seen.case
        told = [
            pb.DerivationLine(
                on=line.on,
                kind=line.kind,
                counted=line.counted,
                text=line.vi,
                text_en=line.en,
                legal_ref=line.legal_ref,
            )
            for line in lines(deadline.derivation)
        ]
        return pb.GetDeadlineResponse(
            due_at=stamp(case.due_at) if case.due_at else None,
            original_due_at=stamp(case.original_due_at) if case.original_due_at else None,
            due_is_provisional=deadline.derivation.provisional,
            lines=told,
            law_revision=case.law_revision,
        )

    async def RequestSupplement(  # noqa: N802
        self, request: pb.RequestSupplementRequest, context: Any
    ) -> pb.RequestSupplementResponse:
        command = RequestSupplement(
            asked=asked("RequestSupplement", request),
            dossier_id=request.dossier_id,
            documents=tuple(request.documents),
            reason=request.reason,
        )
        seen = await self._ask.request_supplement(command)
        return pb.RequestSupplementResponse(case=case_message(seen), request_id=seen.case.supplements[-1].request_id)

    async def RequestPayment(self, request: pb.RequestPaymentRequest, context: Any) -> pb.RequestPaymentResponse:  # noqa: N802
        command = RequestPayment(
            asked=asked("RequestPayment", request),
            dossier_id=request.dossier_id,
            kind=_known(KIND_OF, request.kind, "kind"),
            amount_vnd=request.amount_vnd,
            reason=request.reason,
            pay_by_at=instant(request.pay_by_at) if request.HasField("pay_by_at") else None,
        )
        seen = await self._ask.request_payment(command)
        return pb.RequestPaymentResponse(case=case_message(seen), duty_id=seen.case.duties[-1].duty_id)

    async def Decide(self, request: pb.DecideRequest, context: Any) -> pb.DecideResponse:  # noqa: N802
        command = Decide(
            asked=asked("Decide", request),
            dossier_id=request.dossier_id,
            outcome=_known(OUTCOME_OF, request.outcome, "outcome"),
            reason=request.reason,
            despite_consultations=request.despite_consultations,
        )
        return pb.DecideResponse(case=case_message(await self._ask.decide(command)))

    async def ApologiseAndExtend(  # noqa: N802
        self, request: pb.ApologiseAndExtendRequest, context: Any
    ) -> pb.ApologiseAndExtendResponse:
        if not request.HasField("new_due_at"):
            raise invalid("invalid-request", "Name the new due instant.", new_due_at="is missing")
        command = ApologiseAndExtend(
            asked=asked("ApologiseAndExtend", request),
            dossier_id=request.dossier_id,
            new_due_at=instant(request.new_due_at),
            reason=request.reason,
        )
        return pb.ApologiseAndExtendResponse(case=case_message(await self._ask.apologise_and_extend(command)))

    async def StopCase(self, request: pb.StopCaseRequest, context: Any) -> pb.StopCaseResponse:  # noqa: N802
        command = StopCase(asked=asked("StopCase", request), dossier_id=request.dossier_id, reason=request.reason)
        return pb.StopCaseResponse(case=case_message(await self._ask.stop_case(command)))

    async def CorrectCase(self, request: pb.CorrectCaseRequest, context: Any) -> pb.CorrectCaseResponse:  # noqa: N802
        """Entry 0 is the start, which cannot be undone: it stands for the decision."""
        command = CorrectCase(
            asked=asked("CorrectCase", request),
            dossier_id=request.dossier_id,
            reason=request.reason,
            entry=request.entry or None,
        )
        return pb.CorrectCaseResponse(case=case_message(await self._ask.correct_case(command)))


def _known(words: Any, proto: int, field: str) -> Any:
    """The word of an enum's value; Problem ``invalid-request`` for one that says nothing."""
    if proto not in words:
        raise invalid("invalid-request", f"Correct these fields: {field}.", **{field: "not a known value"})
    return words[proto]
