"""motcua.reporting.v1.ForesightService: the same use cases as HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import foresight_service_pb2 as pb
from motcua.reporting.v1.foresight_service_pb2_grpc import ForesightServiceServicer
from reporting.api.grpc.messages import share, stamp
from reporting.api.grpc.services import local_day_of
from reporting.application.foresight import AskLate, AskWorkload, GetLate, GetWorkload
from reporting.domain.late import Late, LatePlace
from reporting.domain.workload import Load


class ForesightServicer(ForesightServiceServicer):
    def __init__(self, late: AskLate, workload: AskWorkload) -> None:
        self._late = late
        self._workload = workload

    async def ListLate(self, request: pb.ListLateRequest, context: Any) -> pb.ListLateResponse:  # noqa: N802
        del context
        threshold = request.threshold if request.HasField("threshold") else None
        bound: dict[str, object] = {"by": request.by, "department": request.department, "threshold": threshold}
        found = await self._late(
            GetLate(
                actor=current_actor(),
                by=local_day_of("by", request.by),
                department=request.department,
                threshold=threshold,
                after=_place(request.page_token, bound),
                size=page_size_of(request.page_size),
            )
        )
        following = found.following
        return pb.ListLateResponse(
            items=[late_message(item) for item in found.items],
            next_page_token=encode_cursor([following.due_at.isoformat(), following.dossier_id], bound)
            if following
            else "",
            total_size=found.total,
            threshold=found.threshold,
            made_at=stamp(found.made_at),
        )

    async def GetWorkload(self, request: pb.GetWorkloadRequest, context: Any) -> pb.GetWorkloadResponse:  # noqa: N802
        del context
        found = await self._workload(GetWorkload(actor=current_actor(), department=request.department))
        return pb.GetWorkloadResponse(
            rows=[load_message(row) for row in found.rows],
            since=found.since.isoformat(),
            working_days=found.working_days,
        )


def page_size_of(wanted: int) -> int:
    if not 0 <= wanted <= LARGEST_PAGE:
        raise invalid("invalid-request", "Correct these fields: page_size.", page_size=f"0 to {LARGEST_PAGE}")
    return wanted or DEFAULT_PAGE


def _place(token: str, bound: dict[str, object]) -> LatePlace | None:
    if not token:
        return None
    due_at, dossier_id = decode_cursor(token, bound)
    return LatePlace(due_at=datetime.fromisoformat(str(due_at)), dossier_id=str(dossier_id))


def late_message(late: Late) -> pb.ForeseenLate:
    return pb.ForeseenLate(
        dossier_id=late.dossier_id,
        code=late.code,
        department=late.department,
        procedure_key=late.procedure,
        step_key=late.step,
        step_department=late.unit,
        officer=late.officer,
        due_at=stamp(late.due_at),
        finish_at=stamp(late.finish_at),
        probability=late.probability,
        steps_left=late.steps,
        working_days_needed=late.days_needed,
        working_days_left=late.days_left,
        reason=late.reason,
    )


def load_message(load: Load) -> pb.WorkloadRow:
    return pb.WorkloadRow(
        agency=load.agency,
        department=load.unit,
        officer=load.officer,
        open_steps=load.held,
        open_overdue=load.overdue,
        done=load.done,
        done_late=load.late,
        done_a_day=float(load.a_day),
        days_ahead=share(load.days_ahead),
        average_days=share(load.average_days),
    )
