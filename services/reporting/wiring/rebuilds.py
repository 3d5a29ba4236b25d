"""Counting everything anew, beside the live figures."""

from __future__ import annotations

from chassis.ground import Offer
from chassis.leading import Leading
from chassis.repeating import Repeating
from motcua.reporting.v1.rebuild_service_pb2_grpc import add_RebuildServiceServicer_to_server
from reporting.api.grpc.rebuilds import RebuildServicer
from reporting.api.http import rebuilds as http
from reporting.application.rebuilds import (
    Ears,
    GetRebuildHandler,
    ListRebuildsHandler,
    Register,
    RunRebuildHandler,
    StartRebuildHandler,
)
from reporting.clients.outboxes import GrpcOutbox
from reporting.clients.stream import JetStreamEvents
from reporting.events.canonical import read_canonical
from reporting.events.reading import read_event
from reporting.store.rebuilding import SqlWorkbench
from reporting.store.rebuilds import SqlRebuildBook, SqlStartUnitOfWork
from reporting.store.spool import spooling
from reporting.wiring.stand import Stand

LOOK_SECONDS = 5.0  # for a rebuild that was asked of another replica: one short query
HEARD = ("intake", "processing", "notify")


def offer(stand: Stand) -> Offer:
    ground = stand.ground
    book = SqlRebuildBook(ground.database)
    register = Register(
        uow=SqlStartUnitOfWork(ground.database, ground.clock, ground.ids),
        book=book,
        clock=ground.clock,
        ids=ground.ids,
    )
    ears = Ears(
        stream=JetStreamEvents(ground.bus),
        publishers=[GrpcOutbox(stand.channels[service]) for service in HEARD],
        spooling=spooling,
        decode=read_canonical,
        read=read_event,
    )
    run = RunRebuildHandler(register, SqlWorkbench(ground.database), ears)
    work = Repeating("rebuilds", run, soonest_seconds=0.5, latest_seconds=LOOK_SECONDS)
    start = StartRebuildHandler(register, work.wake)
    one, latest = GetRebuildHandler(book), ListRebuildsHandler(book)
    return Offer(
        routers=[http.router(start, one, latest)],
        servicers=[(add_RebuildServiceServicer_to_server, RebuildServicer(start, one, latest))],
        after=[Leading(ground.database, "rebuilds", work, lost=run.begin_again)],
    )
