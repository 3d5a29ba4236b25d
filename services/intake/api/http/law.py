"""The law, for everybody: procedures, departments, the working calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from intake.api.http.answers import CalendarOut, CataloguePage, CatalogueProcedure, DepartmentPage
from intake.api.http.shapes import answer, calendar_shape, procedure_shape
from intake.application import UseCases
from intake.domain.canonical import to_plain

_ON = Annotated[date | None, Query(description="local day; default: today", examples=["2026-04-26"])]
_VERSION = Annotated[int, Path(ge=1, le=10_000)]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1", tags=["Thủ tục, lịch, phòng · The law"])
    _procedures(made, use_cases)

    @made.get("/departments", response_model=DepartmentPage, summary="Các phòng · Departments")
    async def list_departments(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """The units that exist on a day."""
        return answer(_all([to_plain(department, whole=True) for department in use_cases.law.departments(on)]))

    @made.get("/calendar", response_model=CalendarOut, summary="Lịch làm việc · Working calendar")
    async def get_calendar(
        _actor: OptionalActorDep,
        revision: Annotated[str, Query(max_length=64, description="law_revision of an event; default: in force")] = "",
    ) -> Response:
        """Office hours, days off and working Saturdays, each with its legal reference. Years not decided are known
        but provisional."""
        return answer(calendar_shape(await use_cases.law.law(revision)))

    return made


def _procedures(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/procedures", response_model=CataloguePage, summary="Danh mục thủ tục · Procedures")
    async def list_procedures(_actor: OptionalActorDep, on: _ON = None) -> Response:
        """Every procedure in force on a day, with its limit, fee, documents and steps."""
        return answer(_all([procedure_shape(version) for version in use_cases.law.procedures(on)]))

    @made.get("/procedures/{code}", response_model=CatalogueProcedure, summary="Một thủ tục · One procedure")
    async def get_procedure(code: str, _actor: OptionalActorDep, on: _ON = None) -> Response:
        """By key or by national code (`1.014199`), as in force on a day."""
        return answer(procedure_shape(use_cases.law.procedure(code, on)))

    @made.get(
        "/procedures/{key}/versions/{version}",
        response_model=CatalogueProcedure,
        summary="Một phiên bản · One version",
    )
    async def get_procedure_version(key: str, version: _VERSION, _actor: OptionalActorDep) -> Response:
        """The version a dossier was received under. It never changes."""
        return answer(procedure_shape(use_cases.law.version(key, version)))


def _all(items: Sequence[Any]) -> dict[str, Any]:
    """A list that always fits on one page."""
    return {"items": items, "next_page_token": None, "total_size": len(items)}
