"""The event feed: the tail followed once, the past from the broker."""

from __future__ import annotations

import time

from chassis.ground import Offer
from motcua.notify.v1.event_service_pb2_grpc import add_EventServiceServicer_to_server
from notify.api.grpc.events import EventServicer
from notify.api.http import events
from notify.application.feed import FeedReader, FollowEventsHandler, ReadEventsHandler
from notify.clients.stream import JetStreamStream
from notify.clients.tail import StreamTail
from notify.events.contents import CloudEventContents
from notify.store.subscribers import SqlDirectory
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    tail, directory = StreamTail(ground.bus), SqlDirectory(ground.database)
    stream = JetStreamStream(ground.bus, tail)
    reader = FeedReader(stream, tail, CloudEventContents(), time.monotonic)
    read, follow = ReadEventsHandler(reader, stream, directory), FollowEventsHandler(reader, directory)
    return Offer(
        routers=[events.router(read)],
        servicers=[(add_EventServiceServicer_to_server, EventServicer(read, follow))],
        after=[tail],
    )
