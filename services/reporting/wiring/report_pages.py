"""The pages /bao-cao."""

from __future__ import annotations

from pathlib import Path

import reporting.web
from chassis.ground import Offer
from chassis.web.chrome import Chrome
from reporting.application.obligations import GetObligationHandler, ListObligationsHandler
from reporting.application.reports.list_reports import ListReportsHandler
from reporting.domain.days import HO_CHI_MINH
from reporting.domain.report_words import said
from reporting.store.obligations import SqlObligationReads
from reporting.web import cell_pages, obligation_pages, report_pages, report_words, snapshot_pages
from reporting.wiring.obligations import obligation_act
from reporting.wiring.printing import printer
from reporting.wiring.reports import ReportDesk
from reporting.wiring.snapshots import snapshot_desk
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground, desk = stand.ground, ReportDesk.on(stand)
    chrome = Chrome(
        Path(reporting.web.__file__).parent / "templates",
        assets="/bao-cao/assets",
        environment=ground.settings.environment,
        zone=lambda: HO_CHI_MINH,
        said=report_words.SAID,
        names={"words": report_words, "said": said},
    )
    reads = SqlObligationReads(ground.database)
    close, shown = snapshot_desk(stand)
    pages = report_pages.ReportPages(
        chrome=chrome,
        obligations=ListObligationsHandler(reads, ground.clock),
        forms=ListReportsHandler(desk.book, desk.shelf, ground.clock),
        report=desk.get,
        printer=printer(),
        names=reads.names,
        snapshots=shown,
    )
    closed = snapshot_pages.SnapshotPages(
        chrome=chrome, report=desk.get, close=close, snapshots=shown, printer=printer()
    )
    behind = cell_pages.CellPages(chrome=chrome, live=desk.cells, snapshots=shown, names=reads.names)
    owed = obligation_pages.ObligationPages(
        chrome=chrome,
        one=GetObligationHandler(reads, ground.clock),
        act=obligation_act(stand),
        names=reads.names,
    )
    made = chrome.router()
    report_pages.add_to(made, pages)
    obligation_pages.add_to(made, owed)
    cell_pages.add_to(made, behind)
    snapshot_pages.add_to(made, closed)
    return Offer(routers=[made])
