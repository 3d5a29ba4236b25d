"""Posts to addresses that others have given: bounded in time, size and place; follows nobody elsewhere."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from chassis.kernel.clock import Clock
from notify.clients.outbound import AddressForbidden, Guard
from notify.domain.webhooks import Answer

SECONDS = 15.0
MOST_BODY = 1024
_MOST_CONNECTIONS = 1024
_KEEP_SECONDS = 30.0
_TAKEN = range(200, 300)
_HEADERS = {"User-Agent": "motcua-webhooks/1", "Accept": "*/*", "Accept-Encoding": "identity"}


class AiohttpPoster:
    """Part; fulfils ``application.webhooks.ports.Poster``. allowed: networks beside the public ones. ca_file: whose
    certificates are trusted beside the system's."""

    name = "webhook-poster"

    def __init__(
        self, allowed: Sequence[str], *, real: Clock, ca_file: Path | None = None, seconds: float = SECONDS
    ) -> None:
        self._real = real
        self._guards = {"https": Guard(allowed), "http": Guard(allowed, only_allowed=True)}
        self._tls = ssl.create_default_context()
        if ca_file is not None:
            self._tls.load_verify_locations(ca_file)
        self._seconds = seconds
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    async def start(self) -> None:
        """Connections are opened at the first use."""

    async def stop(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *, wants_body: bool = False) -> Answer:
        """Never raises for what the other side does."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._seconds):
                answer = await self._answer(url, body, headers, wants_body=wants_body)
        except (OSError, aiohttp.ClientError, ValueError) as fault:  # TimeoutError is an OSError
            answer = Answer(fault=_slug(fault))
        took = round((time.perf_counter() - began) * 1000)
        return Answer(
            status=answer.status,
            duration_ms=took,
            fault=answer.fault,
            retry_after=answer.retry_after,
            body=answer.body,
        )

    async def _answer(self, url: str, body: bytes, headers: Mapping[str, str], *, wants_body: bool) -> Answer:
        session = self._session(urlsplit(url).scheme)
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
            text = await response.content.read(MOST_BODY)
            if not response.content.at_eof():
                response.close()  # whoever says more than is read pays for a new connection
            return Answer(
                status=response.status,
                fault="" if response.status in _TAKEN else f"answered-{response.status}",
                retry_after=_retry_after(response, self._real),
                body=text if wants_body else b"",
            )

    def _session(self, scheme: str) -> aiohttp.ClientSession:
        session = self._sessions.get(scheme)
        if session is None:
            connector = aiohttp.TCPConnector(
                limit=_MOST_CONNECTIONS,
                keepalive_timeout=_KEEP_SECONDS,
                ssl=self._tls,
                socket_factory=self._guards[scheme].socket,
            )
            session = self._sessions[scheme] = aiohttp.ClientSession(
                connector=connector,
                headers=_HEADERS,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(),  # one for all of it, in post()
                trust_env=False,
                auto_decompress=False,
            )
        return session


def _retry_after(response: aiohttp.ClientResponse, real: Clock) -> timedelta | None:
    """Seconds or a date, of a 429 or 503."""
    text = response.headers.get("Retry-After", "").strip()
    if response.status not in (429, 503) or not text:
        return None
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 366 * 86400))
    try:
        wait = parsedate_to_datetime(text).astimezone(UTC) - real.now()
    except (ValueError, OverflowError):
        return None
    return max(wait, timedelta())


def _slug(fault: Exception) -> str:
    """Never the other side's own words."""
    match fault:
        case TimeoutError():
            return "timed-out"
        case aiohttp.ClientConnectorCertificateError() | aiohttp.ClientConnectorSSLError() | ssl.SSLError():
            return "tls-failed"
        case aiohttp.ClientConnectorDNSError():
            return "name-unresolved"
        case AddressForbidden():
            return "address-forbidden"
        case aiohttp.ClientConnectorError():
            return "address-forbidden" if isinstance(fault.os_error, AddressForbidden) else "connection-failed"
        case aiohttp.InvalidURL() | ValueError():
            return "address-malformed"
        case _:
            return "connection-lost"
