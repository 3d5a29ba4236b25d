"""motcua.intake.v1.LawPackService: the same as over HTTP."""

from __future__ import annotations

from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.rpc.server import current_actor
from intake.api.grpc.catalogue import page_size
from intake.api.grpc.dossiers import idempotency_of
from intake.api.grpc.vocabulary import day_text, local_day, stamp
from intake.application import UseCases
from intake.application.law_packs import ApplyLawPack, ListLawPacks, PlanCalendar, PlanLawPack
from intake.domain.law_packs.plan import LawPlan, Revision
from intake.domain.law_packs.swaps import Swap
from intake.domain.law_packs.wording import in_short
from motcua.intake.v1 import law_pack_service_pb2 as pb
from motcua.intake.v1 import law_pack_service_pb2_grpc


class LawPackServicer(law_pack_service_pb2_grpc.LawPackServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases.law_packs

    async def PlanLawPack(self, request: pb.PlanLawPackRequest, context: Any) -> pb.PlanLawPackResponse:  # noqa: N802
        plan = await self._ask.plan(PlanLawPack(actor=current_actor(), files=dict(request.files)))
        return pb.PlanLawPackResponse(plan=plan_message(plan))

    async def PlanCalendar(self, request: pb.PlanCalendarRequest, context: Any) -> pb.PlanCalendarResponse:  # noqa: N802
        plan = await self._ask.plan.calendar(PlanCalendar(actor=current_actor(), change=_change(request)))
        return pb.PlanCalendarResponse(plan=plan_message(plan))

    async def ApplyLawPack(self, request: pb.ApplyLawPackRequest, context: Any) -> pb.ApplyLawPackResponse:  # noqa: N802
        command = ApplyLawPack(
            actor=current_actor(),
            files=dict(request.files),
            expected_digest=request.expected_digest,
            reason=request.reason,
            legal_ref=request.legal_ref,
            idempotency=idempotency_of("ApplyLawPack", request, request.idempotency_key),
        )
        return pb.ApplyLawPackResponse(revision=revision_message(await self._ask.apply(command)))

    async def ListLawPacks(self, request: pb.ListLawPacksRequest, context: Any) -> pb.ListLawPacksResponse:  # noqa: N802
        before = int(decode_cursor(request.page_token, {})[0] or 0) if request.page_token else None
        query = ListLawPacks(actor=current_actor(), before=before, size=page_size(request.page_size))
        found = await self._ask.find(query)
        return pb.ListLawPacksResponse(
            revisions=[revision_message(revision) for revision in found.revisions],
            next_page_token="" if found.following is None else encode_cursor((found.following,), {}),
            total_size=found.total,
        )


def plan_message(plan: LawPlan) -> pb.LawPlan:
    return pb.LawPlan(
        base_digest=plan.base_digest,
        digest=plan.digest,
        changes=[
            pb.LawChange(what=each.change.value, kind=each.section.value, key=each.name, detail=in_short(each))
            for each in plan.differences
        ],
        moves=[
            pb.OpenDossierMoves(
                department=row.department,
                open=row.open,
                moved=row.moved,
                later=row.later,
                earlier=row.earlier,
                kept=row.kept,
            )
            for row in plan.preview.moves
        ],
        shifts=[
            pb.OpenDossierShift(
                department=row.department,
                previous_due_on=day_text(row.previous_due_on),
                due_on=day_text(row.due_on),
                count=row.count,
            )
            for row in plan.preview.shifts
        ],
    )


def revision_message(revision: Revision) -> pb.LawPackRevision:
    return pb.LawPackRevision(
        position=revision.position,
        digest=revision.digest,
        applied_at=stamp(revision.applied_at),
        applied_by=revision.applied_by,
        reason=revision.reason,
        legal_ref=revision.legal_ref,
    )


def _change(request: pb.PlanCalendarRequest) -> Swap | str:
    match request.WhichOneof("change"):
        case "swap":
            off = local_day(request.swap.day_off, "swap.day_off")
            work = local_day(request.swap.working_day, "swap.working_day")
            if off is None or work is None or not request.swap.legal_ref.strip():
                raise invalid("invalid-request", "A swap names both days and its decision.", swap="is not complete")
            return Swap(day_off=off, working_day=work, legal_ref=request.swap.legal_ref)
        case "calendar_yaml":
            return request.calendar_yaml
        case _:
            raise invalid("invalid-request", "Give one change.", change="give swap or calendar_yaml")
