"""A service does not work on an old schema: it migrates (demo) or waits, unready, and says what to run."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Scope, Send

from chassis.data import migrations
from chassis.failures import reason
from chassis.health import Health
from chassis.http.health_pages import HealthPages
from chassis.http.problems import problem_response
from chassis.http.server import HttpServerPart
from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings
from chassis.telemetry import logs

_log = logs.get(__name__)
_PAUSE_SECONDS = 1.0


def package_of(service: str) -> str:
    return f"{service}.store.migrations"


async def migrate(service: str, settings: ServiceSettings) -> None:
    """Bring the service's schema up to date; replicas that do so together wait for one another."""
    await migrations.migrate(settings.database_url.get_secret_value(), package_of(service))


async def pending(service: str, settings: ServiceSettings) -> list[str]:
    """Revisions that are not applied yet, oldest first."""
    return list(await migrations.pending(settings.database_url.get_secret_value(), package_of(service)))


async def wait(service: str, settings: ServiceSettings) -> int:
    """Look each second, migrate nothing; 0 once the schema is current. A line for each change of what is missing."""
    told = ""
    while trouble := await _trouble(service, settings):
        if trouble != told:
            _log.warning("waiting for the schema", reason=trouble)
        told = trouble
        await asyncio.sleep(_PAUSE_SECONDS)
    _log.info("schema is current")
    return 0


async def _trouble(service: str, settings: ServiceSettings) -> str:
    """What is wrong with the schema; empty if it is current."""
    try:
        missing = await pending(service, settings)
    except Problem as problem:
        return problem.detail if problem.slug == "schema-too-new" else f"{problem.detail} Check MOTCUA_DATABASE_URL."
    except Exception as fault:  # noqa: BLE001, RUF100 - the store may come back
        return f"{reason(fault)} Check MOTCUA_DATABASE_URL."
    return f"{len(missing)} migrations are not applied; run: python -m {service} migrate" if missing else ""


class SchemaGate:
    """The first part of every service: passes when the schema is current.

    Until then the HTTP port answers: alive, not ready, and why; every other address with 503.
    """

    name = "schema"

    def __init__(self, service: str, settings: ServiceSettings, health: Health) -> None:
        self._service, self._settings, self._health = service, settings, health
        self._trouble = ""
        self._waiting: HttpServerPart | None = None

    async def start(self) -> None:
        self._health.register(self.name, self._check)
        while self._differs(await self._look()):
            if self._waiting is None:
                self._waiting = HttpServerPart(
                    _WaitingRoom(self._health, self._service), self._settings.http_host, self._settings.http_port
                )
                await self._waiting.start()
            await asyncio.sleep(_PAUSE_SECONDS)
        await self.stop()

    async def stop(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            await waiting.stop()

    async def _look(self) -> str:
        """As ``_trouble``, after migrating where the settings say so."""
        trouble = await _trouble(self._service, self._settings)
        if not trouble or not self._settings.migrate_on_start:
            return trouble
        try:
            await migrate(self._service, self._settings)
        except Exception as fault:  # noqa: BLE001, RUF100 - the store may come back
            return f"{reason(fault)} Check MOTCUA_DATABASE_URL."
        return await _trouble(self._service, self._settings)

    def _differs(self, trouble: str) -> bool:
        """Note and log a change; whether something is wrong."""
        if trouble != self._trouble:
            self._trouble = trouble
            if trouble:
                _log.warning("waiting for the schema", reason=trouble)
            else:
                _log.info("schema is current")
        return bool(trouble)

    async def _check(self) -> None:
        """The gate looks once and lets pass for good: what was compared stays as it was."""
        if self._trouble:
            raise Problem("schema-not-current", Kind.UNAVAILABLE, self._trouble)


class _WaitingRoom:
    """Health pages, and 503 for the rest."""

    def __init__(self, health: Health, service: str) -> None:
        self._pages = HealthPages(health, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._pages.serves(scope["path"]):
            await self._pages(scope, receive, send)
            return
        problem = Problem("starting", Kind.UNAVAILABLE, "The service is not ready yet; see /readyz?verbose.")
        await problem_response(problem)(scope, receive, send)
