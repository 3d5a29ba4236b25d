"""motcua.processing.v1.ClockService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.kernel.worktime import ClockState
from chassis.rpc.server import current_actor
from motcua.common.v1.vocabulary_pb2 import TIMELINESS_UNSPECIFIED
from motcua.processing.v1 import clock_service_pb2 as pb
from motcua.processing.v1 import clock_service_pb2_grpc
from processing.application.use_cases import UseCases
from processing.domain.attribution import Slice
from processing.domain.clocks import CaseClock, ClockKind
from processing.domain.control_slip import HandoverKind, SlipRow
from processing.domain.owners import DepartmentShare, Owner
from processing.protocol import OWN_VERDICTS, OWNERS, TIMELINESS, stamp

_KINDS = {
    ClockKind.DOSSIER: pb.CASE_CLOCK_KIND_DOSSIER,
    ClockKind.TRANSFER: pb.CASE_CLOCK_KIND_TRANSFER,
    ClockKind.STEP: pb.CASE_CLOCK_KIND_STEP,
    ClockKind.APPLICANT: pb.CASE_CLOCK_KIND_APPLICANT,
    ClockKind.CONSULTATION: pb.CASE_CLOCK_KIND_CONSULTATION,
    ClockKind.DEPARTMENT: pb.CASE_CLOCK_KIND_DEPARTMENT,
}
_STATES = {
    ClockState.NOT_STARTED: pb.CASE_CLOCK_STATE_NOT_STARTED,
    ClockState.RUNNING: pb.CASE_CLOCK_STATE_RUNNING,
    ClockState.PAUSED: pb.CASE_CLOCK_STATE_PAUSED,
    ClockState.STOPPED: pb.CASE_CLOCK_STATE_STOPPED,
}
_HANDOVERS = {
    HandoverKind.RECEIVED: pb.HANDOVER_KIND_RECEIVED,
    HandoverKind.ASSIGNED: pb.HANDOVER_KIND_ASSIGNED,
    HandoverKind.REASSIGNED: pb.HANDOVER_KIND_REASSIGNED,
    HandoverKind.RETURNED: pb.HANDOVER_KIND_RETURNED,
    HandoverKind.SUPPLEMENT_REQUESTED: pb.HANDOVER_KIND_SUPPLEMENT_REQUESTED,
    HandoverKind.SUPPLEMENTED: pb.HANDOVER_KIND_SUPPLEMENTED,
    HandoverKind.PAYMENT_REQUESTED: pb.HANDOVER_KIND_PAYMENT_REQUESTED,
    HandoverKind.PAID: pb.HANDOVER_KIND_PAID,
    HandoverKind.CONSULTED: pb.HANDOVER_KIND_CONSULTED,
    HandoverKind.ANSWERED: pb.HANDOVER_KIND_ANSWERED,
    HandoverKind.RESULT_ISSUED: pb.HANDOVER_KIND_RESULT_ISSUED,
    HandoverKind.STOPPED: pb.HANDOVER_KIND_STOPPED,
    HandoverKind.RECALLED: pb.HANDOVER_KIND_RECALLED,
}


class ClockServicer(clock_service_pb2_grpc.ClockServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.clocks

    async def GetAttribution(self, request: pb.GetAttributionRequest, context: Any) -> pb.GetAttributionResponse:  # noqa: N802
        found = (await self._ask.attribution(current_actor(), request.dossier_id)).attribution
        return pb.GetAttributionResponse(
            elapsed_seconds=found.elapsed_seconds,
            counted_seconds=found.counted_seconds,
            slices=[_slice(each) for each in found.slices],
            owners=[
                pb.OwnerTotal(
                    owner=_owner(share.owner),
                    working_seconds=share.working_seconds,
                    counted_seconds=share.counted_seconds,
                )
                for share in found.shares
            ],
            departments=[_department(share) for share in found.departments],
        )

    async def GetClocks(self, request: pb.GetClocksRequest, context: Any) -> pb.GetClocksResponse:  # noqa: N802
        found = await self._ask.clocks(current_actor(), request.dossier_id)
        return pb.GetClocksResponse(clocks=[_clock(each) for each in found.clocks])

    async def GetControlSlip(self, request: pb.GetControlSlipRequest, context: Any) -> pb.GetControlSlipResponse:  # noqa: N802
        found = await self._ask.control_slip(current_actor(), request.dossier_id)
        case = found.seen.case
        return pb.GetControlSlipResponse(
            department=case.dossier.department,
            partners=found.partners,
            accepted_at=stamp(case.accepted_at),
            due_at=stamp(case.announced_due_at),
            rows=[_row(row) for row in found.rows],
        )


def _owner(owner: Owner) -> pb.TimeOwner:
    return pb.TimeOwner(kind=OWNERS[owner.kind], department=owner.department, officer=owner.officer, unit=owner.unit)


def _slice(each: Slice) -> pb.TimeSlice:
    return pb.TimeSlice(
        owner=_owner(each.owner),
        started_at=stamp(each.started_at),
        ended_at=stamp(each.ended_at),
        working_seconds=each.working_seconds,
        counts=each.counts,
        task_id=each.task_id,
        step_key=each.step_key,
    )


def _department(share: DepartmentShare) -> pb.DepartmentTime:
    return pb.DepartmentTime(
        department=share.department,
        own_seconds=share.own_seconds,
        budget_seconds=share.budget_seconds,
        verdict=OWN_VERDICTS[share.verdict],
    )


def _clock(clock: CaseClock) -> pb.CaseClock:
    return pb.CaseClock(
        kind=_KINDS[clock.kind],
        key=clock.key,
        department=clock.department,
        officer=clock.officer,
        started_at=stamp(clock.started_at) if clock.started_at else None,
        due_at=stamp(clock.due_at) if clock.due_at else None,
        stopped_at=stamp(clock.stopped_at) if clock.stopped_at else None,
        used_seconds=clock.used_seconds,
        left_seconds=clock.left_seconds,
        state=_STATES[clock.state],
        standing=TIMELINESS[clock.standing],
    )


def _row(row: SlipRow) -> pb.ControlSlipRow:
    return pb.ControlSlipRow(
        at=stamp(row.at),
        kind=_HANDOVERS[row.kind],
        giver=_owner(row.giver),
        receiver=_owner(row.receiver),
        named_by=row.named_by,
        step_key=row.step_key,
        verdict=TIMELINESS[row.verdict] if row.verdict else TIMELINESS_UNSPECIFIED,
        extended_to=stamp(row.extended_to) if row.extended_to else None,
        note=row.note,
        note_en=row.note_en,
    )
