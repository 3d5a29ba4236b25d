"""The boards and what is foreseen: pages, HTTP and gRPC over the same use cases."""

from __future__ import annotations

import asyncio
import time

from chassis.ground import Offer
from chassis.leading import Leading
from chassis.repeating import Repeating
from motcua.reporting.v1.dashboard_service_pb2_grpc import add_DashboardServiceServicer_to_server
from motcua.reporting.v1.foresight_service_pb2_grpc import add_ForesightServiceServicer_to_server
from reporting.api import foreseen
from reporting.api.grpc.dashboards import DashboardServicer
from reporting.api.grpc.foresight import ForesightServicer
from reporting.api.http import boards, dashboards, foresight
from reporting.application import GetEvaluationsHandler
from reporting.application.dashboards import (
    Ahead,
    Details,
    GetDepartmentHandler,
    GetOfficerHandler,
    GetOverviewHandler,
    GetProcedureHandler,
    ListDueHandler,
)
from reporting.application.foresight import (
    ForetellHandler,
    GetLateHandler,
    GetWorkloadHandler,
    LearnHandler,
    ShowForeseenHandler,
)
from reporting.clients.calendars import GrpcCalendars
from reporting.domain.rebuild import FIGURES_VERSION
from reporting.lawpack import definitions, evaluation_editions
from reporting.store.boards import SqlDetailReads
from reporting.store.dashboards import SqlBoardReads
from reporting.store.evaluations import SqlEvaluationReads
from reporting.store.foresight import SqlExperienceStore, SqlProspects
from reporting.store.foresight_reads import SqlForesightReads
from reporting.store.rebuilds import SqlRebuildBook
from reporting.web import dashboards as pages
from reporting.wiring.stand import Stand

SOONEST_SECONDS = 1.0
WHOLE_SECONDS = 1.0  # how often it is looked whether the figures are counted as this release does: one short query
PAUSE_SECONDS = 0.05  # between a hundred results, when all that ever were are learnt anew


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    calendars = GrpcCalendars(stand.channels["intake"])
    reads = SqlForesightReads(ground.database)
    ahead = Ahead(
        late=GetLateHandler(reads, ground.clock, threshold=settings.foresight_threshold),
        workload=GetWorkloadHandler(reads, calendars, ground.clock),
    )
    overview = GetOverviewHandler(
        SqlBoardReads(ground.database),
        reads,
        ground.clock,
        definitions(),
        target=settings.on_time_target,
        threshold=settings.foresight_threshold,
    )
    details = _details(stand, calendars, reads, ahead)
    return Offer(
        routers=[
            dashboards.router(overview),
            boards.router(details),
            foresight.router(ahead.late, ahead.workload),
            pages.router(overview, details, ground.clock, environment=settings.environment),
        ],
        servicers=[
            (add_DashboardServiceServicer_to_server, DashboardServicer(overview, details)),
            (add_ForesightServiceServicer_to_server, ForesightServicer(ahead.late, ahead.workload)),
        ],
        after=[_seeing(stand, calendars, reads)],
    )


def _details(stand: Stand, calendars: GrpcCalendars, reads: SqlForesightReads, ahead: Ahead) -> Details:
    ground, settings, book = stand.ground, stand.ground.settings, definitions()
    sums, details = SqlBoardReads(ground.database), SqlDetailReads(ground.database)
    evaluate = GetEvaluationsHandler(SqlEvaluationReads(ground.database), evaluation_editions(), ground.clock)
    return Details(
        department=GetDepartmentHandler(sums, details, ahead, ground.clock, book, target=settings.on_time_target),
        due=ListDueHandler(details, ground.clock),
        procedure=GetProcedureHandler(sums, details, calendars, ground.clock, book),
        officer=GetOfficerHandler(evaluate, details, reads, ground.clock, threshold=settings.foresight_threshold),
    )


def _seeing(stand: Stand, calendars: GrpcCalendars, reads: SqlForesightReads) -> Leading:
    """One replica learns and foresees."""
    ground, settings = stand.ground, stand.ground.settings
    learn = LearnHandler(SqlExperienceStore(ground.database), calendars, ground.clock)
    rebuilds = SqlRebuildBook(ground.database)
    foretell = ForetellHandler(SqlProspects(ground.database), calendars, ground.clock, asyncio.sleep)
    tell = ShowForeseenHandler(reads, ground.clock, foreseen.show, threshold=settings.foresight_threshold)

    async def rest() -> None:
        await asyncio.sleep(PAUSE_SECONDS)

    async def foresee() -> bool:
        """However many are open: a tenth of a processor at the most. Not before steps are whole after an upgrade."""
        if await rebuilds.version() < FIGURES_VERSION:
            await asyncio.sleep(WHOLE_SECONDS)
            return True
        begun = time.monotonic()
        while await learn():
            await rest()
        await foretell()
        await tell()
        await asyncio.sleep(9 * (time.monotonic() - begun))
        return False

    seeing = Repeating("foresight", foresee, soonest_seconds=SOONEST_SECONDS, latest_seconds=settings.foresight_seconds)
    return Leading(ground.database, "foresight", seeing, lost=foreseen.hide)
