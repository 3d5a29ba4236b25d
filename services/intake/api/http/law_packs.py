"""Law packs: plan, apply, history; and the plan of a single change of the calendar."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Header
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.paging import PageDep, encode_cursor
from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.api.http.law_pack_shapes import (
    CalendarChangeIn,
    EnactmentIn,
    LawPlanOut,
    PackIn,
    RevisionOut,
    RevisionPage,
    plan_shape,
    revision_shape,
)
from intake.api.http.shapes import answer
from intake.application import UseCases
from intake.application.law_packs import ApplyLawPack, ListLawPacks, PlanCalendar, PlanLawPack

LARGEST_BODY = 4 * 1024 * 1024
_DIGEST = re.compile(r'"([0-9a-f]{64})"')
_IfMatch = Annotated[
    str, Header(alias="If-Match", description='`base_digest` of the plan in quotes: `"0f3a…"`', max_length=200)
]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1", tags=["Thay đổi pháp luật · Changing the law"])
    packs = use_cases.law_packs

    @made.post(
        "/law-packs/plans",
        response_model=LawPlanOut,
        summary="Xem trước gói pháp luật · Plan a law pack",
        max_body_size=LARGEST_BODY,
    )
    async def plan_law_pack(body: PackIn, actor: ActorDep) -> Response:
        """What the pack changes, and which open dossiers it would move, by department. Nothing is stored. Every fault
        is named with file and line. 503 `open-dossiers-not-counted` while processing cannot be asked."""
        return answer(plan_shape(await packs.plan(PlanLawPack(actor=actor, files=body.files))))

    @made.post(
        "/law-packs",
        status_code=201,
        response_model=RevisionOut,
        summary="Áp dụng gói pháp luật · Apply a law pack",
        max_body_size=LARGEST_BODY,
    )
    async def apply_law_pack(
        body: EnactmentIn, actor: ActorDep, idempotency: IdempotencyDep, if_match: _IfMatch
    ) -> Response:
        """The pack is the law from now on. `If-Match` names the pack that the plan was made on; 412 if another one came
        into force meanwhile. Journalled with reason and decision, published to everybody; processing then moves the
        open dossiers, see `GET /v1/calendar-rollouts/{law_revision}`. Operators only."""
        command = ApplyLawPack(
            actor=actor,
            files=body.files,
            expected_digest=_expected(if_match),
            reason=body.reason,
            legal_ref=body.legal_ref,
            idempotency=idempotency,
        )
        revision = await packs.apply(command)
        return answer(revision_shape(revision), status=201, headers={"ETag": f'"{revision.digest}"'})

    @made.get("/law-packs", response_model=RevisionPage, summary="Lịch sử gói pháp luật · History of the law")
    async def list_law_packs(actor: ActorDep, page: PageDep) -> Response:
        """Every pack that was in force, the latest first: when, by whom, why, by which decision."""
        found = await packs.find(ListLawPacks(actor=actor, before=_position(page.after({})), size=page.page_size))
        following = None if found.following is None else encode_cursor((found.following,), {})
        items = [revision_shape(revision) for revision in found.revisions]
        return answer({"items": items, "next_page_token": following, "total_size": found.total})

    @made.post("/calendar/plans", response_model=LawPlanOut, summary="Xem trước lịch · Plan a change of the calendar")
    async def plan_calendar(body: CalendarChangeIn, actor: ActorDep) -> Response:
        """The plan of the pack in force with one change of its calendar: a swap of a weekday and a Saturday, or a whole
        calendar.yaml. Nothing is stored: write the change into the pack, plan and apply that."""
        return answer(plan_shape(await packs.plan.calendar(_change(body, actor))))

    return made


def _change(body: CalendarChangeIn, actor: Actor) -> PlanCalendar:
    if body.swap is not None and body.calendar_yaml is None:
        return PlanCalendar(actor=actor, change=body.swap.swap())
    if body.calendar_yaml is not None and body.swap is None:
        return PlanCalendar(actor=actor, change=body.calendar_yaml)
    raise invalid("invalid-request", "Give one change.", swap="give this or calendar_yaml, not both and not neither")


def _expected(if_match: str) -> str:
    found = _DIGEST.fullmatch(if_match.strip())
    if found is None:
        advice = "send base_digest of the plan in quotes"
        raise invalid("if-match-malformed", f"If-Match cannot be read: {advice}.", **{"If-Match": advice})
    return found[1]


def _position(position: list[str | int | None] | None) -> int | None:
    return None if position is None else int(position[0] or 0)
