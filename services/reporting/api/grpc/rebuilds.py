"""motcua.reporting.v1.RebuildService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.rpc.server import current_actor
from motcua.reporting.v1 import rebuild_service_pb2 as pb
from motcua.reporting.v1.rebuild_service_pb2_grpc import RebuildServiceServicer
from reporting.application.rebuilds import (
    AskRebuild,
    AskRebuilds,
    AskStartRebuild,
    GetRebuild,
    ListRebuilds,
    StartRebuild,
)
from reporting.domain.rebuild import Rebuild, Source, State

_SOURCES = {pb.REBUILD_SOURCE_KEPT: Source.KEPT, pb.REBUILD_SOURCE_STREAM: Source.STREAM}
_NAMES = {source: pb.RebuildSource.Value(f"REBUILD_SOURCE_{source.name}") for source in Source}
_STATES = {state: pb.RebuildState.Value(f"REBUILD_STATE_{state.name}") for state in State}


class RebuildServicer(RebuildServiceServicer):
    def __init__(self, start: AskStartRebuild, ask: AskRebuild, latest: AskRebuilds) -> None:
        self._start = start
        self._ask = ask
        self._latest = latest

    async def StartRebuild(self, request: pb.StartRebuildRequest, context: Any) -> pb.StartRebuildResponse:  # noqa: N802
        del context
        source = _SOURCES.get(request.source, Source.PUBLISHERS)
        started = await self._start(StartRebuild(actor=current_actor(), source=source))
        return pb.StartRebuildResponse(rebuild=_rebuild(started))

    async def GetRebuild(self, request: pb.GetRebuildRequest, context: Any) -> pb.GetRebuildResponse:  # noqa: N802
        del context
        found = await self._ask(GetRebuild(actor=current_actor(), rebuild_id=request.rebuild_id))
        return pb.GetRebuildResponse(rebuild=_rebuild(found))

    async def ListRebuilds(self, request: pb.ListRebuildsRequest, context: Any) -> pb.ListRebuildsResponse:  # noqa: N802
        del request, context
        found = await self._latest(ListRebuilds(actor=current_actor()))
        return pb.ListRebuildsResponse(rebuilds=[_rebuild(each) for each in found])


def _rebuild(rebuild: Rebuild) -> pb.Rebuild:
    answer = pb.Rebuild(
        id=rebuild.id,
        source=_NAMES[rebuild.source],
        state=_STATES[rebuild.state],
        progress=rebuild.progress,
        requested_by=rebuild.requested_by,
        total=rebuild.total,
        done=rebuild.done,
        dossiers=rebuild.dossiers,
        changed=rebuild.changed,
        unreadable=rebuild.unreadable,
        fault=rebuild.fault,
    )
    answer.requested_at.FromDatetime(rebuild.requested_at)
    if rebuild.started_at is not None:
        answer.started_at.FromDatetime(rebuild.started_at)
    if rebuild.finished_at is not None:
        answer.finished_at.FromDatetime(rebuild.finished_at)
    return answer
