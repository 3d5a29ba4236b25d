"""The register of subscribers, and their consumers in the stream."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.repeating import Repeating
from chassis.telemetry import metrics
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

LAG = metrics.gauge(
    "dossier_subscriber_lag", "Events that a subscriber's own consumer has not finished with.", ("subscriber",)
)
KNOWN_TYPES = frozenset(f"motcua.{name}.v1" for name in EVENTS)


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    directory = SqlDirectory(ground.database)
    consumers = JetStreamConsumers(ground.bus, ground.settings.stream_replicas)
    keep = KeepConsumers(directory, consumers, _show_lag)
    keeping = Repeating("subscriber-consumers", keep, soonest_seconds=0.2, latest_seconds=15.0)
    ground.bus.on_ready(keeping.wake)
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


def _show_lag(subscriber: str, events: int | None) -> None:
    LAG.labels(subscriber).set(float("nan") if events is None else events)
