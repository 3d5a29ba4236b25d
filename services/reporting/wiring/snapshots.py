"""Closing periods: frozen, numbered, signed, told to others."""

from __future__ import annotations

from chassis.ground import Offer
from reporting.api.http import snapshots
from reporting.application.reports.close_period import ClosePeriodHandler, SnapshotShelf
from reporting.application.reports.freeze import Freezing
from reporting.application.reports.get_snapshot import GetSnapshotHandler
from reporting.clients.signing import KeysSigner
from reporting.events.publishing import report_closed
from reporting.store.snapshots import SqlSnapshotReads, SqlSnapshotWork
from reporting.wiring.reports import ReportDesk
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    """Before ``reports``: ``/v1/reports/snapshots`` is no form."""
    ground = stand.ground
    desk = ReportDesk.on(stand)
    freezing, reads = Freezing(desk.get, desk.settlements), SqlSnapshotReads(ground.database)
    shelf = SnapshotShelf(
        work=SqlSnapshotWork(ground.database, ground.clock, ground.ids, report_closed, ground.relay.wake),
        reads=reads,
        signer=KeysSigner(ground.signing),
    )
    close = ClosePeriodHandler(freezing, shelf, ground.clock, ground.ids)
    return Offer(routers=[snapshots.router(close, GetSnapshotHandler(freezing, reads, shelf.signer))])
