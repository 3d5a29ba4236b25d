"""Closing periods: frozen, numbered, signed, told to others."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.reporting.v1.report_cell_service_pb2_grpc import add_ReportCellServiceServicer_to_server
from motcua.reporting.v1.report_service_pb2_grpc import add_ReportServiceServicer_to_server
from reporting.api.grpc.report_cells import ReportCellServicer
from reporting.api.grpc.reports import Asks, ReportServicer
from reporting.api.http import report_files, snapshots
from reporting.application.reports.close_period import ClosePeriodHandler, SnapshotShelf
from reporting.application.reports.freeze import Freezing
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.application.reports.list_reports import ListReportsHandler
from reporting.clients.signing import KeysSigner
from reporting.events.publishing import report_closed
from reporting.store.snapshots import SqlSnapshotReads, SqlSnapshotWork
from reporting.wiring.printing import printer
from reporting.wiring.reports import ReportDesk
from reporting.wiring.stand import Stand


def snapshot_desk(stand: Stand) -> tuple[ClosePeriodHandler, GetSnapshotHandler]:
    """Closes periods, and shows closed ones."""
    ground = stand.ground
    desk = ReportDesk.on(stand)
    freezing, reads = Freezing(desk.get, desk.settlements, desk.cells.every), SqlSnapshotReads(ground.database)
    shelf = SnapshotShelf(
        work=SqlSnapshotWork(ground.database, ground.clock, ground.ids, report_closed, ground.relay.wake),
        reads=reads,
        signer=KeysSigner(ground.signing),
    )
    close = ClosePeriodHandler(freezing, shelf, ground.clock, ground.ids)
    return close, GetSnapshotHandler(freezing, reads, shelf.signer)


def offer(stand: Stand) -> Offer:
    """Before ``reports``: ``/v1/reports/snapshots`` is no form."""
    desk = ReportDesk.on(stand)
    close, kept = snapshot_desk(stand)
    asks = Asks(
        forms=ListReportsHandler(desk.book, desk.shelf, stand.ground.clock),
        report=desk.get,
        cell=desk.cells,
        close=close,
        snapshots=kept,
    )
    return Offer(
        routers=[snapshots.router(close, kept), report_files.snapshot_router(kept, printer())],
        servicers=[
            (add_ReportServiceServicer_to_server, ReportServicer(asks)),
            (add_ReportCellServiceServicer_to_server, ReportCellServicer(desk.cells, kept)),
        ],
    )
