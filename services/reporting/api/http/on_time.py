"""``GET /v1/on-time``: the on-time table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from reporting.application import AskOnTime, GetOnTime
from reporting.domain.on_time import Row
from reporting.domain.verdict import ON_TIME_1


class OnTimeRow(BaseModel):
    """One department, or the total."""

    agency: str
    department: str = Field(description="token; 'all' in the total")
    name: str = Field(description="in Vietnamese")
    name_en: str
    received: int = Field(description="dossiers accepted in the period")
    met: int = Field(description="verdicts in the period: result in time")
    missed: int = Field(description="verdicts in the period: deadline missed")
    rate: float | None = Field(description="met / (met + missed), 4 digits; null if nothing was decided")
    open: int = Field(description="now")
    open_overdue: int = Field(description="now; part of open")
    paused: int = Field(description="now; part of open, clock standing, not overdue")


class OnTimeBody(BaseModel):
    """Figures with the definition they follow and the moment up to which events are counted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "definition": "on_time@1",
                    "definition_title": "Hồ sơ được kết luận một lần duy nhất …",
                    "definition_title_en": "Each dossier is judged once …",
                    "from": "2024-05-01",
                    "to": "2024-05-31",
                    "time_zone": "Asia/Ho_Chi_Minh",
                    "as_of": "2024-05-31T10:00:00Z",
                    "rows": [
                        {
                            "agency": "heza",
                            "department": "dau-tu",
                            "name": "Phòng Quản lý đầu tư",
                            "name_en": "Investment Management Division",
                            "received": 42,
                            "met": 30,
                            "missed": 2,
                            "rate": 0.9375,
                            "open": 10,
                            "open_overdue": 1,
                            "paused": 2,
                        }
                    ],
                    "total": {
                        "agency": "heza",
                        "department": "all",
                        "name": "Tổng cộng",
                        "name_en": "Total",
                        "received": 42,
                        "met": 30,
                        "missed": 2,
                        "rate": 0.9375,
                        "open": 10,
                        "open_overdue": 1,
                        "paused": 2,
                    },
                }
            ]
        },
    )

    definition: str
    definition_title: str
    definition_title_en: str
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    time_zone: str = "Asia/Ho_Chi_Minh"
    as_of: datetime | None = Field(description="time of the newest event counted; null before the first")
    rows: list[OnTimeRow]
    total: OnTimeRow


def row_body(row: Row) -> OnTimeRow:
    return OnTimeRow(
        agency=row.agency,
        department=row.department,
        name=row.name,
        name_en=row.name_en,
        received=row.received,
        met=row.met,
        missed=row.missed,
        rate=None if row.rate is None else float(row.rate),
        open=row.open,
        open_overdue=row.open_overdue,
        paused=row.paused,
    )


def router(ask: AskOnTime) -> APIRouter:
    routes = APIRouter(tags=["on time"])

    @routes.get("/v1/on-time", summary="On-time table per department", response_model_by_alias=True)
    async def get_on_time(
        actor: ActorDep,
        first: Annotated[date | None, Query(alias="from", description="local day, included")] = None,
        last: Annotated[date | None, Query(alias="to", description="local day, included")] = None,
        by: Annotated[str, Query(description="department")] = "department",
        definition: Annotated[str, Query(description="versioned name of the definition")] = ON_TIME_1.name,
    ) -> OnTimeBody:
        found = await ask(GetOnTime(actor=actor, first=first, last=last, by=by, definition=definition))
        dates: dict[str, Any] = {"from": found.period.first, "to": found.period.last}
        return OnTimeBody(
            definition=found.definition.name,
            definition_title=found.definition.title_vi,
            definition_title_en=found.definition.title_en,
            as_of=found.as_of,
            rows=[row_body(row) for row in found.rows],
            total=row_body(found.total),
            **dates,
        )

    return routes
