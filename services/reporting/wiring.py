"""Composition root of reporting: the only place that knows every class."""

from __future__ import annotations

import asyncio
from importlib import metadata

from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.server import HttpServerPart
from chassis.kernel.clock import Clock
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer
from chassis.messaging.ledger import LedgerService
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, Servicer
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server
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
from reporting.store.unit_of_work import CONSUMER, SqlUnitOfWork
from reporting.web import on_time_page

DESCRIPTION = "Who is on time, per department, and whether anything was lost on the way."
SOURCES = frozenset({"intake", "processing", "notify"})


class _Store:
    """The database as a part: opened at first use, closed last."""

    name = "store"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self) -> None:
        await self._database.check()

    async def stop(self) -> None:
        await self._database.close()


class _Neighbours:
    """Channels to the four services, by name; opened at the first call."""

    def __init__(self, settings: Settings) -> None:
        tokens = TokenFile(settings.service_token_file) if settings.service_token_file else None
        targets = {
            "intake": settings.intake_target,
            "processing": settings.processing_target,
            "reporting": settings.reporting_target,
            "notify": settings.notify_target,
        }
        self.channels = {name: RpcChannel(target, tokens) for name, target in targets.items()}


class _Loops:
    """What reporting does without being asked: learn names, refresh the series."""

    def __init__(
        self, uow: SqlUnitOfWork, reads: SqlReads, neighbours: _Neighbours, shown: ShownFigures, clock: Clock
    ) -> None:
        self.figures = Repeating(
            "figures", ShowMetricsHandler(reads, shown, clock), soonest_seconds=1.0, latest_seconds=15.0
        )
        register = GrpcDepartmentRegister(neighbours.channels["intake"])
        self.names = Repeating(
            "department-names",
            LearnDepartmentsHandler(uow, register, self.figures.wake),
            soonest_seconds=2.0,
            latest_seconds=600.0,
        )


async def build(settings: Settings) -> Assembly:
    """Everything constructed, nothing started."""
    clock = clock_from(settings.clock)
    database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool_size)
    health = Health()
    health.register("store", database.check)
    bus = Bus(
        settings.nats_url,
        credentials=settings.nats_credentials_file,
        replicas=settings.stream_replicas,
        client="reporting",
    )
    health.register("broker", bus.check, required=False)
    neighbours = _Neighbours(settings)
    uow, reads = SqlUnitOfWork(database, clock), SqlReads(database)
    shown = ShownFigures(clock, target=settings.on_time_target)
    loops = _Loops(uow, reads, neighbours, shown, clock)
    ask_on_time = GetOnTimeHandler(reads, clock)
    ask_audit = AuditConservationHandler(
        [GrpcLedgerBook(name, channel) for name, channel in neighbours.channels.items()],
        JetStreamEvents(bus),
        GrpcDeliveryLog(neighbours.channels["notify"]),
        clock,
        asyncio.sleep,
    )
    record = RecordEventHandler(uow, read_event, changed=loops.figures.wake, names_wanted=loops.names.wake)
    consumer = Consumer(
        bus,
        durable=CONSUMER,
        handler=record,
        sources=SOURCES,
        database=database,
        tables=MESSAGING,
        clock=clock,
        lanes=settings.consumer_lanes,
    )
    health.register("consumer", consumer.check, required=False)
    verifier = TokenVerifier.from_settings(settings)
    app = create_app(
        title="reporting",
        version=metadata.version("motcua"),
        description=DESCRIPTION,
        routers=[
            on_time.router(ask_on_time),
            conservation.router(ask_audit),
            on_time_page.router(ask_on_time, environment=settings.environment),
        ],
        verifier=verifier,
        health=health,
        clock=clock,
        environment=settings.environment,
        deadline_seconds=120.0,  # the audit reads the whole stream
    )
    servicers: list[Servicer] = [
        (add_LedgerServiceServicer_to_server, LedgerService(database, MESSAGING)),
        (add_OnTimeServiceServicer_to_server, OnTimeServicer(ask_on_time)),
        (add_AuditServiceServicer_to_server, AuditServicer(ask_audit)),
    ]
    return Assembly(
        app=app,
        health=health,
        parts=[
            _Store(database),
            *neighbours.channels.values(),
            bus,
            shown,
            HttpServerPart(app, settings.http_host, settings.http_port),
            RpcServer(settings.grpc_host, settings.grpc_port, servicers, verifier, health),
            consumer,
            loops.names,
            loops.figures,
        ],
    )
