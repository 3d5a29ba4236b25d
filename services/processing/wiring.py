"""Composition root of processing: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

from importlib.metadata import version

from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.health import Health
from chassis.http.app import ServiceApp, create_app
from chassis.http.server import HttpServerPart
from chassis.ids import UuidIds
from chassis.kernel.clock import Clock
from chassis.messaging.bus import Bus
from chassis.messaging.consumer import Consumer
from chassis.messaging.ledger import LedgerService
from chassis.messaging.relay import Relay
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, Servicer
from chassis.runtime import Part
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server
from motcua.processing.v1.case_service_pb2_grpc import add_CaseServiceServicer_to_server
from motcua.processing.v1.task_service_pb2_grpc import add_TaskServiceServicer_to_server
from processing.api.grpc.cases import CaseServicer
from processing.api.grpc.tasks import TaskServicer
from processing.api.http import cases, tasks
from processing.application.use_cases import UseCases
from processing.clients.intake import GrpcCatalogue
from processing.events.consumers import SOURCES, IntakeConsumer
from processing.events.publishing import published
from processing.events.timer_loop import TimerLoop
from processing.settings import Settings
from processing.store.laws import LawMemory
from processing.store.reads import SqlReading
from processing.store.tables import messaging
from processing.store.unit_of_work import CONSUMER, SERVICE, SqlUnitOfWork

DESCRIPTION = """Phòng chuyên môn: phân công, thẩm định, quyết định, và đồng hồ thời hạn của hồ sơ. / The handling
departments: who does which step, what is decided, and the clock of every dossier. Every refusal is an RFC 9457 problem
with a stable `type`."""


class DatabasePart:
    """Closes the connections when everything else has stopped."""

    name = "database"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def start(self) -> None:
        """Opened at first use."""

    async def stop(self) -> None:
        await self._database.close()


async def build(settings: Settings) -> Assembly:
    """Everything of processing, not started."""
    clock = clock_from(settings.clock)
    database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool_size)
    bus = Bus(
        settings.nats_url,
        credentials=settings.nats_credentials_file,
        replicas=settings.stream_replicas,
        client=f"{SERVICE}/{settings.replica}",
    )
    relay = Relay(database, messaging, bus, service=SERVICE, clock=clock)
    tokens = TokenFile(settings.service_token_file) if settings.service_token_file else None
    intake = RpcChannel(settings.intake_target, tokens)
    use_cases = _use_cases(database, relay, intake, clock)
    consumer = Consumer(
        bus,
        durable=CONSUMER,
        handler=IntakeConsumer(use_cases),
        sources=SOURCES,
        database=database,
        tables=messaging,
        clock=clock,
    )
    health = _health(database, bus, relay, consumer)
    verifier = TokenVerifier.from_settings(settings)
    app = _app(settings, use_cases, verifier=verifier, health=health, clock=clock)
    servicers = _servicers(use_cases, database)
    parts: list[Part] = [
        DatabasePart(database),
        intake,
        bus,
        relay,
        HttpServerPart(app, settings.http_host, settings.http_port),
        RpcServer(settings.grpc_host, settings.grpc_port, servicers, verifier, health),
        TimerLoop(use_cases.fire_timers, clock),
        consumer,
    ]
    return Assembly(app=app, health=health, parts=parts)


def _use_cases(database: Database, relay: Relay, intake: RpcChannel, clock: Clock) -> UseCases:
    ids, memory = UuidIds(), LawMemory()
    unit_of_work = SqlUnitOfWork(database, messaging, clock, ids, publish=published, wake=relay.wake, memory=memory)
    return UseCases.on(unit_of_work, SqlReading(database, memory), GrpcCatalogue(intake), clock, ids)


def _servicers(use_cases: UseCases, database: Database) -> list[Servicer]:
    return [
        (add_CaseServiceServicer_to_server, CaseServicer(use_cases)),
        (add_TaskServiceServicer_to_server, TaskServicer(use_cases)),
        (add_LedgerServiceServicer_to_server, LedgerService(database, messaging)),
    ]


def _health(database: Database, bus: Bus, relay: Relay, consumer: Consumer) -> Health:
    """The store is needed; without the broker officers go on working, and everything is told to others later."""
    health = Health()
    health.register("database", database.check)
    health.register("broker", bus.check, required=False)
    health.register("relay", relay.check, required=False)
    health.register("consumer", consumer.check, required=False)
    return health


def _app(
    settings: Settings, use_cases: UseCases, *, verifier: TokenVerifier, health: Health, clock: Clock
) -> ServiceApp:
    return create_app(
        title="motcua processing",
        version=version("motcua"),
        description=DESCRIPTION,
        routers=[tasks.router(use_cases), cases.router(use_cases)],
        verifier=verifier,
        health=health,
        clock=clock,
        environment=settings.environment,
        service=SERVICE,
    )
