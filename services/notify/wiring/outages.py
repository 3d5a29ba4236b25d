"""Planned interruptions of the system."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.notify.v1.outage_service_pb2_grpc import add_OutageServiceServicer_to_server
from notify.api.grpc.outages import OutageServicer
from notify.api.http import outages
from notify.application.outages import (
    AnnounceOutageHandler,
    CancelOutageHandler,
    ChangeOutageHandler,
    ListOutagesHandler,
    TellOutageHandler,
)
from notify.application.outages.use_cases import OutageUseCases
from notify.clients.calendar import GrpcOfficeCalendar
from notify.store.outages import SqlOutageReads
from notify.web import interruptions as pages
from notify.web import people
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    tell = TellOutageHandler(
        stand.uow,
        stand.post.departure,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        planned=stand.post.wake,
    )
    telling = Repeating("telling of outages", tell, soonest_seconds=0.2, latest_seconds=30.0)
    ask = use_cases(stand, telling)
    look = people.chrome(ground.settings.environment)
    made = look.router()
    pages.add_to(made, pages.OutagePages(chrome=look, ask=ask))
    return Offer(
        routers=[outages.router(ask), made],
        servicers=[(add_OutageServiceServicer_to_server, OutageServicer(ask))],
        after=[telling],
    )


def use_cases(stand: Stand, telling: Repeating) -> OutageUseCases:
    ground, reads = stand.ground, SqlOutageReads(stand.ground.database)
    return OutageUseCases(
        announce=AnnounceOutageHandler(
            stand.uow,
            reads,
            GrpcOfficeCalendar(stand.intake, SystemClock()),
            clock=ground.clock,
            ids=ground.ids,
            wanted_days=ground.settings.outage_notice_days,
            announced=telling.wake,
        ),
        change=ChangeOutageHandler(
            stand.uow,
            GrpcOfficeCalendar(stand.intake, SystemClock()),
            clock=ground.clock,
            wanted_days=ground.settings.outage_notice_days,
            announced=telling.wake,
        ),
        cancel=CancelOutageHandler(stand.uow, clock=ground.clock, announced=telling.wake),
        list_all=ListOutagesHandler(reads, ground.clock),
    )
