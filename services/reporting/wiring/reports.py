"""Reports: forms filled in, live; what intake's law says of them, kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from chassis.ground import Offer
from reporting.api.http import reports
from reporting.application import GetEvaluationsHandler, GetOnTimeHandler
from reporting.application.reports.gather import Gather, Sources
from reporting.application.reports.get_report import GetReportHandler
from reporting.application.reports.list_reports import ListReportsHandler
from reporting.application.reports.open_cell import OpenCellHandler
from reporting.clients.other_registers import GrpcOtherRegisters
from reporting.domain.forms.book import FormBook
from reporting.lawpack import definitions, evaluation_editions
from reporting.store.cells import SqlCellReads
from reporting.store.control_counts import SqlReviews
from reporting.store.evaluations import SqlEvaluationReads
from reporting.store.law import SqlLawShelf
from reporting.store.reads import SqlReads
from reporting.store.report_reads import SqlReportReads
from reporting.store.settlements import SqlSettlementReads
from reporting.wiring.printing import printer
from reporting.wiring.stand import Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDesk:
    """What everything about reports starts from. ``get`` answers a ``Report``; formats and snapshots are made of it.
    ``cells`` opens what is in one."""

    book: FormBook
    shelf: SqlLawShelf
    settlements: SqlSettlementReads
    get: GetReportHandler
    cells: OpenCellHandler

    @classmethod
    def on(cls, stand: Stand) -> Self:
        ground, book = stand.ground, stand.forms
        shelf, settlements = SqlLawShelf(ground.database), SqlSettlementReads(ground.database)
        known = definitions()
        sources = Sources(
            settlements=settlements,
            reads=SqlReportReads(ground.database),
            reviews=SqlReviews(ground.database),
            evaluations=GetEvaluationsHandler(SqlEvaluationReads(ground.database), evaluation_editions(), ground.clock),
            on_time=GetOnTimeHandler(SqlReads(ground.database), ground.clock, known),
            others=GrpcOtherRegisters(stand.channels["notify"]),
        )
        gather = Gather(book, known, sources, ground.clock)
        get = GetReportHandler(book, shelf, gather, ground.clock)
        cells = OpenCellHandler(get, settlements, SqlCellReads(ground.database), ground.clock)
        return cls(book=book, shelf=shelf, settlements=settlements, get=get, cells=cells)


def offer(stand: Stand) -> Offer:
    desk = ReportDesk.on(stand)
    listing = ListReportsHandler(desk.book, desk.shelf, stand.ground.clock)
    return Offer(routers=[reports.router(listing, desk.get, desk.cells, printer())], after=[stand.law])
