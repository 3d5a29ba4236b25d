"""Inspections of divisions, and what figures suggest to inspect."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Line, Paragraph, RequestModel, Token
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, SaidIn, answered, listed
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.inspections import MOST_TEAM, Inspection, InspectionContent, InspectionState
from reporting.domain.control.suggestions import Reason
from reporting.protocol.control import read


class InspectionIn(RequestModel):
    """Cuộc kiểm tra / who inspects which division, what and when."""

    department: Token = Field(examples=["dau-tu"])
    scope: Paragraph = Field(examples=["Hồ sơ tiếp nhận trong quý II, phiếu kiểm soát, thời hạn giải quyết"])
    team: list[Line] = Field(min_length=1, max_length=MOST_TEAM, description="account ids, the first leads")
    from_on: date
    to_on: date
    plan_id: Annotated[str, Field(max_length=60)] = Field(default="", description="the plan it carries out")
    plan_line: int = Field(default=-1, ge=-1, le=1_000, description="which line of it, from 0; -1: none")


class InspectionOut(Answer):
    """An inspection. ``conclusion``: kết luận, or why it was cancelled."""

    id: str
    agency: str
    department: str
    scope: str
    team: list[str]
    from_on: date
    to_on: date
    plan_id: str
    plan_line: int
    conclusion: str
    state: InspectionState
    version: int
    acts: list[ActOut]


class InspectionPage(Answer):
    items: list[InspectionOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


class SuggestionOut(Answer):
    """Why a division stands out. ``part`` of ``whole``: missed of decided, requests for papers of dossiers taken in,
    founded complaints of decided."""

    department: str
    reason: Reason
    part: int
    whole: int
    share: Decimal | None = Field(description="part / whole, four digits; null where there is no whole")


class Suggestions(Answer):
    items: list[SuggestionOut]


def add_to(made: APIRouter, work: ControlWork) -> None:
    _reading(made, work)
    _acting(made, work)


def _reading(made: APIRouter, work: ControlWork) -> None:
    @made.get("/v1/inspections", response_model=InspectionPage, summary="Các cuộc kiểm tra · List inspections")
    async def list_inspections(
        actor: ActorDep,
        page: PageDep,
        department: Annotated[str, Query(max_length=40)] = "",
        state: Annotated[list[InspectionState] | None, Query(description="default: any")] = None,
        plan_id: Annotated[str, Query(max_length=60)] = "",
    ) -> InspectionPage:
        """Newest first. Heads see those of their own division."""
        wanted = Wanted(department=department, states=frozenset(state or ()), parent=plan_id)
        items, more = await listed(work, actor, Inspection, wanted, page)
        return InspectionPage(items=[_out(inspection) for inspection in items], **more)

    @made.get("/v1/inspections/{inspection_id}", response_model=InspectionOut, summary="Một cuộc · One inspection")
    async def get_inspection(inspection_id: str, actor: ActorDep) -> Response:
        """Its findings are at `/v1/inspections/{inspection_id}/findings`."""
        return _answer(await work.looking.one(actor, Inspection, inspection_id))

    @made.get("/v1/inspection-suggestions", response_model=Suggestions, summary="Gợi ý kiểm tra · What to inspect")
    async def suggest_inspections(
        actor: ActorDep,
        first: Annotated[date, Query(alias="from", description="local day, included")],
        last: Annotated[date, Query(alias="to", description="local day, included")],
    ) -> Suggestions:
        """Divisions that stand out in a period by dossiers out of time, requests for papers and founded complaints,
        with the numbers behind it. For the control team and leaders."""
        found = await work.inspections.suggest(actor, first, last)
        return Suggestions(items=[SuggestionOut.model_validate(each) for each in found])


def _acting(made: APIRouter, work: ControlWork) -> None:
    @made.post(
        "/v1/inspections",
        status_code=201,
        response_model=InspectionOut,
        summary="Mở cuộc kiểm tra · Open an inspection",
    )
    async def open_inspection(body: InspectionIn, asked: AskedDep) -> Response:
        """By the control team, of a plan's line or unplanned."""
        return _answer(await work.inspections.open(asked, read(InspectionContent, body.model_dump())), 201)

    @made.post(
        "/v1/inspections/{inspection_id}/conclusion",
        status_code=201,
        response_model=InspectionOut,
        summary="Kết luận kiểm tra · Conclude",
    )
    async def conclude_inspection(inspection_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """No finding is added afterwards; those there are go on to be answered."""
        return _answer(await work.inspections.conclude(asked, inspection_id, body.text), 201)

    @made.post(
        "/v1/inspections/{inspection_id}/cancellation",
        status_code=201,
        response_model=InspectionOut,
        summary="Huỷ cuộc kiểm tra · Cancel",
    )
    async def cancel_inspection(inspection_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """With the reason."""
        return _answer(await work.inspections.cancel(asked, inspection_id, body.text), 201)


def _out(inspection: Inspection) -> InspectionOut:
    return InspectionOut.model_validate(inspection)


def _answer(inspection: Inspection, status: int = 200) -> Response:
    return answered(_out(inspection), inspection.version, status)
