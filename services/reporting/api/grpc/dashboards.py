"""motcua.reporting.v1.DashboardService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.reporting.v1 import dashboard_service_pb2 as pb
from motcua.reporting.v1.dashboard_service_pb2_grpc import DashboardServiceServicer
from reporting.api.grpc.boards import department_message, due_message, due_place, officer_message, procedure_message
from reporting.api.grpc.foresight import page_size_of
from reporting.api.grpc.messages import grain_of, head, line_message, point_message
from reporting.api.grpc.services import local_day_of
from reporting.application.dashboards import (
    AskOverview,
    Details,
    GetDepartment,
    GetOfficer,
    GetOverview,
    GetProcedure,
    ListDue,
)
from reporting.domain.definitions import ON_TIME_1


class DashboardServicer(DashboardServiceServicer):
    def __init__(self, overview: AskOverview, ask: Details) -> None:
        self._overview = overview
        self._ask = ask

    async def GetOverview(self, request: pb.GetOverviewRequest, context: Any) -> pb.GetOverviewResponse:  # noqa: N802
        del context
        found = await self._overview(
            GetOverview(
                actor=current_actor(),
                first=local_day_of("period_from", request.period_from),
                last=local_day_of("period_to", request.period_to),
                grain=grain_of(request.grain),
                definition=request.definition or ON_TIME_1,
            )
        )
        return pb.GetOverviewResponse(
            head=head(found),
            target=float(found.target),
            departments=[line_message(line) for line in found.lines],
            total=line_message(found.total),
            trend=[point_message(point) for point in found.trend],
        )

    async def GetDepartment(  # noqa: N802
        self, request: pb.GetDepartmentRequest, context: Any
    ) -> pb.GetDepartmentResponse:
        del context
        query = GetDepartment(
            actor=current_actor(),
            department=request.department,
            first=local_day_of("period_from", request.period_from),
            last=local_day_of("period_to", request.period_to),
            grain=grain_of(request.grain),
            definition=request.definition or ON_TIME_1,
        )
        return department_message(await self._ask.department(query))

    async def ListDueDossiers(  # noqa: N802
        self, request: pb.ListDueDossiersRequest, context: Any
    ) -> pb.ListDueDossiersResponse:
        del context
        bound: dict[str, object] = {"due of": request.department}
        query = ListDue(
            actor=current_actor(),
            department=request.department,
            after=due_place(request.page_token, bound),
            size=page_size_of(request.page_size),
        )
        return due_message(await self._ask.due(query), bound)

    async def GetProcedure(  # noqa: N802
        self, request: pb.GetProcedureRequest, context: Any
    ) -> pb.GetProcedureResponse:
        del context
        query = GetProcedure(
            actor=current_actor(),
            procedure=request.procedure_key,
            first=local_day_of("period_from", request.period_from),
            last=local_day_of("period_to", request.period_to),
        )
        return procedure_message(await self._ask.procedure(query))

    async def GetOfficer(self, request: pb.GetOfficerRequest, context: Any) -> pb.GetOfficerResponse:  # noqa: N802
        del context
        query = GetOfficer(
            actor=current_actor(),
            officer=request.officer,
            first=local_day_of("period_from", request.period_from),
            last=local_day_of("period_to", request.period_to),
        )
        return officer_message(await self._ask.officer(query))
