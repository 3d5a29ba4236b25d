"""ProcedureReviewService: reviews, compliance cost, proposals."""

from __future__ import annotations

from typing import Any

from motcua.reporting.v1 import procedure_review_service_pb2 as pb
from motcua.reporting.v1.procedure_review_service_pb2_grpc import ProcedureReviewServiceServicer
from reporting.api.grpc.control.messages import asked, caller, filled, given, needed_day, page, word
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.costs import Cost
from reporting.domain.control.proposals import Proposal, ProposalContent
from reporting.domain.control.reviews import Assessment, Review, ReviewContent
from reporting.protocol.control import read


class ProcedureReviewServicer(ProcedureReviewServiceServicer):
    def __init__(self, work: ControlWork) -> None:
        self._work = work

    async def GetProcedureReview(  # noqa: N802
        self, request: pb.GetProcedureReviewRequest, context: Any
    ) -> pb.GetProcedureReviewResponse:
        review = await self._work.looking.one(caller(request), Review, request.id)
        return pb.GetProcedureReviewResponse(review=_review(review))

    async def ListProcedureReviews(  # noqa: N802
        self, request: pb.ListProcedureReviewsRequest, context: Any
    ) -> pb.ListProcedureReviewsResponse:
        wanted = Wanted(department=request.department, parent=request.plan_id)
        items, more = await page(self._work, Review, wanted, request)
        return pb.ListProcedureReviewsResponse(items=[_review(each) for each in items], **more)

    async def OpenProcedureReview(  # noqa: N802
        self, request: pb.OpenProcedureReviewRequest, context: Any
    ) -> pb.OpenProcedureReviewResponse:
        content = read(ReviewContent, given(request.content))
        review = await self._work.reviews.open(asked("OpenProcedureReview", request), content)
        return pb.OpenProcedureReviewResponse(review=_review(review))

    async def AssessProcedure(  # noqa: N802
        self, request: pb.AssessProcedureRequest, context: Any
    ) -> pb.AssessProcedureResponse:
        assessment = read(Assessment, _assessment(given(request.assessment)))
        review = await self._work.reviews.assess(asked("AssessProcedure", request), request.id, assessment)
        return pb.AssessProcedureResponse(review=_review(review))

    async def CompleteProcedureReview(  # noqa: N802
        self, request: pb.CompleteProcedureReviewRequest, context: Any
    ) -> pb.CompleteProcedureReviewResponse:
        review = await self._work.reviews.complete(asked("CompleteProcedureReview", request), request.id, request.text)
        return pb.CompleteProcedureReviewResponse(review=_review(review))

    async def CancelProcedureReview(  # noqa: N802
        self, request: pb.CancelProcedureReviewRequest, context: Any
    ) -> pb.CancelProcedureReviewResponse:
        review = await self._work.reviews.cancel(asked("CancelProcedureReview", request), request.id, request.text)
        return pb.CancelProcedureReviewResponse(review=_review(review))

    async def CalculateComplianceCost(  # noqa: N802
        self, request: pb.CalculateComplianceCostRequest, context: Any
    ) -> pb.CalculateComplianceCostResponse:
        caller(request)
        cost = read(Cost, _cost(given(request.cost)))
        return pb.CalculateComplianceCostResponse(cost=filled(pb.ComplianceCost(), cost))

    async def GetSimplificationProposal(  # noqa: N802
        self, request: pb.GetSimplificationProposalRequest, context: Any
    ) -> pb.GetSimplificationProposalResponse:
        proposal = await self._work.looking.one(caller(request), Proposal, request.id)
        return pb.GetSimplificationProposalResponse(proposal=self._proposal(proposal))

    async def ListSimplificationProposals(  # noqa: N802
        self, request: pb.ListSimplificationProposalsRequest, context: Any
    ) -> pb.ListSimplificationProposalsResponse:
        wanted = Wanted(department=request.department, parent=request.review_id)
        items, more = await page(self._work, Proposal, wanted, request)
        return pb.ListSimplificationProposalsResponse(items=[self._proposal(each) for each in items], **more)

    async def DraftSimplificationProposal(  # noqa: N802
        self, request: pb.DraftSimplificationProposalRequest, context: Any
    ) -> pb.DraftSimplificationProposalResponse:
        content = read(ProposalContent, given(request.content))
        proposal = await self._work.proposals.draft(asked("DraftSimplificationProposal", request), content)
        return pb.DraftSimplificationProposalResponse(proposal=self._proposal(proposal))

    async def SubmitSimplificationProposal(  # noqa: N802
        self, request: pb.SubmitSimplificationProposalRequest, context: Any
    ) -> pb.SubmitSimplificationProposalResponse:
        proposal = await self._work.proposals.submit(asked("SubmitSimplificationProposal", request), request.id)
        return pb.SubmitSimplificationProposalResponse(proposal=self._proposal(proposal))

    async def DecideSimplificationProposal(  # noqa: N802
        self, request: pb.DecideSimplificationProposalRequest, context: Any
    ) -> pb.DecideSimplificationProposalResponse:
        decision = word(request, "decision").replace("_", "-")
        proposal = await self._work.proposals.decide(
            asked("DecideSimplificationProposal", request), request.id, decision, request.text
        )
        return pb.DecideSimplificationProposalResponse(proposal=self._proposal(proposal))

    async def CarryOutSimplificationProposal(  # noqa: N802
        self, request: pb.CarryOutSimplificationProposalRequest, context: Any
    ) -> pb.CarryOutSimplificationProposalResponse:
        on = needed_day("on", request.on)
        proposal = await self._work.proposals.carry_out(
            asked("CarryOutSimplificationProposal", request), request.id, request.legal_act, on
        )
        return pb.CarryOutSimplificationProposalResponse(proposal=self._proposal(proposal))

    async def LapseSimplificationProposal(  # noqa: N802
        self, request: pb.LapseSimplificationProposalRequest, context: Any
    ) -> pb.LapseSimplificationProposalResponse:
        proposal = await self._work.proposals.lapse(
            asked("LapseSimplificationProposal", request), request.id, request.text
        )
        return pb.LapseSimplificationProposalResponse(proposal=self._proposal(proposal))

    def _proposal(self, proposal: Proposal) -> pb.SimplificationProposal:
        target = self._work.rules.target_on(proposal.drafted_on)
        if target is None:
            return filled(pb.SimplificationProposal(), proposal)
        meets = proposal.meets(target.value)
        return filled(pb.SimplificationProposal(), proposal, target_percent=target.value, meets_target=meets)


def _review(review: Review) -> pb.ProcedureReview:
    return filled(pb.ProcedureReview(), review)


def _assessment(said: dict[str, Any]) -> dict[str, Any]:
    costs = {name: said[name] and _cost(said[name]) for name in ("cost", "proposed_cost")}
    return {**said, **costs}


def _cost(said: dict[str, Any]) -> dict[str, Any]:
    """Without what is of an answer; once a year unless said otherwise."""
    return {**said, "times": said["times"] or "1"}
