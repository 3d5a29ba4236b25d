"""The boards: pages, HTTP and gRPC over the same use cases."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.reporting.v1.dashboard_service_pb2_grpc import add_DashboardServiceServicer_to_server
from reporting.api.grpc.dashboards import DashboardServicer
from reporting.api.http import dashboards
from reporting.application.dashboards import GetOverviewHandler
from reporting.lawpack import definitions
from reporting.store.dashboards import SqlBoardReads
from reporting.web import dashboards as pages
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    overview = GetOverviewHandler(
        SqlBoardReads(ground.database), ground.clock, definitions(), target=settings.on_time_target
    )
    boards = pages.Boards(overview=overview)
    return Offer(
        routers=[
            dashboards.router(overview),
            pages.router(boards, ground.clock, environment=settings.environment),
        ],
        servicers=[(add_DashboardServiceServicer_to_server, DashboardServicer(overview))],
    )
