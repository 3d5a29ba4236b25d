"""The public catalogue: procedures on any day, searched with and without accents, and as a file."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from chassis.http.deps import OptionalActorDep
from chassis.http.paging import PageDep, encode_cursor
from chassis.sheets import MEDIA_TYPES
from intake.api.catalogue_file import FileForm, catalogue_file, procedure_plain
from intake.api.http.catalogue_answers import CatalogueFile, CataloguePage, CatalogueProcedure
from intake.api.http.shapes import answer
from intake.application import SearchCatalogue, UseCases
from intake.domain.catalogue import Wanted
from intake.domain.procedures import OnlineLevel, Subject

_ON = Annotated[date | None, Query(description="local day, past ones too; default: today", examples=["2026-04-26"])]
_VERSION = Annotated[int, Path(ge=1, le=10_000)]
_MEDIA: Mapping[FileForm, str] = {
    FileForm.XLSX: MEDIA_TYPES["xlsx"],
    FileForm.CSV: MEDIA_TYPES["csv"],
    FileForm.JSON: "application/json",
}
_SVG = "image/svg+xml"
_SHEETS = {media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA_TYPES.values()}


async def wanted(
    q: Annotated[
        str,
        Query(max_length=200, description="words, with or without accents; a code or its beginning", examples=["gplđ"]),
    ] = "",
    field: Annotated[str | None, Query(max_length=200, description="lĩnh vực, with or without accents")] = None,
    department: Annotated[str | None, Query(max_length=40, description="token, see GET /v1/departments")] = None,
    online_level: Annotated[OnlineLevel | None, Query(description="full: toàn trình")] = None,
    subject: Annotated[Subject | None, Query(description="who may file")] = None,
) -> Wanted:
    """The filters of the catalogue."""
    return Wanted(q=q, field=field, department=department, online_level=online_level, subject=subject)


WantedDep = Annotated[Wanted, Depends(wanted)]


def router(use_cases: UseCases) -> APIRouter:
    made = APIRouter(prefix="/v1/procedures", tags=["Thủ tục, lịch, phòng · The law"])

    @made.get("", response_model=CataloguePage, summary="Danh mục thủ tục · Procedures")
    async def list_procedures(_actor: OptionalActorDep, page: PageDep, wanted: WantedDep, on: _ON = None) -> Response:
        """The procedures in force on a day with all their components. `giay phep lao dong` finds what *giấy phép lao
        động* finds; the best match comes first. `total_size` is exact; for the next page send `next_page_token` as
        `page_token` with the same filters."""
        filters = asdict(wanted) | {"on": on}
        # The page after midnight still belongs to the day of the first one.
        begin, day = page.after(filters) or (0, on.isoformat() if on else None)
        seen = date.fromisoformat(str(day)) if day else None
        found = use_cases.catalogue(SearchCatalogue(wanted=wanted, on=seen, begin=int(begin or 0), size=page.page_size))
        following = found.following
        token = encode_cursor((following, found.on.isoformat()), filters) if following is not None else None
        items = [procedure_plain(version) for version in found.versions]
        return answer({"items": items, "next_page_token": token, "total_size": found.total})

    @made.get(
        "/export.{form}",
        response_class=Response,
        summary="Tải danh mục · The catalogue as a file",
        responses={200: {"model": CatalogueFile, "content": _SHEETS, "description": "The file"}},
    )
    async def export_procedures(
        form: FileForm, _actor: OptionalActorDep, wanted: WantedDep, on: _ON = None
    ) -> Response:
        """XLSX and CSV have the columns of the published list: TT, mã TTHC, tên, cách thức, địa điểm, thời hạn, phí, lệ
        phí, căn cứ pháp lý. JSON has everything. All that match, in the order of the list."""
        found = use_cases.catalogue.everything(wanted, on)
        content = await asyncio.to_thread(catalogue_file, form, found.versions, found.on)
        name = f"danh-muc-tthc-{found.on}.{form}"
        return Response(
            content, media_type=_MEDIA[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    _one(made, use_cases)
    return made


def _one(made: APIRouter, use_cases: UseCases) -> None:
    @made.get("/{code}", response_model=CatalogueProcedure, summary="Một thủ tục · One procedure")
    async def get_procedure(code: str, _actor: OptionalActorDep, on: _ON = None) -> Response:
        """By key or by national code (`1.014199`), as in force on a day, with every component of a published procedure.
        What the law pack leaves out is told from what it has, and marked I."""
        return answer(procedure_plain(use_cases.law.published(use_cases.law.procedure(code, on))))

    @made.get(
        "/{code}/workflow.svg",
        response_class=Response,
        summary="Sơ đồ quy trình · Diagram of the steps",
        responses={200: {"content": {_SVG: {"schema": {"type": "string"}}}, "description": "The picture"}},
    )
    async def get_workflow_diagram(code: str, _actor: OptionalActorDep, on: _ON = None) -> Response:
        """The steps as in force on a day: which follow which, by whom, within which time, and the longest way through.
        One A4 page to print, Vietnamese with English under it; told in words too, for those who do not see it."""
        content = use_cases.law.diagram(use_cases.law.procedure(code, on))
        return Response(content, media_type=_SVG)

    @made.get(
        "/{key}/versions/{version}",
        response_model=CatalogueProcedure,
        summary="Một phiên bản · One version",
    )
    async def get_procedure_version(key: str, version: _VERSION, _actor: OptionalActorDep) -> Response:
        """The version a dossier was received under. It never changes."""
        return answer(procedure_plain(use_cases.law.published(use_cases.law.version(key, version))))
