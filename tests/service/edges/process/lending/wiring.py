"""Parts that write down when they start and stop."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth.tokens import TokenVerifier
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.entry import Assembly
from chassis.health import Health
from chassis.http.app import create_app
from chassis.http.deps import OptionalActorDep
from chassis.kernel.errors import Kind, Problem
from chassis.rpc.server import RpcServer
from chassis.runtime import HttpServerPart, Patient
from chassis.settings import ServiceSettings

router = APIRouter()


class Settings(ServiceSettings):
    http_port: int = 0
    diary: Path
    broker_file: Path
    broken: str = ""


@router.get("/v1/slow")
async def slow(actor: OptionalActorDep, seconds: Annotated[float, Query()]) -> str:
    del actor
    await asyncio.sleep(seconds)
    return "done"


class Noted:
    """A part that writes into the diary."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self._settings = settings

    async def start(self) -> None:
        if self._settings.broken == self.name:
            raise Problem("shelf-empty", Kind.UNAVAILABLE, "The shelf is empty; fill it.")
        self._write("start")

    async def stop(self) -> None:
        self._write("stop")

    def _write(self, what: str) -> None:
        with self._settings.diary.open("a") as diary:
            diary.write(f"{what} {self.name}\n")


class Broker(Noted):
    """Away as long as its file is."""

    async def start(self) -> None:
        if not self._settings.broker_file.exists():
            raise Problem("broker-away", Kind.UNAVAILABLE, "no broker; check MOTCUA_NATS_URL")
        await super().start()


async def build(settings: Settings) -> Assembly:
    health = Health()
    verifier = TokenVerifier.from_settings(settings)
    database = Database(settings.database_url.get_secret_value())
    health.register("database", database.check)
    app = create_app(
        title="Lending",
        version="1",
        description="",
        routers=[router],
        verifier=verifier,
        health=health,
        clock=clock_from(settings.clock),
        environment=settings.environment,
    )
    parts = (
        Noted("database", settings),
        Patient(Broker("broker", settings), health, first_pause=0.1),
        Noted("relay", settings),
        HttpServerPart(app, settings.http_host, settings.http_port),
        RpcServer(settings.grpc_host, settings.grpc_port, [], verifier, health),
        Noted("consumer", settings),
    )
    return Assembly(app=app, health=health, parts=parts)
