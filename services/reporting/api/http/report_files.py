"""Files of reports: what any answer with one has in common, and ``/v1/report-jobs`` for those that take long."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis.http.deps import ActorDep, IdempotencyDep
from chassis.http.text import RequestModel
from reporting.api.http.report_bodies import report_body
from reporting.application.exports.ask_file import AskFile, BeginFile, LookAtFile, LookAtFileHandler
from reporting.application.exports.make_files import file_name
from reporting.application.exports.ports import FileFormat, ReportPrinter
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.domain.report import Report
from reporting.domain.report_job import JobState, ReportJob, Stage, WantedReport

FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report as JSON, or the file that `format` names.",
        "content": {
            form.media_type: {"schema": {"type": "string", "format": "binary"}}
            for form in FileFormat
            if form is not FileFormat.JSON
        },
    }
}
"""Of a route that answers a report in any format, for its documentation."""
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]


def report_json(report: Report) -> bytes:
    """The same JSON as the API's."""
    return report_body(report).model_dump_json(by_alias=True).encode()


def file_response(report: Report, form: FileFormat, content: bytes) -> Response:
    return _attached(content, form, file_name(report, form.value))


class JobIn(RequestModel):
    """Yêu cầu tạo tệp / which report, in which format; as in GET /v1/reports/{form}."""

    form: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9.-]{0,79}$")] = Field(
        examples=["settlement-by-unit"]
    )
    format: FileFormat
    period: Annotated[str, StringConstraints(max_length=10)] = Field(default="", examples=["2024-Q3"])
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    rule: Short = ""
    profile: Short = ""
    agency: Short = Field(default="", description="for system accounts; others have their own")


class JobBody(BaseModel):
    """Một tệp đang được tạo / a report that is made in the background."""

    id: str
    form: str
    format: FileFormat
    period: str
    state: JobState
    stage: Stage
    percent: int = Field(ge=0, le=100)
    failure: str | None = Field(description="slug of why it failed")
    message: str | None = Field(description="the same as a sentence")
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime = Field(description="when job and file are removed")
    file_name: str | None
    size: int | None = Field(description="bytes")


def job_body(job: ReportJob) -> JobBody:
    return JobBody(
        id=job.id,
        form=job.wanted.form,
        format=FileFormat(job.wanted.format),
        period=job.wanted.period,
        state=job.state,
        stage=job.stage,
        percent=job.percent,
        failure=job.failure or None,
        message=job.message or None,
        created_at=job.created_at,
        finished_at=job.finished_at,
        expires_at=job.expires_at,
        file_name=job.file_name or None,
        size=job.size or None,
    )


def router(begin: BeginFile, look: LookAtFileHandler) -> APIRouter:
    routes = APIRouter(prefix="/v1/report-jobs", tags=["Báo cáo · Reports"])

    @routes.post("", status_code=202, summary="Tạo tệp ở nền · Make a report's file in the background")
    async def ask_report_file(actor: ActorDep, body: JobIn, key: IdempotencyDep, response: Response) -> JobBody:
        """Answers at once; Location is where progress is told. At most twenty under way for one account."""
        wanted = WantedReport(
            form=body.form,
            format=body.format.value,
            period=body.period,
            first=body.first,
            last=body.last,
            rule=body.rule,
            profile=body.profile,
            agency=body.agency,
        )
        job = await begin(AskFile(actor=actor, wanted=wanted, idempotency=key))
        response.headers["Location"] = f"/v1/report-jobs/{job.id}"
        return job_body(job)

    @routes.get("/{job_id}", summary="Tiến độ · How far it is")
    async def get_report_job(actor: ActorDep, job_id: Annotated[str, Path(max_length=100)]) -> JobBody:
        """For who asked and the control team of the agency; others are told that there is no such job."""
        return job_body(await look(LookAtFile(actor=actor, job_id=job_id)))

    @routes.get(
        "/{job_id}/file",
        summary="Tệp · The file",
        response_class=Response,
        responses={200: {"content": {form.media_type: {} for form in FileFormat}}},
    )
    async def get_report_file(actor: ActorDep, job_id: Annotated[str, Path(max_length=100)]) -> Response:
        """409 file-not-ready while it is being made; the job's own refusal if it failed. Kept for seven days."""
        job, content = await look.file(LookAtFile(actor=actor, job_id=job_id))
        return _attached(content, FileFormat(job.wanted.format), job.file_name)

    return routes


def snapshot_router(snapshots: GetSnapshotHandler, printer: ReportPrinter) -> APIRouter:
    routes = APIRouter(prefix="/v1/reports", tags=["Báo cáo · Reports"])

    @routes.get(
        "/snapshots/{snapshot_id}/file",
        summary="Tệp của bản chốt · A closed report as a file",
        response_class=Response,
        responses={200: {"content": {form.media_type: {} for form in FileFormat}}},
    )
    async def get_snapshot_file(
        actor: ActorDep,
        snapshot_id: Annotated[str, Path(max_length=64)],
        format: Annotated[FileFormat, Query(description="of the file")] = FileFormat.PDF,  # noqa: A002
    ) -> Response:
        """As it was closed, with its number and day: the same report gives the same PDF."""
        kept = await snapshots.kept(actor, snapshot_id)
        return file_response(kept.report, format, await printer.printed(kept.report, format))

    return routes


def _attached(content: bytes, form: FileFormat, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type=form.media_type, headers=headers)
