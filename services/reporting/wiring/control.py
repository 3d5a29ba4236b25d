"""The control team's own work."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.reporting.v1.initiative_service_pb2_grpc import add_InitiativeServiceServicer_to_server
from motcua.reporting.v1.inspection_service_pb2_grpc import add_InspectionServiceServicer_to_server
from motcua.reporting.v1.procedure_review_service_pb2_grpc import add_ProcedureReviewServiceServicer_to_server
from reporting.api.grpc.control.initiatives import InitiativeServicer
from reporting.api.grpc.control.inspections import InspectionServicer
from reporting.api.grpc.control.reviews import ProcedureReviewServicer
from reporting.api.http import control
from reporting.application.control import ControlWork
from reporting.application.control.acting import Acting
from reporting.application.reminders import SetRemindersHandler
from reporting.clients.control_law import GrpcControlLaw
from reporting.lawpack.control import control_rules
from reporting.store.control import SqlControlReads, SqlControlUnitOfWork
from reporting.store.control_counts import SqlDivisionFigures, SqlReviews
from reporting.web.control import pages
from reporting.wiring.obligations import kept_calendars
from reporting.wiring.reminders import reminder_work
from reporting.wiring.stand import Stand

SOONEST_SECONDS, LATEST_SECONDS = 2.0, 600.0
"""After an act its reminders are set at once; a calendar that has moved is followed within ten minutes."""


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    set_reminders = SetRemindersHandler(reminder_work(stand), kept_calendars(stand), ground.clock)
    reminders = Repeating(
        "control-reminders", set_reminders, soonest_seconds=SOONEST_SECONDS, latest_seconds=LATEST_SECONDS
    )
    uow = SqlControlUnitOfWork(ground.database, ground.clock, ground.ids, changed=reminders.wake)
    work = ControlWork.on(
        Acting(uow=uow, clock=ground.clock, ids=ground.ids),
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
        after=[reminders],
    )
