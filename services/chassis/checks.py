"""``python -m <service> check``: is everything there that the service will need?"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable

import nats.aio.client

from chassis import schema
from chassis.auth.service_token import TokenFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.failures import reason
from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings

Check = Callable[[str, ServiceSettings], Awaitable[str]]
_PATIENCE_SECONDS = 8.0
_BROKER_SECONDS = 3.0


async def print_all(service: str, settings: ServiceSettings) -> int:
    """One line a check on standard output; 0 if all is well, else 1."""
    worst = 0
    for name, check in _CHECKS.items():
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                line = f"[+] {name}: {await check(service, settings)}"
        except TimeoutError:
            worst, line = 1, f"[-] {name}: no answer within {_PATIENCE_SECONDS:g} s"
        except Exception as fault:  # noqa: BLE001, RUF100 - each line says what is wrong
            worst, line = 1, f"[-] {name}: {reason(fault)}"
        sys.stdout.write(line + "\n")
    return worst


async def _settings(_service: str, settings: ServiceSettings) -> str:
    return f"{settings.environment}, clock {settings.clock}, replica {settings.replica}"


async def _clock(_service: str, settings: ServiceSettings) -> str:
    return clock_from(settings.clock).now().isoformat(timespec="seconds")


async def database(_service: str, settings: ServiceSettings) -> str:
    """Its kind; raises Problem ``store-unavailable``."""
    opened = Database(settings.database_url.get_secret_value(), pool_size=1)
    try:
        await opened.check()
    finally:
        await opened.close()
    return opened.dialect


async def _schema(service: str, settings: ServiceSettings) -> str:
    missing = await schema.pending(service, settings)
    if missing:
        advice = f"{len(missing)} migrations are not applied; run: python -m {service} migrate"
        raise Problem("schema-not-current", Kind.UNAVAILABLE, advice)
    return "current"


async def _keys(_service: str, settings: ServiceSettings) -> str:
    """A token of an unknown key makes the verifier read its keys; only that it could is asked."""
    probe = "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiLSJ9.e30.AA"  # {"alg":"Ed25519","kid":"-"} . {} . nothing
    try:
        await TokenVerifier.from_settings(settings).actor(probe)
    except Problem as problem:
        if problem.kind is not Kind.UNAUTHENTICATED:
            raise
    return f"readable, issuer {settings.token_issuer}"


async def _token(_service: str, settings: ServiceSettings) -> str:
    if settings.service_token_file is None:
        return "none needed"
    TokenFile(settings.service_token_file)()
    return "readable"


async def _broker(_service: str, settings: ServiceSettings) -> str:
    client = nats.aio.client.Client()
    troubles: list[BaseException] = []

    async def note(trouble: Exception) -> None:
        troubles.append(trouble)

    credentials = str(settings.nats_credentials_file) if settings.nats_credentials_file else None
    try:
        async with asyncio.timeout(_BROKER_SECONDS):  # the client itself would try for ever
            await client.connect(settings.nats_url, user_credentials=credentials, error_cb=note)
            await client.jetstream().account_info()
            version = client.connected_server_version
            found = f"connected, NATS {version.major}.{version.minor}.{version.patch} with JetStream"
    except Exception as fault:
        advice = f"{reason(troubles[-1] if troubles else fault)}; check MOTCUA_NATS_URL"
        raise Problem("broker-away", Kind.UNAVAILABLE, advice) from None
    finally:
        await client.close()
    return found


_CHECKS: dict[str, Check] = {
    "settings": _settings,
    "clock": _clock,
    "database": database,
    "schema": _schema,
    "keys": _keys,
    "service token": _token,
    "broker": _broker,
}
