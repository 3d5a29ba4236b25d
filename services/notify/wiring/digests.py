"""The officers' daily list, where the office has a rule for mailboxes."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from notify.application.order_digests import OrderDigestsHandler
from notify.clients.calendar import GrpcOfficeCalendar
from notify.store.reads import SqlReads
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    if not ground.settings.officer_mailbox:
        return Offer()
    order = OrderDigestsHandler(
        stand.uow,
        SqlReads(ground.database),
        GrpcOfficeCalendar(stand.intake, SystemClock()),
        stand.post.departure,
        clock=ground.clock,
        real=SystemClock(),
        ids=ground.ids,
        planned=stand.post.wake,
    )
    return Offer(after=[Repeating("digests", order, soonest_seconds=5.0, latest_seconds=60.0)])
