"""Exports of lists over HTTP: ask, look how far it is, fetch the file, take it back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.text import RequestModel
from chassis.sheets import MEDIA_TYPES
from intake.api.http.answers import Answer
from intake.api.http.lists import FiltersIn, wanted_of
from intake.api.http.shapes import answer
from intake.application import UseCases
from intake.application.exports import CreateExport
from intake.application.exports.export import Applicants, Export, ExportState
from intake.application.law_in_force import LawInForce

ExportId = Annotated[str, Path(max_length=36)]


class ExportIn(RequestModel):
    """Which list, as which file."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"kind": "dossiers", "format": "xlsx", "filters": {"state": ["in_progress"]}}]}
    )

    kind: Literal["dossiers"] = "dossiers"
    format: Literal["xlsx", "csv"] = "xlsx"
    filters: FiltersIn = Field(default_factory=FiltersIn, description="as of GET /v1/dossiers")
    applicants: Applicants = Field(
        default=Applicants.MASKED,
        description="full: names and numbers in clear; each dossier is written into the log of who saw personal data",
    )


class ExportOut(Answer):
    """How far an export is. The file is there when `state` is `done`, until `expires_at`."""

    id: str
    kind: Literal["dossiers"]
    format: Literal["xlsx", "csv"]
    applicants: Applicants
    state: ExportState
    progress: float = Field(ge=0, le=1)
    rows_done: int
    rows_total: int | None = Field(description="null until counted")
    size: int = Field(description="bytes of the file")
    fault: str | None = Field(description="slug of why it failed")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime | None = Field(description="when the file goes")


def router(use_cases: UseCases, in_force: LawInForce) -> APIRouter:
    made = APIRouter(prefix="/v1/exports", tags=["Kết xuất · Exports"])
    exports = use_cases.exports

    @made.post("", status_code=202, response_model=ExportOut, summary="Kết xuất danh sách · Export a list")
    async def create_export(body: ExportIn, actor: ActorDep, idempotency: IdempotencyDep) -> Response:
        """Made in the background, under your view of the register: ask `GET /v1/exports/{id}` how far it is, then fetch
        `GET /v1/exports/{id}/file`. Applicants are masked unless you ask for them in full and handle their dossiers.
        """
        command = CreateExport(
            actor=actor,
            format=body.format,
            applicants=body.applicants,
            wanted=wanted_of(body.filters, in_force.pack.calendar.tz),
            idempotency=idempotency,
        )
        export = await exports.create(command)
        return answer(_shape(export), status=202, headers={"Location": f"/v1/exports/{export.id}"})

    @made.get("/{export_id}", response_model=ExportOut, summary="Tiến độ kết xuất · How far an export is")
    async def get_export(export_id: ExportId, actor: ActorDep) -> Response:
        """Only for the account that asked for it; 404 once it has expired."""
        return answer(_shape(await exports.get(actor, export_id)), headers={"Cache-Control": "no-store"})

    @made.get("/{export_id}/file", summary="Tải tệp kết xuất · The file", response_class=StreamingResponse)
    async def get_export_file(export_id: ExportId, actor: ActorDep) -> Response:
        """XLSX, or CSV in UTF-8 with a mark for Excel. 409 `export-not-ready` until the state is `done`."""
        export, content = await exports.get.file(actor, export_id)
        return await _streamed(export, content)

    @made.delete("/{export_id}", status_code=204, summary="Xoá kết xuất · Take an export back")
    async def delete_export(export_id: ExportId, actor: ActorDep) -> Response:
        """Stops it if it is being made, and deletes its file."""
        await exports.delete(actor, export_id)
        return Response(status_code=204)

    return made


async def _streamed(export: Export, content: AsyncIterator[bytes]) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="ho-so-{export.created_at:%Y%m%d}.{export.format}"',
        "Content-Length": str(export.size),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(content, media_type=MEDIA_TYPES[export.format], headers=headers)


def _shape(export: Export) -> dict[str, Any]:
    return {
        "id": export.id,
        "kind": "dossiers",
        "format": export.format,
        "applicants": export.applicants,
        "state": export.state,
        "progress": round(export.progress, 4),
        "rows_done": export.rows_done,
        "rows_total": export.rows_total,
        "size": export.size,
        "fault": export.fault or None,
        "created_at": export.created_at,
        "finished_at": export.finished_at,
        "expires_at": export.expires_at,
    }
