"""motcua.reporting.v1.ReportFileService: the same use cases as /v1/report-jobs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from chassis.rpc.server import current_actor
from motcua.reporting.v1 import report_file_service_pb2 as pb
from motcua.reporting.v1.report_file_service_pb2_grpc import ReportFileServiceServicer
from reporting.api.grpc.services import local_day_of
from reporting.application.exports.ask_file import AskFile, BeginFile, LookAtFile, LookAtFileHandler
from reporting.application.exports.ports import FileFormat
from reporting.domain.report_job import ReportJob, WantedReport

PART_BYTES = 64 * 1024
_FORMATS = {
    pb.REPORT_FILE_FORMAT_JSON: FileFormat.JSON,
    pb.REPORT_FILE_FORMAT_PDF: FileFormat.PDF,
    pb.REPORT_FILE_FORMAT_DOCX: FileFormat.DOCX,
}


class ReportFileServicer(ReportFileServiceServicer):
    def __init__(self, begin: BeginFile, look: LookAtFileHandler) -> None:
        self._begin = begin
        self._look = look

    async def CreateReportJob(  # noqa: N802
        self, request: pb.CreateReportJobRequest, context: Any
    ) -> pb.CreateReportJobResponse:
        del context
        wanted = WantedReport(
            form=request.form,
            format=_FORMATS.get(request.format, FileFormat.XLSX).value,
            period=request.period,
            first=local_day_of("period_from", request.period_from),
            last=local_day_of("period_to", request.period_to),
            agency=request.agency,
        )
        job = await self._begin(AskFile(actor=current_actor(), wanted=wanted))
        return pb.CreateReportJobResponse(job=_message(job))

    async def GetReportJob(self, request: pb.GetReportJobRequest, context: Any) -> pb.GetReportJobResponse:  # noqa: N802
        del context
        job = await self._look(LookAtFile(actor=current_actor(), job_id=request.job_id))
        return pb.GetReportJobResponse(job=_message(job))

    async def ReadReportFile(  # noqa: N802
        self, request: pb.ReadReportFileRequest, context: Any
    ) -> AsyncIterator[pb.ReadReportFileResponse]:
        del context
        _, content = await self._look.file(LookAtFile(actor=current_actor(), job_id=request.job_id))
        for begin in range(0, len(content), PART_BYTES):
            yield pb.ReadReportFileResponse(part=content[begin : begin + PART_BYTES])


def _message(job: ReportJob) -> pb.ReportJob:
    message = pb.ReportJob(
        id=job.id,
        state=pb.ReportJobState.Value(f"REPORT_JOB_STATE_{job.state.value.upper()}"),
        stage=job.stage.value,
        percent=job.percent,
        failure=job.failure,
        file_name=job.file_name,
        size=job.size,
    )
    message.created_at.FromDatetime(job.created_at)
    message.expires_at.FromDatetime(job.expires_at)
    return message
