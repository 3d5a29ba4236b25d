"""motcua.intake.v1.ExportService: lists of dossiers as spreadsheets."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from chassis.rpc.server import current_actor
from intake.api.grpc.dossiers import filter_of, idempotency_of
from intake.api.grpc.vocabulary import stamp
from intake.application import UseCases
from intake.application.exports import CreateExport
from intake.application.exports.export import Applicants, Export
from motcua.intake.v1 import export_service_pb2 as pb
from motcua.intake.v1 import export_service_pb2_grpc


class ExportServicer(export_service_pb2_grpc.ExportServiceServicer):
    def __init__(self, use_cases: UseCases) -> None:
        self._exports = use_cases.exports

    async def CreateExport(self, request: pb.CreateExportRequest, context: Any) -> pb.CreateExportResponse:  # noqa: N802
        command = CreateExport(
            actor=current_actor(),
            format="csv" if request.format == pb.EXPORT_FORMAT_CSV else "xlsx",
            applicants=Applicants.FULL if request.full_applicants else Applicants.MASKED,
            wanted=filter_of(request.list),
            idempotency=idempotency_of("CreateExport", request, request.idempotency_key),
        )
        return pb.CreateExportResponse(export=_message(await self._exports.create(command)))

    async def GetExport(self, request: pb.GetExportRequest, context: Any) -> pb.GetExportResponse:  # noqa: N802
        return pb.GetExportResponse(export=_message(await self._exports.get(current_actor(), request.export_id)))

    async def ReadExportFile(  # noqa: N802
        self, request: pb.ReadExportFileRequest, context: Any
    ) -> AsyncIterator[pb.ReadExportFileResponse]:
        _export, content = await self._exports.get.file(current_actor(), request.export_id)
        async for part in content:
            yield pb.ReadExportFileResponse(part=part)

    async def DeleteExport(self, request: pb.DeleteExportRequest, context: Any) -> pb.DeleteExportResponse:  # noqa: N802
        await self._exports.delete(current_actor(), request.export_id)
        return pb.DeleteExportResponse()


def _message(export: Export) -> pb.Export:
    return pb.Export(
        id=export.id,
        format=pb.ExportFormat.Value(f"EXPORT_FORMAT_{export.format.upper()}"),
        state=pb.ExportState.Value(f"EXPORT_STATE_{export.state.name}"),
        progress=export.progress,
        rows_done=export.rows_done,
        rows_total=export.rows_total or 0,
        size=export.size,
        fault=export.fault,
        created_at=stamp(export.created_at),
        expires_at=stamp(export.expires_at),
    )
