"""Planned interruptions of the system."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from notify.api.http import outages
from notify.application.outages import AnnounceOutageHandler, ListOutagesHandler, TellOutageHandler
from notify.clients.calendar import GrpcOfficeCalendar
from notify.store.outages import SqlOutageReads
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
    return Offer(routers=[outages.router(use_cases(stand, telling))], after=[telling])


def use_cases(stand: Stand, telling: Repeating) -> outages.OutageUseCases:
    ground, reads = stand.ground, SqlOutageReads(stand.ground.database)
    return outages.OutageUseCases(
        announce=AnnounceOutageHandler(
            stand.uow,
            reads,
            GrpcOfficeCalendar(stand.intake, SystemClock()),
            clock=ground.clock,
            ids=ground.ids,
            wanted_days=ground.settings.outage_notice_days,
            announced=telling.wake,
        ),
        list_all=ListOutagesHandler(reads, ground.clock),
    )
