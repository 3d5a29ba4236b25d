"""The law, for everybody: departments, the working calendar, forms, publications, what reports must hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from intake.api.http.answers import CalendarOut, DepartmentPage, SitePage
from intake.api.http.catalogue_answers import (
    ConsulteePage,
    IndexThresholdPage,
    OneStopFormPage,
    PublicationPage,
    ReportFormPage,
)
from intake.api.http.shapes import Shape, answer, calendar_shape
from intake.application import UseCases
from intake.domain.canonical import to_plain
from intake.domain.publications import JudgedDuty, Publication, PublicationKind

_ON = Annotated[date | None, Query(description="local day, past ones too; default: today", examples=["2026-04-26"])]
_NUMBER = Annotated[int | None, Query(ge=1, le=99, description="Mẫu số: only the form with this number")]
_KIND = Annotated[PublicationKind | None, Query(description="mới ban hành; sửa đổi, bổ sung, thay thế; bãi bỏ")]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1", tags=["Thủ tục, lịch, phòng · The law"])

    @made.get("/departments", response_model=DepartmentPage, summary="Các phòng · Departments")
    async def list_departments(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """The units that exist on a day."""
        return answer(_all([department.to_dict() for department in use_cases.law.departments(on)]))

    @made.get("/sites", response_model=SitePage, summary="Nơi tiếp nhận · Sites and counters")
    async def list_sites(_actor: OptionalActorDep) -> Response:
        """Where dossiers are taken in, with their counters. Numbers run per unit code and day."""
        return answer(_all([to_plain(site, whole=True) for site in use_cases.law.sites()]))

    @made.get("/consultees", response_model=ConsulteePage, summary="Cơ quan được lấy ý kiến · Bodies to consult")
    async def list_consultees(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """Who may be asked for an opinion on a dossier on a day, and how each answers."""
        return answer(_all([to_plain(consultee, whole=True) for consultee in use_cases.law.consultees(on)]))

    @made.get("/calendar", response_model=CalendarOut, summary="Lịch làm việc · Working calendar")
    async def get_calendar(
        _actor: OptionalActorDep,
        revision: Annotated[str, Query(max_length=64, description="law_revision of an event; default: in force")] = "",
        known_at: Annotated[AwareDatetime | None, Query(description="without what was decided on a later day")] = None,
    ) -> Response:
        """Office hours, days off and working Saturdays, each with its legal reference and, where it was decided late,
        the day from which it was known. Years not decided are known but provisional."""
        return answer(calendar_shape(await use_cases.law.law(revision), known_at))

    _published(made, use_cases)
    _reporting(made, use_cases)
    return made


def _published(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/publications", response_model=PublicationPage, summary="Quyết định công bố · Publications")
    async def list_publications(_actor: OptionalActorDep, on: _ON = None, kind: _KIND = None) -> Response:
        """Decisions that make procedures public, the latest effect first, each with its duties as they stand on a day:
        `met`, `missed`, `due`, or `none` while no deadline can be counted. A decision whose number the law pack does
        not know is not judged."""
        return answer(_all([_publication(*judged) for judged in use_cases.law.publications(on, kind)]))

    @made.get("/forms", response_model=OneStopFormPage, summary="Các mẫu một cửa · One-stop forms")
    async def list_one_stop_forms(_actor: OptionalActorDep, on: _ON = None, number: _NUMBER = None) -> Response:
        """The forms of a day by key, number and name. "Mẫu 05" is the control slip until 14/9/2025 and the notice of
        stopping since: ask with `number` and `on`; 404 `form-unknown` where no form has that number."""
        return answer(_all([to_plain(form, whole=True) for form in use_cases.law.forms(on, number)]))


def _reporting(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/report-forms", response_model=ReportFormPage, summary="Biểu mẫu báo cáo · Report forms")
    async def list_report_forms(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """The statutory report forms in force on a day, with the columns that are known and how they are known."""
        return answer(_all([to_plain(form, whole=True) for form in use_cases.law.report_forms(on)]))

    @made.get("/index-thresholds", response_model=IndexThresholdPage, summary="Bộ chỉ số QĐ 766 · Index thresholds")
    async def list_index_thresholds(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """Points, formula and threshold of each indicator on a day."""
        return answer(_all([to_plain(row, whole=True) for row in use_cases.law.thresholds(on)]))


def _publication(publication: Publication, duties: Sequence[JudgedDuty]) -> Shape:
    plain: Shape = to_plain(publication, whole=True)
    del plain["done"]
    return plain | {"duties": [_duty(judged) for judged in duties]}


def _duty(judged: JudgedDuty) -> Shape:
    duty = judged.duty
    return {
        "key": duty.key,
        "name": duty.name,
        "name_en": duty.name_en,
        "deadline": judged.deadline,
        "done_on": judged.done_on,
        "state": judged.state,
        "legal_ref": duty.legal_ref,
        "mark": duty.mark,
    }


def _all(items: Sequence[Any]) -> Shape:
    """A list that always fits on one page."""
    return {"items": items, "next_page_token": None, "total_size": len(items)}
