"""``GET /v1/on-time``: the on-time table."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from chassis.http.deps import ActorDep
from reporting.api.http.definitions import PolicyBody, policies
from reporting.application import AskOnTime, GetOnTime
from reporting.domain.definitions import ON_TIME_1
from reporting.domain.on_time import Reading, Row


class ReadingBody(BaseModel):
    """Dossiers of the period by days, against one of the two appointments."""

    early: int = Field(description="finished in the period on a day before the due day")
    on_time: int = Field(description="finished on the due day, or counted so by the definition's policy")
    late: int = Field(description="finished on a later day")
    open: int = Field(description="not finished at the end of the period")
    overdue: int = Field(description="of these, past the due day")
    rate: float | None = Field(description="by the definition's formula, 4 digits; null if nothing is counted")


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
    undue: int = Field(description="of received: accepted without an appointment, an error of the data")
    by_days: ReadingBody | None = Field(
        description="by definitions that compare days: against the current appointment; met, missed, open and "
        "open_overdue are these, the last two at the end of the period; null by others"
    )
    by_original: ReadingBody | None = Field(
        description="the same against the appointment without extension, which an apology never washes out"
    )


class OnTimeBody(BaseModel):
    """Figures with the definition they follow and the moment up to which events are counted."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "definition": "on_time@1",
                    "definition_title": "Hồ sơ được kết luận một lần duy nhất …",
                    "definition_title_en": "Each dossier is judged once …",
                    "definition_formula": "đúng hạn ÷ (đúng hạn + quá hạn)",
                    "definition_formula_en": "met ÷ (met + missed)",
                    "legal_ref": "NĐ 61/2018/NĐ-CP Đ19(9), Đ30",
                    "mark": "I",
                    "policies": [],
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
                            "undue": 0,
                            "by_days": None,
                            "by_original": None,
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
                        "undue": 0,
                        "by_days": None,
                        "by_original": None,
                    },
                }
            ]
        },
    )

    definition: str
    definition_title: str
    definition_title_en: str
    definition_formula: str
    definition_formula_en: str
    legal_ref: str
    mark: str = Field(description="how sure it is: V read, P practice, I inferred, M from memory")
    policies: list[PolicyBody]
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
        undue=row.undue,
        by_days=_reading(row.by_days, row),
        by_original=_reading(row.by_original, row),
    )


def _reading(reading: Reading | None, row: Row) -> ReadingBody | None:
    if reading is None:
        return None
    share = reading.rate(counts_open=row.counts_open)
    return ReadingBody(
        early=reading.early,
        on_time=reading.on_time,
        late=reading.late,
        open=reading.open,
        overdue=reading.overdue,
        rate=None if share is None else float(share),
    )


def router(ask: AskOnTime) -> APIRouter:
    routes = APIRouter(tags=["on time"])

    @routes.get("/v1/on-time", summary="On-time table per department", response_model_by_alias=True)
    async def get_on_time(
        actor: ActorDep,
        first: Annotated[date | None, Query(alias="from", description="local day, included")] = None,
        last: Annotated[date | None, Query(alias="to", description="local day, included")] = None,
        by: Annotated[str, Query(description="department")] = "department",
        definition: Annotated[str, Query(description="versioned name; see /v1/definitions")] = ON_TIME_1,
    ) -> OnTimeBody:
        found = await ask(GetOnTime(actor=actor, first=first, last=last, by=by, definition=definition))
        dates: dict[str, Any] = {"from": found.period.first, "to": found.period.last}
        return OnTimeBody(
            definition=found.definition.name,
            definition_title=found.definition.title_vi,
            definition_title_en=found.definition.title_en,
            definition_formula=found.definition.formula_vi,
            definition_formula_en=found.definition.formula_en,
            legal_ref=found.definition.legal_ref,
            mark=found.definition.mark,
            policies=policies(found.definition),
            as_of=found.as_of,
            rows=[row_body(row) for row in found.rows],
            total=row_body(found.total),
            **dates,
        )

    return routes
