"""InspectionService: plans, inspections, findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.reporting.v1 import inspection_service_pb2 as pb
from motcua.reporting.v1.inspection_service_pb2_grpc import InspectionServiceServicer
from reporting.api.grpc.control.messages import asked, caller, filled, given, needed_day, page
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.findings import Finding, FindingContent
from reporting.domain.control.inspections import Inspection, InspectionContent
from reporting.domain.control.plans import Plan, PlanContent
from reporting.protocol.control import read


class InspectionServicer(InspectionServiceServicer):
    def __init__(self, work: ControlWork) -> None:
        self._work = work

    async def GetControlPlan(  # noqa: N802
        self, request: pb.GetControlPlanRequest, context: Any
    ) -> pb.GetControlPlanResponse:
        plan = await self._work.looking.one(caller(request), Plan, request.id)
        return pb.GetControlPlanResponse(plan=_plan(plan))

    async def ListControlPlans(  # noqa: N802
        self, request: pb.ListControlPlansRequest, context: Any
    ) -> pb.ListControlPlansResponse:
        day = date(request.year, 1, 1) if 2000 <= request.year <= 2100 else None
        wanted = Wanted(kind=given(request)["kind"] or "", first=day, last=day)
        items, more = await page(self._work, Plan, wanted, request)
        return pb.ListControlPlansResponse(items=[_plan(each) for each in items], **more)

    async def DraftControlPlan(  # noqa: N802
        self, request: pb.DraftControlPlanRequest, context: Any
    ) -> pb.DraftControlPlanResponse:
        content = read(PlanContent, given(request.content))
        plan = await self._work.plans.draft(asked("DraftControlPlan", request), content)
        return pb.DraftControlPlanResponse(plan=_plan(plan))

    async def AmendControlPlan(  # noqa: N802
        self, request: pb.AmendControlPlanRequest, context: Any
    ) -> pb.AmendControlPlanResponse:
        content = read(PlanContent, given(request.content))
        plan = await self._work.plans.amend(asked("AmendControlPlan", request), request.id, content)
        return pb.AmendControlPlanResponse(plan=_plan(plan))

    async def SubmitControlPlan(  # noqa: N802
        self, request: pb.SubmitControlPlanRequest, context: Any
    ) -> pb.SubmitControlPlanResponse:
        plan = await self._work.plans.submit(asked("SubmitControlPlan", request), request.id)
        return pb.SubmitControlPlanResponse(plan=_plan(plan))

    async def ApproveControlPlan(  # noqa: N802
        self, request: pb.ApproveControlPlanRequest, context: Any
    ) -> pb.ApproveControlPlanResponse:
        plan = await self._work.plans.approve(asked("ApproveControlPlan", request), request.id, request.text)
        return pb.ApproveControlPlanResponse(plan=_plan(plan))

    async def ReturnControlPlan(  # noqa: N802
        self, request: pb.ReturnControlPlanRequest, context: Any
    ) -> pb.ReturnControlPlanResponse:
        plan = await self._work.plans.send_back(asked("ReturnControlPlan", request), request.id, request.text)
        return pb.ReturnControlPlanResponse(plan=_plan(plan))

    async def GetInspection(  # noqa: N802
        self, request: pb.GetInspectionRequest, context: Any
    ) -> pb.GetInspectionResponse:
        inspection = await self._work.looking.one(caller(request), Inspection, request.id)
        return pb.GetInspectionResponse(inspection=_inspection(inspection))

    async def ListInspections(  # noqa: N802
        self, request: pb.ListInspectionsRequest, context: Any
    ) -> pb.ListInspectionsResponse:
        wanted = Wanted(department=request.department, parent=request.plan_id)
        items, more = await page(self._work, Inspection, wanted, request)
        return pb.ListInspectionsResponse(items=[_inspection(each) for each in items], **more)

    async def OpenInspection(  # noqa: N802
        self, request: pb.OpenInspectionRequest, context: Any
    ) -> pb.OpenInspectionResponse:
        content = read(InspectionContent, given(request.content))
        inspection = await self._work.inspections.open(asked("OpenInspection", request), content)
        return pb.OpenInspectionResponse(inspection=_inspection(inspection))

    async def ConcludeInspection(  # noqa: N802
        self, request: pb.ConcludeInspectionRequest, context: Any
    ) -> pb.ConcludeInspectionResponse:
        inspection = await self._work.inspections.conclude(
            asked("ConcludeInspection", request), request.id, request.text
        )
        return pb.ConcludeInspectionResponse(inspection=_inspection(inspection))

    async def CancelInspection(  # noqa: N802
        self, request: pb.CancelInspectionRequest, context: Any
    ) -> pb.CancelInspectionResponse:
        inspection = await self._work.inspections.cancel(asked("CancelInspection", request), request.id, request.text)
        return pb.CancelInspectionResponse(inspection=_inspection(inspection))

    async def GetFinding(self, request: pb.GetFindingRequest, context: Any) -> pb.GetFindingResponse:  # noqa: N802
        finding = await self._work.looking.one(caller(request), Finding, request.id)
        return pb.GetFindingResponse(finding=self._finding(finding))

    async def ListFindings(  # noqa: N802
        self, request: pb.ListFindingsRequest, context: Any
    ) -> pb.ListFindingsResponse:
        overdue_at = self._work.acting.clock.now() if request.overdue else None
        wanted = Wanted(department=request.department, parent=request.inspection_id, overdue_at=overdue_at)
        items, more = await page(self._work, Finding, wanted, request)
        return pb.ListFindingsResponse(items=[self._finding(each) for each in items], **more)

    async def RecordFinding(  # noqa: N802
        self, request: pb.RecordFindingRequest, context: Any
    ) -> pb.RecordFindingResponse:
        content = read(FindingContent, given(request.content))
        finding = await self._work.findings.record(asked("RecordFinding", request), request.inspection_id, content)
        return pb.RecordFindingResponse(finding=self._finding(finding))

    async def AnswerFinding(  # noqa: N802
        self, request: pb.AnswerFindingRequest, context: Any
    ) -> pb.AnswerFindingResponse:
        finding = await self._work.findings.answer(asked("AnswerFinding", request), request.id, request.text)
        return pb.AnswerFindingResponse(finding=self._finding(finding))

    async def AcceptFindingAnswer(  # noqa: N802
        self, request: pb.AcceptFindingAnswerRequest, context: Any
    ) -> pb.AcceptFindingAnswerResponse:
        finding = await self._work.findings.accept(asked("AcceptFindingAnswer", request), request.id, request.text)
        return pb.AcceptFindingAnswerResponse(finding=self._finding(finding))

    async def ReturnFindingAnswer(  # noqa: N802
        self, request: pb.ReturnFindingAnswerRequest, context: Any
    ) -> pb.ReturnFindingAnswerResponse:
        finding = await self._work.findings.send_back(
            asked("ReturnFindingAnswer", request), request.id, request.text, request.working_days
        )
        return pb.ReturnFindingAnswerResponse(finding=self._finding(finding))

    async def WithdrawFinding(  # noqa: N802
        self, request: pb.WithdrawFindingRequest, context: Any
    ) -> pb.WithdrawFindingResponse:
        finding = await self._work.findings.withdraw(asked("WithdrawFinding", request), request.id, request.text)
        return pb.WithdrawFindingResponse(finding=self._finding(finding))

    async def SuggestInspections(  # noqa: N802
        self, request: pb.SuggestInspectionsRequest, context: Any
    ) -> pb.SuggestInspectionsResponse:
        first = needed_day("period_from", request.period_from)
        last = needed_day("period_to", request.period_to)
        found = await self._work.inspections.suggest(caller(request), first, last)
        suggestions = [filled(pb.InspectionSuggestion(), each) for each in found]
        return pb.SuggestInspectionsResponse(suggestions=suggestions)

    def _finding(self, finding: Finding) -> pb.Finding:
        return filled(pb.Finding(), finding, is_overdue=finding.is_late(self._work.acting.clock.now()))


def _plan(plan: Plan) -> pb.ControlPlan:
    return filled(pb.ControlPlan(), plan)


def _inspection(inspection: Inspection) -> pb.Inspection:
    return filled(pb.Inspection(), inspection)
