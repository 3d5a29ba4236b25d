"""Events in, verdicts, the on-time table, the series."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.leading import Leading
from chassis.repeating import Repeating
from motcua.reporting.v1.on_time_service_pb2_grpc import add_OnTimeServiceServicer_to_server
from reporting.api.grpc.services import OnTimeServicer
from reporting.api.http import on_time
from reporting.api.metrics import ShownFigures
from reporting.application import GetOnTimeHandler, LearnDepartmentsHandler, RecordEventHandler, ShowMetricsHandler
from reporting.clients.departments import GrpcDepartmentRegister
from reporting.events.reading import read_event
from reporting.lawpack import definitions
from reporting.store.reads import SqlReads
from reporting.web import on_time_page
from reporting.wiring.stand import Stand

FIGURES_SECONDS = 15.0  # after which the windows that end today are counted anew, events or none
SOURCES = frozenset({"intake", "processing", "notify"})


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    reads = SqlReads(ground.database)
    shown = ShownFigures(ground.clock, target=settings.on_time_target)
    figures = Repeating(
        "figures", ShowMetricsHandler(reads, shown, ground.clock), soonest_seconds=1.0, latest_seconds=FIGURES_SECONDS
    )
    names = _names(stand, figures)
    book = definitions()
    ask = GetOnTimeHandler(reads, ground.clock, book)

    def names_wanted() -> None:
        names.wake()
        stand.law.wake()

    record = RecordEventHandler(stand.uow, read_event, changed=figures.wake, names_wanted=names_wanted)
    return Offer(
        routers=[on_time.router(ask), on_time_page.router(ask, book.names, environment=settings.environment)],
        servicers=[(add_OnTimeServiceServicer_to_server, OnTimeServicer(ask))],
        before=[shown],
        after=[
            ground.consumer(record, SOURCES, lanes=settings.consumer_lanes),
            names,
            Leading(ground.database, "figures", figures, lost=shown.hide),
        ],
    )


def _names(stand: Stand, figures: Repeating) -> Repeating:
    register = GrpcDepartmentRegister(stand.channels["intake"])
    learn = LearnDepartmentsHandler(stand.uow, register, figures.wake)
    return Repeating("department-names", learn, soonest_seconds=2.0, latest_seconds=600.0)
