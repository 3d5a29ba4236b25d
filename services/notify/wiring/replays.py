"""Replays of subscribers' consumers."""

from __future__ import annotations

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from motcua.notify.v1.replay_service_pb2_grpc import add_ReplayServiceServicer_to_server
from notify.api.grpc.replays import ReplayServicer
from notify.api.http import replays
from notify.application.replays import (
    CancelReplayHandler,
    GetReplayHandler,
    ListReplaysHandler,
    RequestReplayHandler,
    TendReplays,
)
from notify.clients.consumers import JetStreamConsumers
from notify.clients.stream import JetStreamStream
from notify.store.replays import SqlReplayReads, SqlReplayWork
from notify.store.subscribers import SqlDirectory
from notify.wiring.stand import Stand


def offer(stand: Stand) -> Offer:
    """Replays are counted by the real clock, as the stream is."""
    ground, real = stand.ground, SystemClock()
    work = SqlReplayWork(ground.database, ground.clock, ground.ids)
    reads, directory = SqlReplayReads(ground.database), SqlDirectory(ground.database)
    consumers = JetStreamConsumers(ground.bus, ground.settings.stream_replicas)
    stream = JetStreamStream(ground.bus)
    get = GetReplayHandler(reads, directory, consumers)
    ask = replays.ReplayUseCases(
        request=RequestReplayHandler(
            work=work, directory=directory, consumers=consumers, stream=stream, clock=real, ids=ground.ids
        ),
        cancel=CancelReplayHandler(work, reads, directory, consumers, real),
        list_all=ListReplaysHandler(reads, directory),
        get=get,
        progress=get.progress,
    )
    tend = TendReplays(work, reads, directory, consumers, real)
    return Offer(
        routers=[replays.router(ask)],
        servicers=[(add_ReplayServiceServicer_to_server, ReplayServicer(ask))],
        after=[Repeating("replays", tend, soonest_seconds=1.0, latest_seconds=10.0)],
    )
