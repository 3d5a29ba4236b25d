"""Plans of inspections and reviews."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Line, Paragraph, RequestModel, Token
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, NoteIn, SaidIn, answered, listed
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.plans import MOST_LINES, Ground, Plan, PlanContent, PlanKind, PlanState
from reporting.protocol.control import read


class PlanLineIn(RequestModel):
    """Một dòng kế hoạch / who or what is looked at, by whom, when."""

    department: Token = Field(description="inspected, or answering for the procedure", examples=["dau-tu"])
    procedure: Annotated[str, Field(max_length=60)] = Field(default="", description="key, of a review")
    topic: Paragraph = Field(description="what is looked at and what is to come of it")
    ground: Ground | None = Field(default=None, description="of a review, Decree 63/2010 art. 30(1)")
    person: Line = Field(description="account id of who does it", examples=["ksth.1"])
    from_on: date
    to_on: date


class PlanIn(RequestModel):
    """Kế hoạch năm / the year's plan of inspections or of reviews."""

    kind: PlanKind
    year: int = Field(ge=2000, le=2100, examples=[2024])
    title: Line = Field(examples=["Kế hoạch kiểm tra công tác kiểm soát thủ tục hành chính năm 2024"])
    lines: list[PlanLineIn] = Field(min_length=1, max_length=MOST_LINES)


class PlanLineOut(Answer):
    department: str
    procedure: str
    topic: str
    ground: Ground | None
    person: str
    from_on: date
    to_on: date


class PlanOut(Answer):
    """A plan with everything that was done to it. ``version``: send it as If-Match."""

    id: str
    agency: str
    kind: PlanKind
    year: int
    title: str
    state: PlanState
    by: str = Field(description="account id of who drafted it")
    lines: list[PlanLineOut]
    version: int
    acts: list[ActOut]


class PlanPage(Answer):
    items: list[PlanOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


def add_to(made: APIRouter, work: ControlWork) -> None:
    _reading(made, work)
    _acting(made, work)


def _reading(made: APIRouter, work: ControlWork) -> None:
    @made.get("/v1/control-plans", response_model=PlanPage, summary="Danh sách kế hoạch · List plans")
    async def list_control_plans(
        actor: ActorDep,
        page: PageDep,
        kind: Annotated[PlanKind | None, Query(description="inspections or reviews; default: both")] = None,
        state: Annotated[list[PlanState] | None, Query(description="default: any")] = None,
        year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    ) -> PlanPage:
        """Newest first. For the control team, leaders and heads of the agency."""
        day = date(year, 1, 1) if year else None
        wanted = Wanted(kind=kind or "", states=frozenset(state or ()), first=day, last=day)
        items, more = await listed(work, actor, Plan, wanted, page)
        return PlanPage(items=[_out(plan) for plan in items], **more)

    @made.get("/v1/control-plans/{plan_id}", response_model=PlanOut, summary="Một kế hoạch · One plan")
    async def get_control_plan(plan_id: str, actor: ActorDep) -> Response:
        """With its lines and what was done to it."""
        return _answer(await work.looking.one(actor, Plan, plan_id))


def _acting(made: APIRouter, work: ControlWork) -> None:
    @made.post("/v1/control-plans", status_code=201, response_model=PlanOut, summary="Lập kế hoạch · Draft a plan")
    async def draft_control_plan(body: PlanIn, asked: AskedDep) -> Response:
        """By the control team. A plan of reviews says for each procedure why it was chosen."""
        return _answer(await work.plans.draft(asked, read(PlanContent, body.model_dump())), 201)

    @made.put("/v1/control-plans/{plan_id}", response_model=PlanOut, summary="Sửa kế hoạch · Amend a plan")
    async def amend_control_plan(plan_id: str, body: PlanIn, asked: AskedDep) -> Response:
        """While it is a draft or was returned. Kind and year stay as they were."""
        return _answer(await work.plans.amend(asked, plan_id, read(PlanContent, body.model_dump())))

    @made.post(
        "/v1/control-plans/{plan_id}/submission",
        status_code=201,
        response_model=PlanOut,
        summary="Trình kế hoạch · Submit a plan",
    )
    async def submit_control_plan(plan_id: str, asked: AskedDep) -> Response:
        """To the agency's leaders."""
        return _answer(await work.plans.submit(asked, plan_id), 201)

    @made.post(
        "/v1/control-plans/{plan_id}/approval",
        status_code=201,
        response_model=PlanOut,
        summary="Phê duyệt kế hoạch · Approve a plan",
    )
    async def approve_control_plan(plan_id: str, asked: AskedDep, body: NoteIn | None = None) -> Response:
        """By a leader who did not draft it."""
        return _answer(await work.plans.approve(asked, plan_id, body.text if body else ""), 201)

    @made.post(
        "/v1/control-plans/{plan_id}/return",
        status_code=201,
        response_model=PlanOut,
        summary="Trả lại kế hoạch · Return a plan",
    )
    async def return_control_plan(plan_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By a leader, who says what is to be changed."""
        return _answer(await work.plans.send_back(asked, plan_id, body.text), 201)


def _out(plan: Plan) -> PlanOut:
    return PlanOut.model_validate(plan)


def _answer(plan: Plan, status: int = 200) -> Response:
    return answered(_out(plan), plan.version, status)
