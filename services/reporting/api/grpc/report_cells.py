"""motcua.reporting.v1.ReportCellService: the same use cases as HTTP."""

from __future__ import annotations

from typing import Any

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import report_cell_service_pb2 as pb
from motcua.reporting.v1.report_cell_service_pb2_grpc import ReportCellServiceServicer
from reporting.api.grpc.report_messages import cell
from reporting.api.grpc.reports import chosen, page_size, position_of
from reporting.application.reports.cell_ports import Position
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.application.reports.open_cell import AskCell, CellPlace, OpenCell, Opened
from reporting.domain.origin import Count, Formula, Origin


class ReportCellServicer(ReportCellServiceServicer):
    def __init__(self, live: AskCell, snapshots: GetSnapshotHandler) -> None:
        self._live = live
        self._snapshots = snapshots

    async def GetReportCell(  # noqa: N802
        self, request: pb.GetReportCellRequest, context: Any
    ) -> pb.GetReportCellResponse:
        del context
        opened = await self._opened(request.place, None, 0)
        origin, of = opened.origin, opened.cell
        told = pb.GetReportCellResponse(
            cell=cell(of.column, of.value, opens=True),
            row_label=of.row_label,
            column_label=of.column_label,
            origin=_origin(origin),
        )
        if isinstance(origin, Count):
            told.source, told.total_size = origin.source, opened.total
            return told
        told.said, told.said_en = origin.said, origin.said_en
        for part in origin.parts if isinstance(origin, Formula) else ():
            value = "" if part.value is None else str(part.value)
            told.parts.append(pb.ReportCellPart(said=part.said, value=value, origin=_origin(part.origin)))
        return told

    async def ListReportCellPieces(  # noqa: N802
        self, request: pb.ListReportCellPiecesRequest, context: Any
    ) -> pb.ListReportCellPiecesResponse:
        del context
        filters = {"place": request.place.SerializeToString(deterministic=True).hex()}
        after = decode_cursor(request.page_token, filters) if request.page_token else None
        opened = await self._opened(request.place, position_of(after), page_size(request.page_size))
        opened.must_list()
        return pb.ListReportCellPiecesResponse(
            pieces=[
                pb.ReportCellPiece(kind=one.kind, id=one.id, code=one.code, name=one.name, department=one.department)
                for one in opened.pieces
            ],
            next_page_token=encode_cursor(opened.following, filters) if opened.following else "",
            total_size=opened.total,
        )

    async def _opened(self, asked: pb.ReportCellPlace, after: Position | None, limit: int) -> Opened:
        place = CellPlace(row=asked.row, column=asked.column, sheet=asked.sheet, part=tuple(asked.part))
        if asked.snapshot_id:
            return await self._snapshots.opened(current_actor(), asked.snapshot_id, place, after=after, limit=limit)
        return await self._live(OpenCell(of=chosen(asked.choice), place=place, after=after, limit=limit))


def _origin(origin: Origin) -> pb.ReportCellOrigin.ValueType:
    match origin:
        case Count():
            return pb.REPORT_CELL_ORIGIN_COUNT
        case Formula():
            return pb.REPORT_CELL_ORIGIN_FORMULA
        case _:
            return pb.REPORT_CELL_ORIGIN_GIVEN
