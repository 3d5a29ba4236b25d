"""``GET /v1/dashboards/departments/…``, ``procedures/…``, ``officers/…``: the boards' figures, as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Path as PathParam
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import Page, PageDep, encode_cursor
from reporting.api.http.dashboards import BoardBody, DefinitionOf, First, GrainOf, Last, LineBody, board, line_body
from reporting.api.http.evaluations import EvaluationBody, evaluation_body
from reporting.api.http.foresight import LateBody, LoadBody, late_body, load_body
from reporting.application.dashboards import (
    Details,
    GetDepartment,
    GetOfficer,
    GetProcedure,
    ListDue,
)
from reporting.application.dashboards.board_ports import DuePlace
from reporting.domain.boards import DueDossier, ProcedureBoard, ProcedureLine, StepLine, days
from reporting.domain.dashboards import Grain
from reporting.domain.definitions import ON_TIME_1


class ProcedureLineBody(BaseModel):
    """Một thủ tục / one procedure."""

    model_config = ConfigDict(extra="forbid")

    key: str
    name: str = Field(description="of the newest version; the key until it is known")
    name_en: str
    received: int
    completed: int
    met: int = Field(description="verdicts on_time@1 in the period")
    missed: int
    rate: float | None = Field(description="null if nothing was decided")
    open: int = Field(description="now")
    overdue: int = Field(description="now; part of open")


class StepBody(BaseModel):
    """Một bước / one step of a procedure."""

    model_config = ConfigDict(extra="forbid")

    procedure: str
    step: str = Field(description="key")
    name: str = Field(description="Vietnamese; the key while intake has not told it")
    name_en: str = Field(description="empty: not told")
    department: str = Field(description="that has the step")
    done: int
    late: int = Field(description="of these, after the step's own due instant")
    average_days: float = Field(description="working days")


class DepartmentBody(BoardBody):
    """Một phòng / a department."""

    target: float
    line: LineBody
    own_met: int = Field(description="verdicts by its own time alone, own_slice@1")
    own_missed: int
    own_rate: float | None
    stages: dict[str, int] = Field(description="where its dossiers stand now")
    procedures: list[ProcedureLineBody] = Field(description="the most received first")
    slowest_steps: list[StepBody]
    workload: list[LoadBody] = Field(description="the department, then its officers; empty while intake is unheard of")
    late: list[LateBody] = Field(description="first of those due within a week that will probably be late")
    late_total: int


class DueBody(BaseModel):
    """Một hồ sơ quá hạn hoặc sắp đến hạn / overdue or due within three days."""

    model_config = ConfigDict(extra="forbid")

    dossier_id: str
    code: str
    procedure: str
    state: str = Field(description="running or overdue")
    due_at: datetime = Field(description="of the appointment in force")
    overdue_since: datetime | None


class ProcedureBody(BaseModel):
    """Một thủ tục, nhìn kỹ / a procedure."""

    definition: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    time_zone: str = "Asia/Ho_Chi_Minh"
    as_of: datetime | None
    line: ProcedureLineBody
    finished: int
    endings: dict[str, int] = Field(description="granted, refused, withdrawn, applicant-deadline, authority")
    supplemented: int = Field(description="of those finished, papers had been asked for")
    supplemented_share: float | None
    refused_share: float | None
    median_days: float | None = Field(description="working days to the result; null: none has one")
    p90_days: float | None
    limit_days: float | None = Field(
        description="working days that the law gives, by the newest dossier; null: unknown"
    )
    spans: dict[int, int] = Field(description="upper bound in working days, 0: longer than all → how many")
    steps: list[StepBody]


class OfficerBody(BaseModel):
    """Một công chức / an officer."""

    officer: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    time_zone: str = "Asia/Ho_Chi_Minh"
    rules: str
    evaluations: list[EvaluationBody] = Field(description="one a department that the officer worked for")
    workload: list[LoadBody]
    steps: list[StepBody] = Field(description="done in the period, the slowest first")
    late: list[LateBody] = Field(description="of what the officer has: due within a week, and probably late")


Token = Annotated[str, PathParam(max_length=60, description="token")]
Account = Annotated[str, PathParam(max_length=200, description="account id")]


def router(ask: Details) -> APIRouter:
    routes = APIRouter(prefix="/v1/dashboards", tags=["Tổng quan · Dashboards"])
    _add_department(routes, ask)
    _add_procedure(routes, ask)
    _add_officer(routes, ask)
    return routes


def _add_department(routes: APIRouter, ask: Details) -> None:
    @routes.get("/departments/{department}", summary="Một phòng · A department", response_model_by_alias=True)
    async def get_department(
        *,
        actor: ActorDep,
        department: Token,
        first: First = None,
        last: Last = None,
        grain: GrainOf = Grain.MONTH,
        definition: DefinitionOf = ON_TIME_1,
    ) -> DepartmentBody:
        """For its head, leaders and the control team."""
        query = GetDepartment(
            actor=actor, department=department, first=first, last=last, grain=grain, definition=definition
        )
        found = await ask.department(query)
        return DepartmentBody(
            **board(found),
            target=float(found.target),
            line=line_body(found.line),
            own_met=found.own[0],
            own_missed=found.own[1],
            own_rate=_share(found.own_rate),
            stages=dict(found.stages),
            procedures=[procedure_body(line) for line in found.procedures],
            slowest_steps=[step_body(line) for line in found.steps],
            workload=[load_body(load) for load in found.loads],
            late=[late_body(late) for late in found.late],
            late_total=found.late_total,
        )

    @routes.get("/departments/{department}/due", summary="Quá hạn và sắp đến hạn · Overdue and due soon")
    async def list_due(actor: ActorDep, department: Token, page: PageDep) -> Page[DueBody]:
        """Open dossiers that are overdue or due within three days, by due instant. For the head, leaders, control."""
        bound: dict[str, object] = {"due of": department}
        after = page.after(bound)
        place = None if after is None else DuePlace(due_at=_instant(after[0]), dossier_id=str(after[1]))
        found = await ask.due(ListDue(actor=actor, department=department, after=place, size=page.page_size))
        following = found.following
        token = encode_cursor([following.due_at.isoformat(), following.dossier_id], bound) if following else None
        return Page[DueBody](
            items=[due_body(one) for one in found.items], next_page_token=token, total_size=found.total
        )


def _add_procedure(routes: APIRouter, ask: Details) -> None:
    @routes.get("/procedures/{procedure}", summary="Một thủ tục · A procedure", response_model_by_alias=True)
    async def get_procedure(actor: ActorDep, procedure: Token, first: First = None, last: Last = None) -> ProcedureBody:
        """Volume, times against the limit, requests for papers, refusals. A head sees what the own department did."""
        found = await ask.procedure(GetProcedure(actor=actor, procedure=procedure, first=first, last=last))
        return _procedure(found)


def _add_officer(routes: APIRouter, ask: Details) -> None:
    @routes.get("/officers/{officer}", summary="Một công chức · An officer", response_model_by_alias=True)
    async def get_officer(actor: ActorDep, officer: Account, first: First = None, last: Last = None) -> OfficerBody:
        """Indices, workload, times, what will be late. For the officer, the officer's head (what was done in that
        department), leaders and the control team."""
        found = await ask.officer(GetOfficer(actor=actor, officer=officer, first=first, last=last))
        return OfficerBody(
            officer=found.officer,
            **_dates(found),
            rules=found.edition.key,
            evaluations=[evaluation_body(row) for row in found.evaluations],
            workload=[load_body(load) for load in found.loads],
            steps=[step_body(line) for line in found.steps],
            late=[late_body(late) for late in found.late],
        )


def _procedure(found: ProcedureBoard) -> ProcedureBody:
    figures = found.figures
    return ProcedureBody(
        definition=found.definition.name,
        **_dates(found),
        as_of=found.as_of,
        line=procedure_body(found.line),
        finished=figures.finished,
        endings=dict(figures.endings),
        supplemented=figures.supplemented,
        supplemented_share=_share(found.supplemented_share),
        refused_share=_share(found.refused_share),
        median_days=None if figures.median_seconds is None else float(days(figures.median_seconds)),
        p90_days=None if figures.p90_seconds is None else float(days(figures.p90_seconds)),
        limit_days=_share(figures.limit_days),
        spans=dict(figures.spans),
        steps=[step_body(line) for line in found.steps],
    )


def procedure_body(line: ProcedureLine) -> ProcedureLineBody:
    return ProcedureLineBody(
        key=line.key,
        name=line.name,
        name_en=line.name_en,
        received=line.received,
        completed=line.completed,
        met=line.met,
        missed=line.missed,
        rate=_share(line.rate),
        open=line.open,
        overdue=line.overdue,
    )


def step_body(line: StepLine) -> StepBody:
    return StepBody(
        procedure=line.procedure,
        step=line.step,
        name=line.name,
        name_en=line.name_en,
        department=line.unit,
        done=line.done,
        late=line.late,
        average_days=float(line.average_days),
    )


def due_body(one: DueDossier) -> DueBody:
    return DueBody(
        dossier_id=one.dossier_id,
        code=one.code,
        procedure=one.procedure,
        state=one.state,
        due_at=one.due_at,
        overdue_since=one.overdue_since,
    )


def _dates(found: Any) -> dict[str, Any]:
    return {"from": found.period.first, "to": found.period.last}


def _share(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _instant(position: str | int | None) -> datetime:
    return datetime.fromisoformat(str(position))
