"""Initiatives, the log of what was made known and taught, and the counts that reports tell of."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep
from chassis.http.text import Line, OptionalLine, OptionalParagraph, Paragraph, RequestModel
from reporting.api.http.control.asking import ActOut, Answer, AskedDep, SaidIn, answered, listed
from reporting.application.control import ControlWork
from reporting.application.control.ports import Wanted
from reporting.domain.control.activities import Activity, ActivityContent, ActivityKind, ActivityState, Channel
from reporting.domain.control.initiatives import Initiative, InitiativeContent, InitiativeState
from reporting.protocol.control import read


class InitiativeIn(RequestModel):
    """Sáng kiến / an idea."""

    title: Line
    content: Paragraph


class InitiativeOut(Answer):
    """An idea. ``effect``: what applying it brought."""

    id: str
    agency: str
    department: str
    by: str = Field(description="account id of who proposed it")
    title: str
    content: str
    proposed_on: date
    effect: str
    state: InitiativeState
    version: int
    acts: list[ActOut]


class InitiativePage(Answer):
    items: list[InitiativeOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


class ControlActivityIn(RequestModel):
    """Tuyên truyền, tập huấn, khen thưởng, xử lý / an entry; of commendation and discipline only the number."""

    kind: ActivityKind
    on: date
    title: Annotated[str, Field(max_length=200)] = ""
    channel: Channel | None = Field(default=None, description="of a communication")
    audience: OptionalParagraph = ""
    people: int = Field(default=0, ge=0, le=10**7, description="reached, taught, commended, disciplined")
    link: OptionalLine = Field(default="", examples=["https://example.org/tin-tuc"])


class ControlActivityOut(Answer):
    """An entry of the log. ``state``: a mistake is struck out, never changed."""

    id: str
    agency: str
    department: str
    kind: ActivityKind
    on: date
    title: str
    channel: Channel | None
    audience: str
    people: int
    link: str
    state: ActivityState
    version: int
    acts: list[ActOut]


class ControlActivityPage(Answer):
    items: list[ControlActivityOut]
    next_page_token: str | None
    total_size: int = Field(description="all that match, exactly")


class TallyOut(Answer):
    kind: ActivityKind
    entries: int
    people: int


class CountsOut(Answer):
    """Of the period, by the day of the act; ``findings_open`` and ``findings_overdue``: as of now."""

    inspections_concluded: int
    departments_inspected: int
    findings_recorded: int
    findings_accepted: int
    findings_open: int
    findings_overdue: int
    reviews_completed: int
    initiatives_proposed: int
    initiatives_applied: int
    initiatives_recognised: int
    activities: list[TallyOut]


def add_to(made: APIRouter, work: ControlWork) -> None:
    _initiatives(made, work)
    _moving(made, work)
    _activities(made, work)
    _counting(made, work)


def _initiatives(made: APIRouter, work: ControlWork) -> None:
    @made.get("/v1/initiatives", response_model=InitiativePage, summary="Sáng kiến · List initiatives")
    async def list_initiatives(
        actor: ActorDep,
        page: PageDep,
        department: Annotated[str, Query(max_length=40)] = "",
        state: Annotated[list[InitiativeState] | None, Query(description="default: any")] = None,
    ) -> InitiativePage:
        """Newest first. Specialists see their own, heads their division's."""
        wanted = Wanted(department=department, states=frozenset(state or ()))
        items, more = await listed(work, actor, Initiative, wanted, page)
        return InitiativePage(items=[InitiativeOut.model_validate(each) for each in items], **more)

    @made.get("/v1/initiatives/{initiative_id}", response_model=InitiativeOut, summary="Một sáng kiến · One initiative")
    async def get_initiative(initiative_id: str, actor: ActorDep) -> Response:
        """With what was held of it."""
        return _initiative(await work.looking.one(actor, Initiative, initiative_id))

    @made.post("/v1/initiatives", status_code=201, response_model=InitiativeOut, summary="Đề xuất sáng kiến · Propose")
    async def propose_initiative(body: InitiativeIn, asked: AskedDep) -> Response:
        """By specialists, heads of divisions and the control team."""
        content = read(InitiativeContent, body.model_dump())
        return _initiative(await work.initiatives.propose(asked, content), 201)


def _moving(made: APIRouter, work: ControlWork) -> None:
    @made.post(
        "/v1/initiatives/{initiative_id}/assessment",
        status_code=201,
        response_model=InitiativeOut,
        summary="Đánh giá sáng kiến · Assess",
    )
    async def assess_initiative(initiative_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team: what is held of it."""
        return _initiative(await work.initiatives.move(asked, initiative_id, "assess", body.text), 201)

    @made.post(
        "/v1/initiatives/{initiative_id}/refusal",
        status_code=201,
        response_model=InitiativeOut,
        summary="Không áp dụng sáng kiến · Decline",
    )
    async def decline_initiative(initiative_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team, with the reason."""
        return _initiative(await work.initiatives.move(asked, initiative_id, "decline", body.text), 201)

    @made.post(
        "/v1/initiatives/{initiative_id}/application",
        status_code=201,
        response_model=InitiativeOut,
        summary="Áp dụng sáng kiến · Apply",
    )
    async def apply_initiative(initiative_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team: what applying it brought."""
        return _initiative(await work.initiatives.move(asked, initiative_id, "apply", body.text), 201)

    @made.post(
        "/v1/initiatives/{initiative_id}/recognition",
        status_code=201,
        response_model=InitiativeOut,
        summary="Công nhận sáng kiến · Recognise",
    )
    async def recognise_initiative(initiative_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By a leader: by which decision."""
        return _initiative(await work.initiatives.move(asked, initiative_id, "recognise", body.text), 201)


def _activities(made: APIRouter, work: ControlWork) -> None:
    @made.get(
        "/v1/control-activities", response_model=ControlActivityPage, summary="Tuyên truyền, tập huấn · List the log"
    )
    async def list_control_activities(
        actor: ActorDep,
        page: PageDep,
        kind: Annotated[ActivityKind | None, Query(description="default: every kind")] = None,
        first: Annotated[date | None, Query(alias="from", description="local day, included")] = None,
        last: Annotated[date | None, Query(alias="to", description="local day, included")] = None,
    ) -> ControlActivityPage:
        """Newest first."""
        wanted = Wanted(kind=kind or "", first=first, last=last)
        items, more = await listed(work, actor, Activity, wanted, page)
        return ControlActivityPage(items=[ControlActivityOut.model_validate(each) for each in items], **more)

    @made.post(
        "/v1/control-activities",
        status_code=201,
        response_model=ControlActivityOut,
        summary="Ghi nhật ký · Record an entry",
    )
    async def record_control_activity(body: ControlActivityIn, asked: AskedDep) -> Response:
        """By the control team."""
        return _activity(await work.activities.record(asked, read(ActivityContent, body.model_dump())), 201)

    @made.post(
        "/v1/control-activities/{activity_id}/deletion",
        status_code=201,
        response_model=ControlActivityOut,
        summary="Gạch bỏ mục ghi sai · Strike out an entry",
    )
    async def strike_control_activity(activity_id: str, body: SaidIn, asked: AskedDep) -> Response:
        """By the control team; the entry stays, and counts no longer."""
        return _activity(await work.activities.strike(asked, activity_id, body.text), 201)


def _counting(made: APIRouter, work: ControlWork) -> None:
    @made.get("/v1/control-counts", response_model=CountsOut, summary="Số liệu kiểm soát · What was done in a period")
    async def count_control_work(
        actor: ActorDep,
        first: Annotated[date, Query(alias="from", description="local day, included")],
        last: Annotated[date, Query(alias="to", description="local day, included")],
    ) -> CountsOut:
        """What the narrative headings of reports tell. For the control team and leaders."""
        return CountsOut.model_validate(await work.counts(actor, first, last))


def _initiative(initiative: Initiative, status: int = 200) -> Response:
    return answered(InitiativeOut.model_validate(initiative), initiative.version, status)


def _activity(activity: Activity, status: int = 200) -> Response:
    return answered(ControlActivityOut.model_validate(activity), activity.version, status)
