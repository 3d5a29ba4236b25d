"""Dead letters of all services."""

from __future__ import annotations

from chassis.ground import Offer
from notify.api.http import dead_letters
from notify.application.letters import DecideHandler, ListDeadLettersHandler
from notify.clients.letters import GrpcLetterBox
from notify.web import letters
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground, settings = stand.ground, stand.ground.settings
    reporting, ourselves = ground.channel(settings.reporting_target), ground.channel(settings.notify_target)
    channels = {"intake": stand.intake, "processing": stand.processing, "reporting": reporting, "notify": ourselves}
    boxes = {service: GrpcLetterBox(service, channel) for service, channel in channels.items()}
    listing, decide = ListDeadLettersHandler(boxes), DecideHandler(boxes)
    return Offer(
        routers=[
            dead_letters.router(listing, decide),
            letters.pages(listing, decide, environment=settings.environment),
        ],
        before=[reporting, ourselves],
    )
