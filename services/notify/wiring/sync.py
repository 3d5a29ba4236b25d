"""Dossiers handed over to other systems. Without an adapter nothing runs, and one is told that there is none."""

from __future__ import annotations

from functools import partial

from chassis.clock import SystemClock
from chassis.ground import Offer
from chassis.repeating import Repeating
from chassis.runtime import Part
from motcua.notify.v1.sync_service_pb2_grpc import add_SyncServiceServicer_to_server
from notify.api import sync_series
from notify.api.grpc.sync import SyncServicer
from notify.api.http import sync
from notify.application.sync import AskSync, NoteChangeHandler, PushDueHandler, RetrySyncHandler
from notify.application.sync.ports import Adapter, OtherSystem
from notify.clients.names import GrpcNames
from notify.clients.sync_file import SystemsPart, read_adapters
from notify.clients.sync_register import GrpcRegister
from notify.events.sync_reading import read_change
from notify.store.sync import SqlSyncReads, SqlSyncWork
from notify.web import sync as page
from notify.wiring.stand import Stand

SOURCES = frozenset({"intake", "processing"})
SHOW_SECONDS = 15.0


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    systems = read_adapters(ground.settings.sync_file)
    adapters = [adapter for adapter, _ in systems]
    work = SqlSyncWork(ground.database, ground.clock, ground.ids)
    reads = SqlSyncReads(ground.database)
    loops = [_pusher(stand, work, adapter, system) for adapter, system in systems]
    noted = partial(_wake, loops)
    ask = AskSync(reads, adapters)
    retry = RetrySyncHandler(work, clock=ground.clock, real=SystemClock(), noted=noted)
    note = NoteChangeHandler(work, read_change, adapters, real=SystemClock(), noted=noted)
    return Offer(
        routers=[
            sync.router(ask, retry),
            page.pages(ask, retry, ground.clock, environment=ground.settings.environment),
        ],
        servicers=[(add_SyncServiceServicer_to_server, SyncServicer(ask, retry))],
        before=[SystemsPart(tuple(system for _, system in systems))],
        after=_running(stand, note, reads, adapters, loops) if systems else [],
    )


def _running(
    stand: Stand, note: NoteChangeHandler, reads: SqlSyncReads, adapters: list[Adapter], loops: list[Repeating]
) -> list[Part]:
    ground = stand.ground
    show = sync_series.ShowSync(reads, adapters, ground.clock)
    return [
        ground.consumer(note, SOURCES, lanes=ground.settings.consumer_lanes, purpose="sync"),
        *loops,
        Repeating("sync-series", show, soonest_seconds=SHOW_SECONDS, latest_seconds=SHOW_SECONDS),
    ]


def _pusher(stand: Stand, work: SqlSyncWork, adapter: Adapter, system: OtherSystem) -> Repeating:
    ground = stand.ground
    register = GrpcRegister(stand.intake, stand.processing, GrpcNames(stand.intake, ground.settings.agency_names))
    push = PushDueHandler(
        work, register, system, adapter, clock=ground.clock, real=SystemClock(), count=sync_series.count
    )
    return Repeating(f"sync-{adapter.key}", push, soonest_seconds=0.5, latest_seconds=5.0)


def _wake(loops: list[Repeating]) -> None:
    for loop in loops:
        loop.wake()
