"""Composition root of reporting: the only place that knows every class."""

from __future__ import annotations

import asyncio

from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.ground import Ground
from chassis.kernel.clock import Clock
from chassis.messaging.bus import Bus
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import Servicer
from motcua.reporting.v1.audit_service_pb2_grpc import add_AuditServiceServicer_to_server
from motcua.reporting.v1.on_time_service_pb2_grpc import add_OnTimeServiceServicer_to_server
from reporting.api.grpc.services import AuditServicer, OnTimeServicer
from reporting.api.http import conservation, on_time
from reporting.api.metrics import ShownFigures
from reporting.application import (
    AuditConservationHandler,
    GetOnTimeHandler,
    LearnDepartmentsHandler,
    RecordEventHandler,
    ShowMetricsHandler,
)
from reporting.clients.deliveries import GrpcDeliveryLog
from reporting.clients.departments import GrpcDepartmentRegister
from reporting.clients.ledgers import GrpcLedgerBook
from reporting.clients.stream import JetStreamEvents
from reporting.events.reading import read_event
from reporting.settings import Settings
from reporting.store.reads import SqlReads
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import CONSUMER as SERVICE
from reporting.store.unit_of_work import SqlUnitOfWork
from reporting.web import on_time_page

DESCRIPTION = "Who is on time, per department, and whether anything was lost on the way."
SOURCES = frozenset({"intake", "processing", "notify"})


class _Loops:
    """What reporting does without being asked: learn names, refresh the series."""

    def __init__(
        self, uow: SqlUnitOfWork, reads: SqlReads, intake: RpcChannel, shown: ShownFigures, clock: Clock
    ) -> None:
        self.figures = Repeating(
            "figures", ShowMetricsHandler(reads, shown, clock), soonest_seconds=1.0, latest_seconds=15.0
        )
        register = GrpcDepartmentRegister(intake)
        self.names = Repeating(
            "department-names",
            LearnDepartmentsHandler(uow, register, self.figures.wake),
            soonest_seconds=2.0,
            latest_seconds=600.0,
        )


class _UseCases:
    """What one can ask, over one store."""

    def __init__(self, settings: Settings, database: Database, bus: Bus, clock: Clock) -> None:
        neighbours = _Neighbours(settings)
        self.channels = neighbours.channels
        uow, reads = SqlUnitOfWork(database, clock), SqlReads(database)
        self.shown = ShownFigures(clock, target=settings.on_time_target)
        self.loops = _Loops(uow, reads, neighbours, self.shown, clock)
        self.on_time = GetOnTimeHandler(reads, clock)
        self.audit = AuditConservationHandler(
            [GrpcLedgerBook(name, channel) for name, channel in self.channels.items()],
            JetStreamEvents(bus),
            GrpcDeliveryLog(self.channels["notify"]),
            clock,
            asyncio.sleep,
        )
        self.record = RecordEventHandler(
            uow, read_event, changed=self.loops.figures.wake, names_wanted=self.loops.names.wake
        )


async def build(settings: Settings) -> Assembly:
    """Everything of reporting, not started."""
    ground = Ground.of(SERVICE, settings, MESSAGING)
    channels = {name: ground.channel(target) for name, target in settings.targets().items()}
    uow, reads = SqlUnitOfWork(ground.database, ground.clock), SqlReads(ground.database)
    shown = ShownFigures(ground.clock, target=settings.on_time_target)
    loops = _Loops(uow, reads, channels["intake"], shown, ground.clock)
    ask_on_time = GetOnTimeHandler(reads, ground.clock)
    ask_audit = AuditConservationHandler(
        [GrpcLedgerBook(name, channel) for name, channel in channels.items()],
        JetStreamEvents(ground.bus),
        GrpcDeliveryLog(channels["notify"]),
        ground.clock,
        asyncio.sleep,
    )
    record = RecordEventHandler(uow, read_event, changed=loops.figures.wake, names_wanted=loops.names.wake)
    app = ground.application(
        DESCRIPTION,
        [
            on_time.router(ask_on_time),
            conservation.router(ask_audit),
            on_time_page.router(ask_on_time, environment=settings.environment),
        ],
        deadline_seconds=120.0,  # the audit reads the whole stream
    )
    servicers: list[Servicer] = [
        (add_OnTimeServiceServicer_to_server, OnTimeServicer(ask_on_time)),
        (add_AuditServiceServicer_to_server, AuditServicer(ask_audit)),
    ]
    consumer = ground.consumer(record, SOURCES, lanes=settings.consumer_lanes)
    return ground.assembly(
        app, servicers, before=[*channels.values(), shown], after=[consumer, loops.names, loops.figures]
    )
