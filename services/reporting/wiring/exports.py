"""Files of reports that take long, made in the background."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.kernel.actor import Actor
from chassis.repeating import Repeating
from motcua.reporting.v1.report_file_service_pb2_grpc import add_ReportFileServiceServicer_to_server
from reporting.api.grpc.report_files import ReportFileServicer
from reporting.api.http import report_files
from reporting.application.exports.ask_file import AskFileHandler, LookAtFileHandler
from reporting.application.exports.make_files import MakeFilesHandler
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.list_reports import ListReportsHandler
from reporting.domain.report import Report
from reporting.domain.report_job import WantedReport
from reporting.store.report_jobs import SqlJobReads, SqlJobWork
from reporting.wiring.printing import printer
from reporting.wiring.reports import ReportDesk
from reporting.wiring.stand import Stand

LOOK_SECONDS = 10.0  # how soon another replica's death is seen; a job that is asked for here begins at once


def offer(stand: Stand) -> Offer:
    ground, desk = stand.ground, ReportDesk.on(stand)
    work, reads = SqlJobWork(ground.database, ground.clock, ground.ids), SqlJobReads(ground.database)

    async def make(actor: Actor, wanted: WantedReport) -> Report:
        return await desk.get(
            GetReport(
                actor=actor,
                form=wanted.form,
                period=wanted.period,
                first=wanted.first,
                last=wanted.last,
                rule=wanted.rule,
                profile=wanted.profile,
                agency=wanted.agency,
            )
        )

    maker = MakeFilesHandler(work, make, printer(), ground.clock, SystemClock())
    loop = Repeating("report-jobs", maker, soonest_seconds=0.1, latest_seconds=LOOK_SECONDS)
    listing = ListReportsHandler(desk.book, desk.shelf, ground.clock)
    begin = AskFileHandler(work, reads, listing, ground.clock, ground.ids, wake=loop.wake)
    look = LookAtFileHandler(reads, ground.clock)
    servicer = (add_ReportFileServiceServicer_to_server, ReportFileServicer(begin, look))
    return Offer(routers=[report_files.router(begin, look)], servicers=[servicer], after=[loop])
