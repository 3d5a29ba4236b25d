"""Escalation."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from notify.application.ladders import ClimbLaddersHandler
from notify.clients.calendar import GrpcOfficeCalendar
from notify.lawpack import ladders
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    climb = ClimbLaddersHandler(
        stand.uow,
        ladders(),
        GrpcOfficeCalendar(stand.intake, SystemClock()),
        clock=ground.clock,
        ids=ground.ids,
    )
    return Offer(after=[Repeating("ladders", climb, soonest_seconds=0.5, latest_seconds=5.0)])
