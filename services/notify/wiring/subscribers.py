"""The register of subscribers, and their consumers in the stream."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.events.registry import EVENTS
from motcua.notify.v1.subscriber_service_pb2_grpc import add_SubscriberServiceServicer_to_server
from notify.api.grpc.subscribers import SubscriberServicer
from notify.api.http import subscribers
from notify.application.subscribers import (
    ChangeSubscriberHandler,
    ConnectSubscriberHandler,
    GetConsumerHandler,
    GetSubscriberHandler,
    KeepConsumers,
    ListSubscribersHandler,
    RegisterSubscriberHandler,
)
from notify.clients.consumers import JetStreamConsumers
from notify.store.subscribers import SqlDirectory, SqlSubscriberWork
from notify.wiring.stand import Stand

KNOWN_TYPES = frozenset(f"motcua.{name}.v1" for name in EVENTS)


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    directory = SqlDirectory(ground.database)
    consumers = JetStreamConsumers(ground.bus, ground.settings.stream_replicas)
    keep = KeepConsumers(directory, consumers)
    keeping = Repeating("subscriber-consumers", keep, soonest_seconds=0.2, latest_seconds=5.0)
    ground.bus.on_ready(keep.forget)
    work = SqlSubscriberWork(ground.database, ground.clock, ground.ids, committed=keeping.wake)
    get = GetSubscriberHandler(directory)
    ask = subscribers.SubscriberUseCases(
        register=RegisterSubscriberHandler(work, ground.clock, KNOWN_TYPES),
        change=ChangeSubscriberHandler(work, ground.clock, KNOWN_TYPES),
        list_all=ListSubscribersHandler(directory),
        get=get,
        connect=ConnectSubscriberHandler(work, consumers, ground.clock),
        get_consumer=GetConsumerHandler(get, consumers),
    )
    return Offer(
        routers=[subscribers.router(ask)],
        servicers=[(add_SubscriberServiceServicer_to_server, SubscriberServicer(ask))],
        after=[keeping],
    )
