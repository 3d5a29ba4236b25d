"""Composition root of intake: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

import asyncio
import secrets
from importlib.metadata import version
from pathlib import Path

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
from intake.api.grpc import servicers
from intake.api.http import routers
from intake.application import LoadLawPack, LoadLawPackHandler, UseCases
from intake.application.law_in_force import LawInForce
from intake.application.ports import LiveCases
from intake.clients.processing import GrpcLiveCases, NoLiveCases
from intake.domain.tracking import ALPHABET, LENGTH, spelled
from intake.events.consumers import SOURCES, FollowingConsumer
from intake.events.publishing import published
from intake.lawpack import read
from intake.settings import Settings
from intake.store.register import SqlRegister
from intake.store.sealing_keys import SealingKeys
from intake.store.tables import messaging
from intake.store.unit_of_work import CONSUMER, SERVICE, SqlUnitOfWork
from motcua.audit.v1.ledger_pb2_grpc import add_LedgerServiceServicer_to_server

DESCRIPTION = """Bộ phận Một cửa: tiếp nhận hồ sơ, hẹn trả, trả kết quả. / The one-stop counter: takes in dossiers,
says when the result is due, hands it over. Every refusal is an RFC 9457 problem with a stable `type`."""


class RandomSecrets:
    """Fulfils ``TrackingSecrets``: 60 bits from the machine's generator."""

    def new(self) -> str:
        return spelled("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


class LawPackPart:
    """Reads the law pack when the service starts, and publishes what has changed since the last one."""

    name = "law pack"

    def __init__(self, path: Path, in_force: LawInForce, load: LoadLawPackHandler) -> None:
        self._path = path
        self._in_force = in_force
        self._load = load

    async def start(self) -> None:
        """Raises LawPackInvalid, whose message names file, line and remedy of every fault."""
        pack = await asyncio.to_thread(read, self._path)
        self._in_force.enact(pack)
        await self._load(LoadLawPack(pack=pack))

    async def stop(self) -> None:
        """Nothing to end."""


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
    """Everything of intake, not started."""
    clock = clock_from(settings.clock)
    database = Database(settings.database_url.get_secret_value(), pool_size=settings.database_pool_size)
    bus = Bus(
        settings.nats_url,
        credentials=settings.nats_credentials_file,
        replicas=settings.stream_replicas,
        client=f"{SERVICE}/{settings.replica}",
    )
    relay = Relay(database, messaging, bus, service=SERVICE, clock=clock)
    sealing = SealingKeys(settings.sealing_keys_file)
    in_force = LawInForce()
    live, neighbours = _neighbours(settings)
    use_cases = _use_cases(database, sealing, relay, in_force=in_force, live=live, clock=clock)
    consumer = Consumer(
        bus,
        durable=CONSUMER,
        handler=FollowingConsumer(use_cases.follow),
        sources=SOURCES,
        database=database,
        tables=messaging,
        clock=clock,
    )
    health = _health(database, bus, relay, consumer)
    verifier = TokenVerifier.from_settings(settings)
    app = _app(settings, use_cases, in_force, verifier=verifier, health=health, clock=clock)
    ledger: Servicer = (add_LedgerServiceServicer_to_server, LedgerService(database, messaging))
    grpc = RpcServer(
        settings.grpc_host,
        settings.grpc_port,
        [*servicers(use_cases, in_force, clock), ledger],
        verifier,
        health,
    )
    parts: list[Part] = [
        DatabasePart(database),
        sealing,
        LawPackPart(settings.lawpack, in_force, use_cases.load_law),
        *neighbours,
        bus,
        relay,
        HttpServerPart(app, settings.http_host, settings.http_port),
        grpc,
        consumer,
    ]
    return Assembly(app=app, health=health, parts=parts)


def _neighbours(settings: Settings) -> tuple[LiveCases, list[RpcChannel]]:
    if not settings.processing_target:
        return NoLiveCases(), []
    tokens = TokenFile(settings.service_token_file) if settings.service_token_file else None
    channel = RpcChannel(settings.processing_target, tokens)
    return GrpcLiveCases(channel), [channel]


def _use_cases(
    database: Database,
    sealing: SealingKeys,
    relay: Relay,
    *,
    in_force: LawInForce,
    live: LiveCases,
    clock: Clock,
) -> UseCases:
    ids = UuidIds()
    unit_of_work = SqlUnitOfWork(
        database=database,
        tables=messaging,
        clock=clock,
        ids=ids,
        sealer=sealing,
        publish=published,
        wake=relay.wake,
    )
    return UseCases.of(
        unit_of_work=unit_of_work,
        register=SqlRegister(database, sealing),
        live=live,
        law=in_force,
        clock=clock,
        ids=ids,
        secrets=RandomSecrets(),
    )


def _health(database: Database, bus: Bus, relay: Relay, consumer: Consumer) -> Health:
    """The store is needed; without the broker dossiers are taken in all the same and told to others later."""
    health = Health()
    health.register("database", database.check)
    health.register("broker", bus.check, required=False)
    health.register("relay", relay.check, required=False)
    health.register("consumer", consumer.check, required=False)
    return health


def _app(
    settings: Settings,
    use_cases: UseCases,
    in_force: LawInForce,
    *,
    verifier: TokenVerifier,
    health: Health,
    clock: Clock,
) -> ServiceApp:
    return create_app(
        title="motcua intake",
        version=version("motcua"),
        description=DESCRIPTION,
        routers=routers(use_cases, in_force, clock),
        verifier=verifier,
        health=health,
        clock=clock,
        environment=settings.environment,
        service=SERVICE,
    )
