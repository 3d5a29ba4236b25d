"""motcua.reporting.v1.ReportService: the same use cases as HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from chassis.http.paging import DEFAULT_PAGE, LARGEST_PAGE, decode_cursor, encode_cursor
from chassis.kernel.errors import invalid
from chassis.messaging.journal import Idempotency
from chassis.rpc.server import current_actor
from motcua.reporting.v1 import report_service_pb2 as pb
from motcua.reporting.v1.report_service_pb2_grpc import ReportServiceServicer
from reporting.api.grpc import report_messages as messages
from reporting.api.grpc.services import local_day_of
from reporting.application.reports.cell_ports import Position
from reporting.application.reports.close_period import Close, ClosePeriod
from reporting.application.reports.get_report import AskReport, GetReport
from reporting.application.reports.get_snapshot import GetSnapshot, GetSnapshotHandler
from reporting.application.reports.list_reports import AskReports, ListReports
from reporting.application.reports.open_cell import AskCell, CellPlace, OpenCell
from reporting.application.reports.snapshot_ports import SnapshotWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """The use cases behind the service."""

    forms: AskReports
    report: AskReport
    cell: AskCell
    close: Close
    snapshots: GetSnapshotHandler


class ReportServicer(ReportServiceServicer):
    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    async def ListReportForms(  # noqa: N802
        self, request: pb.ListReportFormsRequest, context: Any
    ) -> pb.ListReportFormsResponse:
        del context
        on = local_day_of("on", request.on)
        found = await self._asks.forms(ListReports(actor=current_actor(), on=on, agency=request.agency))
        return pb.ListReportFormsResponse(
            forms=[messages.form_line(each) for each in found.forms], is_law_known=found.is_law_known
        )

    async def GetReport(self, request: pb.GetReportRequest, context: Any) -> pb.GetReportResponse:  # noqa: N802
        del context
        return pb.GetReportResponse(report=messages.content(await self._asks.report(chosen(request.choice))))

    async def ListCellDossiers(  # noqa: N802
        self, request: pb.ListCellDossiersRequest, context: Any
    ) -> pb.ListCellDossiersResponse:
        del context
        of, size = chosen(request.choice), page_size(request.page_size)
        filters = {"choice": request.choice.SerializeToString(deterministic=True).hex(), "row": request.row}
        filters |= {"column": str(request.column)}
        after = decode_cursor(request.page_token, filters) if request.page_token else None
        place = CellPlace(row=request.row, column=request.column)
        opened = await self._asks.cell(OpenCell(of=of, place=place, after=position_of(after), limit=size))
        opened.must_list()
        return pb.ListCellDossiersResponse(
            dossiers=[messages.dossier_line(one) for one in opened.pieces],
            next_page_token=encode_cursor(opened.following, filters) if opened.following else "",
            total_size=opened.total,
        )

    async def CloseReport(self, request: pb.CloseReportRequest, context: Any) -> pb.CloseReportResponse:  # noqa: N802
        del context
        key = request.idempotency_key
        digest = sha256(request.choice.SerializeToString(deterministic=True) + request.reason.encode()).hexdigest()
        idempotency = Idempotency(key=key, digest=digest) if key else None
        closing = ClosePeriod(of=chosen(request.choice), reason=request.reason, idempotency=idempotency)
        made = await self._asks.close(closing)
        return pb.CloseReportResponse(snapshot=messages.snapshot_line(made), report=messages.content(made.report))

    async def GetReportSnapshot(  # noqa: N802
        self, request: pb.GetReportSnapshotRequest, context: Any
    ) -> pb.GetReportSnapshotResponse:
        del context
        shown = await self._asks.snapshots(
            GetSnapshot(actor=current_actor(), snapshot_id=request.snapshot_id, with_delta=not request.without_delta)
        )
        return messages.shown_snapshot(shown)

    async def ListReportSnapshots(  # noqa: N802
        self, request: pb.ListReportSnapshotsRequest, context: Any
    ) -> pb.ListReportSnapshotsResponse:
        del context
        filters = {"form": request.form, "agency": request.agency}
        after = str(decode_cursor(request.page_token, filters)[0]) if request.page_token else ""
        wanted = SnapshotWanted(agency=request.agency, form=request.form)
        size = page_size(request.page_size)
        found = await self._asks.snapshots.listed(current_actor(), wanted, after=after, size=size)
        return pb.ListReportSnapshotsResponse(
            snapshots=[messages.snapshot_line(one) for one in found.items],
            next_page_token=encode_cursor((found.following,), filters) if found.following else "",
            total_size=found.total,
        )


def chosen(choice: pb.ReportChoice) -> GetReport:
    return GetReport(
        actor=current_actor(),
        form=choice.form,
        period=choice.period,
        first=local_day_of("period_from", choice.period_from),
        last=local_day_of("period_to", choice.period_to),
        rule=choice.rule,
        profile=choice.profile,
        agency=choice.agency,
    )


def position_of(after: list[Any] | None) -> Position | None:
    return None if after is None else (str(after[0]), str(after[1]))


def page_size(asked: int) -> int:
    if not 0 <= asked <= LARGEST_PAGE:
        raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE}.", page_size="out of range")
    return asked or DEFAULT_PAGE
