"""``GET /v1/dashboards/…``: the boards' figures, the same as on the pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from reporting.api.http.on_time import OnTimeRow, row_body
from reporting.application.dashboards import AskOverview, GetOverview
from reporting.domain.dashboards import Grain, Line, Point
from reporting.domain.definitions import ON_TIME_1

First = Annotated[date | None, Query(alias="from", description="local day, included; default: 1 January")]
Last = Annotated[date | None, Query(alias="to", description="local day, included; default: today")]
GrainOf = Annotated[Grain, Query(description="what the twelve pieces of the trend are")]
DefinitionOf = Annotated[str, Query(description="versioned name of the definition")]


class LineBody(OnTimeRow):
    """Một phòng / one department, or the total."""

    completed: int = Field(description="done with in the period, whatever the result")
    due_1d: int = Field(description="open, due today or tomorrow")
    due_3d: int = Field(description="open, due in two or three days")
    oldest_overdue_since: datetime | None = Field(description="first missed deadline of those still open")
    channels: dict[str, int] = Field(description="accepted in the period: counter, post, online")
    online_share: float | None = Field(description="of what was accepted; null if nothing was")
    ratings: dict[int, int] = Field(description="stars, 1 to 5 → how many in the period")
    satisfied_share: float | None = Field(description="four stars and more; null if nobody rated")
    foreseen_late: int = Field(description="open, due within a week, and probably late; see /v1/foresight/late")


class PointBody(BaseModel):
    """Một tuần hoặc tháng / one week or month."""

    model_config = ConfigDict(extra="forbid")

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    met: int
    missed: int
    rate: float | None = Field(description="null if nothing was decided")
    received: int
    completed: int


class BoardBody(BaseModel):
    """What every board says of itself."""

    definition: str
    definition_title: str
    definition_title_en: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    grain: Grain
    time_zone: str = "Asia/Ho_Chi_Minh"
    as_of: datetime | None = Field(description="time of the newest event counted; null before the first")
    trend: list[PointBody] = Field(description="twelve pieces, the oldest first")


class OverviewBody(BoardBody):
    """Toàn cơ quan / the agency at a glance."""

    target: float = Field(description="share of verdicts that should be met")
    departments: list[LineBody] = Field(description="worst first; those without a verdict last")
    total: LineBody


def router(overview: AskOverview) -> APIRouter:
    routes = APIRouter(prefix="/v1/dashboards", tags=["Tổng quan · Dashboards"])

    @routes.get("/overview", summary="Tổng quan cơ quan · Agency overview", response_model_by_alias=True)
    async def get_overview(
        actor: ActorDep,
        first: First = None,
        last: Last = None,
        grain: GrainOf = Grain.MONTH,
        definition: DefinitionOf = ON_TIME_1,
    ) -> OverviewBody:
        """For leaders and the control team. Its cost grows with departments and days, not with dossiers."""
        found = await overview(GetOverview(actor=actor, first=first, last=last, grain=grain, definition=definition))
        return OverviewBody(
            **board(found),
            target=float(found.target),
            departments=[line_body(line) for line in found.lines],
            total=line_body(found.total),
        )

    return routes


def board(found: Any) -> dict[str, Any]:
    """The fields of BoardBody; found: any board of the domain."""
    return {
        "definition": found.definition.name,
        "definition_title": found.definition.title_vi,
        "definition_title_en": found.definition.title_en,
        "from": found.period.first,
        "to": found.period.last,
        "grain": found.grain,
        "as_of": found.as_of,
        "trend": [point_body(point) for point in found.trend],
    }


def point_body(point: Point) -> PointBody:
    dates: dict[str, Any] = {"from": point.first, "to": point.last}
    return PointBody(
        met=point.met,
        missed=point.missed,
        rate=None if point.rate is None else float(point.rate),
        received=point.received,
        completed=point.completed,
        **dates,
    )


def line_body(line: Line) -> LineBody:
    return LineBody(
        **row_body(line.row).model_dump(),
        completed=line.completed,
        due_1d=line.due_1d,
        due_3d=line.due_3d,
        oldest_overdue_since=line.oldest_overdue_since,
        channels=dict(line.channels),
        online_share=None if line.online_share is None else float(line.online_share),
        ratings=dict(line.ratings),
        satisfied_share=None if line.satisfied_share is None else float(line.satisfied_share),
        foreseen_late=line.foreseen_late,
    )
