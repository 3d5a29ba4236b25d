"""Hands a request on to the service that owns its path, streaming both ways."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
from aiohttp import web
from multidict import CIMultiDict

from ctl.machine import Machine
from ctl.routes import destination

COOKIE = "motcua_token"
# RFC 9110 7.6.1: these belong to one connection, not to the message.
HOP_BY_HOP = frozenset(
    [
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
    ]
)
_LARGE = 1024 * 1024
SAFE_METHODS = frozenset({"GET", "HEAD"})


def problem(status: int, slug: str, title: str, detail: str) -> web.Response:
    """The same shape of error as the services give (RFC 9457)."""
    body = {"type": f"urn:motcua:problem:{slug}", "title": title, "status": status, "detail": detail}
    return web.json_response(body, status=status, content_type="application/problem+json")


class Proxy:
    """One client session towards the four services of a machine."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        # Long-polls wait up to 30 s in the service; a document on a slow line may take 600.
        timeout = aiohttp.ClientTimeout(total=660, sock_connect=2, sock_read=60)
        self._session = aiohttp.ClientSession(
            timeout=timeout,
            auto_decompress=False,
            connector=aiohttp.TCPConnector(limit=256),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """The service's answer, or a problem that names the service that is away."""
        found = destination(request.path)
        if found is None:
            return problem(404, "not-found", "Not found", f"Nothing answers {request.path}. See / for what there is.")
        service, path = found
        try:
            return await self._forward(request, service, path)
        except (aiohttp.ClientConnectionError, TimeoutError):
            advice = "Try again: with the same Idempotency-Key nothing is done twice."
            detail = f"The service {service} does not answer. {advice}"
            return problem(503, "service-unavailable", "Service unavailable", detail)

    async def _forward(self, request: web.Request, service: str, path: str) -> web.StreamResponse:
        if self._session is None:
            raise RuntimeError("the proxy is not open")
        query = f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else ""
        url = f"{self._machine.service_url(service)}{path}{query}"
        sending = outgoing_headers(request)
        if request.can_read_body and request.content_length is not None:
            sending["Content-Length"] = str(request.content_length)
        async with self._session.request(
            request.method,
            url,
            headers=sending,
            data=request.content if request.can_read_body else None,
            allow_redirects=False,
        ) as answer:
            headers = _passed_on(answer.headers)
            if _is_large(answer.content_length):
                return await _streamed(request, answer, headers)
            return web.Response(status=answer.status, headers=headers, body=await answer.read())


async def _streamed(
    request: web.Request, answer: aiohttp.ClientResponse, headers: CIMultiDict[str]
) -> web.StreamResponse:
    """A document on its way down; what breaks off there breaks off here."""
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_length = answer.content_length
    await response.prepare(request)
    async for part in answer.content.iter_any():
        await response.write(part)
    await response.write_eof()
    return response


def _is_large(length: int | None) -> bool:
    """Of unknown length counts: it may be a document."""
    return length is None or length > _LARGE


def outgoing_headers(request: web.Request) -> CIMultiDict[str]:
    """The caller's headers, and where he called from. For the API a signed-in browser's cookie becomes the token, for
    reading only; pages read it themselves.

    A cookie travels with requests that a foreign page makes, so at the API it never authorises a change; pages check
    each form's token.
    """
    headers = _passed_on(request.headers)
    headers["X-Forwarded-Host"], headers["X-Forwarded-For"] = request.host, request.remote or ""
    token = request.cookies.get(COOKIE)
    if _is_page(request.path):
        return headers
    headers.popall("Cookie", None)
    if token and "Authorization" not in headers and request.method in SAFE_METHODS:
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _is_page(path: str) -> bool:
    found = destination(path)
    return found is not None and not found[1].startswith("/v1/")


def _passed_on(headers: Mapping[str, str]) -> CIMultiDict[str]:
    kept: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in HOP_BY_HOP and name.lower() != "content-length":
            kept.add(name, value)
    return kept
