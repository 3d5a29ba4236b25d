"""notify's HTTP API and pages as wiring builds them, over a real store; nothing beside it runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr

from chassis.auth.issuer import DemoIssuer
from chassis.data.database import Database
from chassis.ground import Ground
from chassis.history.reading import History
from chassis.kernel.actor import Actor
from chassis.rpc.client import RpcChannel
from chassis.rpc.server import RpcServer, Servicer
from chassis.web.forgery import form_token
from notify.application import Composer
from notify.settings import Settings
from notify.store.tables import MESSAGING
from notify.wiring import DESCRIPTION, OFFERS
from notify.wiring.stand import Stand
from support.ports import free_port
from unit.notify.messages import KnownNames


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    http: httpx.AsyncClient
    issuer: DemoIssuer
    stand: Stand
    servicers: Sequence[Servicer] = ()

    @asynccontextmanager
    async def rpc(self, actor: Actor) -> AsyncIterator[RpcChannel]:
        """notify's gRPC services on a real port, as somebody."""
        ground, port = self.stand.ground, free_port()
        server = RpcServer("127.0.0.1", port, self.servicers, ground.verifier, ground.health, grace_seconds=0)
        channel = RpcChannel(f"127.0.0.1:{port}", lambda: self.token(actor), default_deadline=10)
        await server.start()
        await channel.start()
        try:
            yield channel
        finally:
            await channel.stop()
            await server.stop()

    def token(self, actor: Actor) -> str:
        return self.issuer.token(actor.subject, actor.roles, actor.agency, actor.department)

    async def call(self, actor: Actor | None, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if actor is not None:
            sent["Authorization"] = f"Bearer {self.token(actor)}"
        return await self.http.request(method, path, json=body, headers=sent)

    async def look(self, actor: Actor | None, path: str, **query: str) -> httpx.Response:
        """A page, with the session in a cookie."""
        cookie = {"Cookie": f"motcua_token={self.token(actor)}"} if actor else {}
        return await self.http.get(path, params=query, headers=cookie)

    async def send(self, actor: Actor, path: str, **fields: str | list[str]) -> httpx.Response:
        """A form of one of our pages."""
        session = self.token(actor)
        headers = {"Cookie": f"motcua_token={session}", "Sec-Fetch-Site": "same-origin"}
        return await self.http.post(path, data={"form_token": form_token(session)} | fields, headers=headers)


@asynccontextmanager
async def served(database: Database, folder: Path, **more: Any) -> AsyncIterator[Served]:
    issuer = DemoIssuer(folder / "issuer" / "key.json")
    settings = Settings(
        environment="sandbox",
        database_url=SecretStr(database.url),
        nats_url=f"nats://127.0.0.1:{free_port()}",
        jwks_file=issuer.jwks_path,
        intake_target=f"127.0.0.1:{free_port()}",
        **more,
    )
    stand = Stand.on(Ground.of("notify", settings, MESSAGING, History()))
    stand = replace(stand, compose=Composer(stand.templates, KnownNames()))
    offers = [offer(stand) for offer in OFFERS]
    app = stand.ground.application(DESCRIPTION, [router for offer in offers for router in offer.routers])
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://mot-cua.example", timeout=20
    ) as http:
        servicers = [servicer for offer in offers for servicer in offer.servicers]
        yield Served(http=http, issuer=issuer, stand=stand, servicers=servicers)
    await stand.ground.database.close()
