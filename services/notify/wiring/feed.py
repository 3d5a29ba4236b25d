"""The event feed."""

from __future__ import annotations

from chassis.ground import Offer
from notify.api.http import events
from notify.application import ReadEventsHandler
from notify.clients.stream import JetStreamFeed
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    return Offer(routers=[events.router(ReadEventsHandler(JetStreamFeed(stand.ground.bus)))])
