"""The control team's own work."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.reporting.v1.initiative_service_pb2_grpc import add_InitiativeServiceServicer_to_server
from motcua.reporting.v1.inspection_service_pb2_grpc import add_InspectionServiceServicer_to_server
from motcua.reporting.v1.procedure_review_service_pb2_grpc import add_ProcedureReviewServiceServicer_to_server
from reporting.api.grpc.control.initiatives import InitiativeServicer
from reporting.api.grpc.control.inspections import InspectionServicer
from reporting.api.grpc.control.reviews import ProcedureReviewServicer
from reporting.api.http import control
from reporting.application.control import ControlWork
from reporting.application.control.acting import Acting
from reporting.clients.control_law import GrpcControlLaw
from reporting.lawpack.control import control_rules
from reporting.store.control import SqlControlReads, SqlControlUnitOfWork
from reporting.store.control_counts import SqlDivisionFigures, SqlReviews
from reporting.web.control import pages
from reporting.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    work = ControlWork.on(
        Acting(uow=SqlControlUnitOfWork(ground.database, ground.clock, ground.ids), clock=ground.clock, ids=ground.ids),
        SqlControlReads(ground.database),
        figures=SqlDivisionFigures(ground.database),
        law=GrpcControlLaw(stand.channels["intake"]),
        counted=SqlReviews(ground.database),
        rules=control_rules(),
    )
    return Offer(
        routers=[control.router(work), pages(work, environment=ground.settings.environment)],
        servicers=[
            (add_InspectionServiceServicer_to_server, InspectionServicer(work)),
            (add_ProcedureReviewServiceServicer_to_server, ProcedureReviewServicer(work)),
            (add_InitiativeServiceServicer_to_server, InitiativeServicer(work)),
        ],
    )
