"""The whole service as wiring builds it, on real ports, with a broker, a store and intake's catalogue beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import nats
from pydantic import SecretStr

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import SharedClockControl
from chassis.health import Health
from chassis.kernel.actor import Actor
from chassis.messaging.bus import Bus
from chassis.messaging.envelope import Envelope
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer
from chassis.sealing import add_key
from motcua.intake.v1.catalogue_service_pb2_grpc import add_CatalogueServiceServicer_to_server
from processing.domain.law import Law
from processing.settings import Settings
from processing.wiring import build
from service.processing.catalogue import OneLaw
from support.ports import free_port
from unit.processing.story import ACCEPTED_AT, SYSTEM

SITE = "https://mot-cua.example"


@dataclass
class Building:
    """The running service. ``clock`` sets the time of the business for it."""

    http: httpx.AsyncClient
    grpc_port: int
    issuer: DemoIssuer
    clock: SharedClockControl
    catalogue: RpcServer
    nats_url: str

    def token(self, actor: Actor) -> str:
        return self.issuer.token(actor.subject, actor.roles, actor.agency, actor.department)

    async def call(
        self, actor: Actor | None, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if actor is not None:
            sent["Authorization"] = f"Bearer {self.token(actor)}"
        return await self.http.request(method, path, json=body, headers=sent)

    def channel(self, actor: Actor) -> RpcChannel:
        return RpcChannel(f"127.0.0.1:{self.grpc_port}", lambda: self.token(actor), default_deadline=10)

    async def tell(self, *events: Envelope) -> None:
        """As intake's relay would."""
        connection = await nats.connect(self.nats_url)
        jetstream = connection.jetstream()
        for event in events:
            subject = f"motcua.v1.heza.dau-tu.{event.event}"
            await jetstream.publish(subject, event.body, headers={"Nats-Msg-Id": event.id})
        await connection.close()


@asynccontextmanager
async def standing(database_url: str, nats_url: str, folder: Path, law: Law) -> AsyncIterator[Building]:
    """Built, started, and stopped in reverse."""
    issuer = DemoIssuer(folder / "issuer.json")
    clock = SharedClockControl(folder / "clock")
    clock.set(ACCEPTED_AT, speed=0)
    keys = folder / "keys.json"
    add_key(keys, "k1")
    token_file = folder / "token"
    token_file.write_text(issuer.token(SYSTEM.subject, SYSTEM.roles))
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, issuer.audience)
    # The rest of the catalogue answers UNIMPLEMENTED.
    servicer = (add_CatalogueServiceServicer_to_server, OneLaw(law))  # type: ignore[abstract]
    catalogue = RpcServer("127.0.0.1", free_port(), [servicer], verifier, Health(), grace_seconds=0)
    settings = Settings(
        environment="sandbox",
        database_url=SecretStr(database_url),
        nats_url=nats_url,
        http_port=free_port(),
        grpc_port=free_port(),
        jwks_file=issuer.jwks_path,
        service_token_file=token_file,
        clock=f"shared:{folder / 'clock'}",
        intake_target=f"127.0.0.1:{catalogue.port}",
        link_key=SecretStr("a key of the tests"),
        public_url=SITE,
        sealing_keys_file=keys,
        files_url=f"file://{folder / 'files'}",
    )
    assembly = await build(settings)
    started: list[Any] = []
    try:
        for part in assembly.parts:
            await part.start()
            started.append(part)
            if isinstance(part, Bus):
                await part.ready()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{settings.http_port}", timeout=20) as http:
            yield Building(
                http=http,
                grpc_port=settings.grpc_port,
                issuer=issuer,
                clock=clock,
                catalogue=catalogue,
                nats_url=nats_url,
            )
    finally:
        for part in reversed(started):
            await part.stop()
        await catalogue.stop()
