"""The register of subscribers."""

from __future__ import annotations

from chassis.ground import Offer
from motcua.events.registry import EVENTS
from motcua.notify.v1.subscriber_service_pb2_grpc import add_SubscriberServiceServicer_to_server
from notify.api.grpc.subscribers import SubscriberServicer
from notify.api.http import subscribers
from notify.application.subscribers import (
    ChangeSubscriberHandler,
    GetSubscriberHandler,
    ListSubscribersHandler,
    RegisterSubscriberHandler,
)
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.stand import Stand

KNOWN_TYPES = frozenset(f"motcua.{name}.v1" for name in EVENTS)


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    work, directory = SqlSubscriberWork(ground.database, ground.clock, ground.ids), SqlDirectory(ground.database)
    ask = subscribers.SubscriberUseCases(
        register=RegisterSubscriberHandler(work, ground.clock, KNOWN_TYPES),
        change=ChangeSubscriberHandler(work, ground.clock, KNOWN_TYPES),
        list_all=ListSubscribersHandler(directory),
        get=GetSubscriberHandler(directory),
    )
    return Offer(
        routers=[subscribers.router(ask)],
        servicers=[(add_SubscriberServiceServicer_to_server, SubscriberServicer(ask))],
    )
