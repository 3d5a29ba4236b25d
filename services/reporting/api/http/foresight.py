"""``GET /v1/foresight/late`` and ``/workload``: what will be late, and who has how much."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from chassis.http.paging import PageDep, encode_cursor
from reporting.application.foresight import AskLate, AskWorkload, GetLate, GetWorkload
from reporting.domain.late import Late, LatePlace
from reporting.domain.workload import Load


class LateBody(BaseModel):
    """Một hồ sơ được dự báo quá hạn / a dossier of which it is foreseen that it will be late."""

    model_config = ConfigDict(extra="forbid")

    dossier_id: str
    code: str
    department: str = Field(description="that answers for it")
    procedure: str
    step: str = Field(description="the present one; empty: nobody has it")
    step_department: str = Field(description="that has the step; may differ from the one that answers for the dossier")
    officer: str = Field(description="account of who has it; empty: nobody")
    due_at: datetime = Field(description="deadline by which lateness is judged, without extension")
    finish_at: datetime = Field(description="when the result is to be expected")
    probability: float = Field(ge=0, le=1, description="of missing the deadline")
    steps_left: int = Field(description="the present one included")
    working_days_needed: float
    working_days_left: float
    reason: str = Field(examples=["còn 3 bước, thường mất 4 ngày làm việc, còn 2 ngày đến hạn"])
    reason_en: str


class LatePageBody(BaseModel):
    """By deadline. next_page_token: absent on the last page; total_size: of all that match."""

    items: list[LateBody]
    next_page_token: str | None = None
    total_size: int
    by: date
    threshold: float
    time_zone: str = "Asia/Ho_Chi_Minh"
    made_at: datetime | None = Field(description="when the oldest of these was foreseen; null: there is none")


class LoadBody(BaseModel):
    """Một phòng hoặc một người / a department or an officer."""

    model_config = ConfigDict(extra="forbid")

    agency: str
    department: str
    officer: str | None = Field(description="account; null: the department as a whole")
    open_steps: int = Field(description="steps in hand now")
    open_overdue: int = Field(description="of these, past the step's own due instant")
    done: int = Field(description="steps done in the span")
    done_late: int = Field(description="of these, after the step's own due instant")
    done_a_day: float = Field(description="steps done a working day: the capacity seen")
    days_ahead: float | None = Field(description="working days of work at that pace; null: nothing was done lately")
    average_days: float | None = Field(description="working days that a step took; null: none was done")


class WorkloadBody(BaseModel):
    """since: first local day of the span over which the pace is counted, until today."""

    since: date
    working_days: int
    time_zone: str = "Asia/Ho_Chi_Minh"
    rows: list[LoadBody] = Field(description="departments before officers, most days ahead first")


By = Annotated[date | None, Query(description="local day until which deadlines fall, included; default: in a week")]
Department = Annotated[str, Query(max_length=40, description="token; empty: all that the actor may see")]
Threshold = Annotated[float | None, Query(ge=0, le=1, description="probability from which; default: the setting")]


def router(late: AskLate, workload: AskWorkload) -> APIRouter:
    routes = APIRouter(prefix="/v1/foresight", tags=["Dự báo · Foresight"])

    @routes.get("/late", summary="Hồ sơ sẽ quá hạn · Dossiers that will be late")
    async def list_late(
        actor: ActorDep, page: PageDep, by: By = None, department: Department = "", threshold: Threshold = None
    ) -> LatePageBody:
        """Open dossiers whose clock runs, whose deadline falls by the day, and that will probably miss it, from how
        long steps took so far. A head sees the department's, leaders and the control team the agency's."""
        bound: dict[str, object] = {"by": by, "department": department, "threshold": threshold}
        after = page.after(bound)
        found = await late(
            GetLate(
                actor=actor,
                by=by,
                department=department,
                threshold=threshold,
                after=None if after is None else _place(after),
                size=page.page_size,
            )
        )
        following = found.following
        return LatePageBody(
            items=[late_body(item) for item in found.items],
            next_page_token=encode_cursor([following.due_at.isoformat(), following.dossier_id], bound)
            if following
            else None,
            total_size=found.total,
            by=found.by,
            threshold=found.threshold,
            made_at=found.made_at,
        )

    @routes.get("/workload", summary="Khối lượng công việc · Workload")
    async def get_workload(actor: ActorDep, department: Department = "") -> WorkloadBody:
        """Steps in hand, per department and officer, and how many working days they take at the pace of the last 28
        days. A head sees the department, leaders and the control team the agency."""
        found = await workload(GetWorkload(actor=actor, department=department))
        return WorkloadBody(
            since=found.since, working_days=found.working_days, rows=[load_body(row) for row in found.rows]
        )

    return routes


def _place(position: list[str | int | None]) -> LatePlace:
    return LatePlace(due_at=datetime.fromisoformat(str(position[0])), dossier_id=str(position[1]))


def late_body(late: Late) -> LateBody:
    return LateBody(
        dossier_id=late.dossier_id,
        code=late.code,
        department=late.department,
        procedure=late.procedure,
        step=late.step,
        step_department=late.unit,
        officer=late.officer,
        due_at=late.due_at,
        finish_at=late.finish_at,
        probability=round(late.probability, 3),
        steps_left=late.steps,
        working_days_needed=round(late.days_needed, 2),
        working_days_left=round(late.days_left, 2),
        reason=late.reason,
        reason_en=late.reason_en,
    )


def load_body(load: Load) -> LoadBody:
    return LoadBody(
        agency=load.agency,
        department=load.unit,
        officer=load.officer or None,
        open_steps=load.held,
        open_overdue=load.overdue,
        done=load.done,
        done_late=load.late,
        done_a_day=float(load.a_day),
        days_ahead=None if load.days_ahead is None else float(load.days_ahead),
        average_days=None if load.average_days is None else float(load.average_days),
    )
