"""InitiativeService: initiatives, the log, the counts."""

from __future__ import annotations

from typing import Any

from motcua.reporting.v1 import initiative_service_pb2 as pb
from motcua.reporting.v1.initiative_service_pb2_grpc import InitiativeServiceServicer
from reporting.api.grpc.control.messages import asked, caller, filled, given, needed_day, page, word
from reporting.api.grpc.services import local_day_of
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.activities import Activity, ActivityContent
from reporting.domain.control.initiatives import Initiative, InitiativeContent
from reporting.protocol.control import read


class InitiativeServicer(InitiativeServiceServicer):
    def __init__(self, work: ControlWork) -> None:
        self._work = work

    async def GetInitiative(  # noqa: N802
        self, request: pb.GetInitiativeRequest, context: Any
    ) -> pb.GetInitiativeResponse:
        initiative = await self._work.looking.one(caller(request), Initiative, request.id)
        return pb.GetInitiativeResponse(initiative=_initiative(initiative))

    async def ListInitiatives(  # noqa: N802
        self, request: pb.ListInitiativesRequest, context: Any
    ) -> pb.ListInitiativesResponse:
        wanted = Wanted(department=request.department)
        items, more = await page(self._work, Initiative, wanted, request)
        return pb.ListInitiativesResponse(items=[_initiative(each) for each in items], **more)

    async def ProposeInitiative(  # noqa: N802
        self, request: pb.ProposeInitiativeRequest, context: Any
    ) -> pb.ProposeInitiativeResponse:
        content = read(InitiativeContent, given(request.content))
        initiative = await self._work.initiatives.propose(asked("ProposeInitiative", request), content)
        return pb.ProposeInitiativeResponse(initiative=_initiative(initiative))

    async def MoveInitiative(  # noqa: N802
        self, request: pb.MoveInitiativeRequest, context: Any
    ) -> pb.MoveInitiativeResponse:
        move = word(request, "move")
        initiative = await self._work.initiatives.move(asked("MoveInitiative", request), request.id, move, request.text)
        return pb.MoveInitiativeResponse(initiative=_initiative(initiative))

    async def GetControlActivity(  # noqa: N802
        self, request: pb.GetControlActivityRequest, context: Any
    ) -> pb.GetControlActivityResponse:
        entry = await self._work.looking.one(caller(request), Activity, request.id)
        return pb.GetControlActivityResponse(entry=_entry(entry))

    async def ListControlActivities(  # noqa: N802
        self, request: pb.ListControlActivitiesRequest, context: Any
    ) -> pb.ListControlActivitiesResponse:
        first = local_day_of("period_from", request.period_from)
        last = local_day_of("period_to", request.period_to)
        wanted = Wanted(kind=given(request)["kind"] or "", first=first, last=last)
        items, more = await page(self._work, Activity, wanted, request)
        return pb.ListControlActivitiesResponse(items=[_entry(each) for each in items], **more)

    async def RecordControlActivity(  # noqa: N802
        self, request: pb.RecordControlActivityRequest, context: Any
    ) -> pb.RecordControlActivityResponse:
        content = read(ActivityContent, given(request.content))
        entry = await self._work.activities.record(asked("RecordControlActivity", request), content)
        return pb.RecordControlActivityResponse(entry=_entry(entry))

    async def StrikeControlActivity(  # noqa: N802
        self, request: pb.StrikeControlActivityRequest, context: Any
    ) -> pb.StrikeControlActivityResponse:
        entry = await self._work.activities.strike(asked("StrikeControlActivity", request), request.id, request.text)
        return pb.StrikeControlActivityResponse(entry=_entry(entry))

    async def CountControlWork(  # noqa: N802
        self, request: pb.CountControlWorkRequest, context: Any
    ) -> pb.CountControlWorkResponse:
        first = needed_day("period_from", request.period_from)
        last = needed_day("period_to", request.period_to)
        return filled(pb.CountControlWorkResponse(), await self._work.counts(caller(request), first, last))


def _initiative(initiative: Initiative) -> pb.Initiative:
    return filled(pb.Initiative(), initiative)


def _entry(activity: Activity) -> pb.ControlActivity:
    return filled(pb.ControlActivity(), activity)
