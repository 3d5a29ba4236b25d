"""What surrounds every HTTP request: health pages, trace, deadline, last resort for faults, metrics, access log.

One plain ASGI layer around the whole application: nothing escapes it, and it costs microseconds.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from prometheus_client import Counter, Histogram
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.deps import DEADLINE
from chassis.http.health_pages import HealthPages
from chassis.http.json_text import text_problem
from chassis.http.problems import MEDIA_TYPE, internal, problem_response, too_large
from chassis.kernel.errors import Kind, Problem
from chassis.telemetry import logs, metrics, tracing

_log = logs.get(__name__)
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_LABELS = ("service", "route", "method")

REQUESTS = metrics.counter("motcua_http_requests_total", "HTTP requests answered.", (*_LABELS, "status"))
SECONDS = metrics.histogram("motcua_http_request_seconds", "Time to answer an HTTP request.", _LABELS)


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeOptions:
    """deadline_seconds: after which a request is given up with 503. headers: added to every answer."""

    service: str
    deadline_seconds: float = 30.0
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Edge:
    """The outermost layer of a service's HTTP application."""

    def __init__(self, app: ASGIApp, pages: HealthPages, options: EdgeOptions) -> None:
        self._app = app
        self._pages = pages
        self._options = options
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._pages.serves(scope["path"]):
            await self._pages(scope, receive, send)
        else:
            await self._observed(_Exchange(scope, receive, send, self._options.headers))

    async def _observed(self, exchange: _Exchange) -> None:
        began = time.perf_counter()
        method = exchange.method
        traceparent = exchange.header(b"traceparent")
        with tracing.continued(traceparent, f"HTTP {method}", kind="server", method=method) as span:
            await self._served(exchange)
            route = exchange.route
            span.rename(f"HTTP {method} {route}")
            span.set(route=route, status=exchange.status)
            if exchange.status >= 500:
                span.failed(str(exchange.status))
            self._note(exchange, route, time.perf_counter() - began)

    async def _served(self, exchange: _Exchange) -> None:
        """Answer somehow: no exception leaves here except cancellation."""
        if (problem := exchange.unreadable()) is not None:
            await exchange.answer(problem_response(problem))
            return
        try:
            async with asyncio.timeout(self._options.deadline_seconds) as deadline:
                exchange.scope[DEADLINE] = deadline
                await self._app(exchange.scope, exchange.receive, exchange.send)
        except Exception as fault:  # noqa: BLE001, RUF100 - the last resort
            if deadline.expired():
                await exchange.answer(problem_response(_too_slow()))
                return
            _log.error("request failed", method=exchange.method, route=exchange.route, exc_info=fault)
            await exchange.answer(problem_response(internal(), status=500))

    def _note(self, exchange: _Exchange, route: str, seconds: float) -> None:
        status = exchange.status
        series = self._series.get((route, exchange.method, status))
        if series is None:
            labels = (self._options.service, route, exchange.method)
            series = (REQUESTS.labels(*labels, str(status)), SECONDS.labels(*labels))
            self._series[route, exchange.method, status] = series
        series[0].inc()
        series[1].observe(seconds, tracing.exemplar())
        _log.info(
            "request",
            method=exchange.method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=exchange.sent,
        )


class _Exchange:
    """One request and its answer on their way through the edge."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self.scope = scope
        self.status = 0
        self.sent = 0
        self._receive, self._send, self._headers = receive, send, headers
        self._content = b""
        self._checked = b"json" in (self.header_bytes(b"content-type") or b"")
        self._instead: Problem | None = None
        self._replaced = False

    @property
    def method(self) -> str:
        method: str = self.scope["method"]
        return method if method in _METHODS else "OTHER"

    @property
    def route(self) -> str:
        """The route's template; never the path, which may hold somebody's code."""
        found = self.scope.get("fastapi", {}).get("effective_route_context") or self.scope.get("route")
        return getattr(found, "path", None) or "(none)"

    def header_bytes(self, name: bytes) -> bytes | None:
        for key, value in self.scope["headers"]:
            if key == name:
                found: bytes = value
                return found
        return None

    def header(self, name: bytes) -> str | None:
        value = self.header_bytes(name)
        return value.decode("latin-1") if value is not None else None

    def unreadable(self) -> Problem | None:
        """The refusal of an address that no database could look up."""
        if "\x00" in self.scope["path"] or b"%00" in self.scope["query_string"]:
            return Problem("invalid-request", Kind.INVALID, "The address contains a NUL character.")
        return None

    async def receive(self) -> Message:
        message = await self._receive()
        if self._checked and message["type"] == "http.request":
            self._content += message.get("body", b"")
            if not message.get("more_body", False):
                self._instead = text_problem(self._content)
                self._content = b""
                if self._instead is not None:
                    raise self._instead
        return message

    async def send(self, message: Message) -> None:
        """Pass the answer on; a framework's own 413 and an unreadable text are answered as problems."""
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            problem = self._instead or (too_large() if _bare_413(message) else None)
            if problem is not None:
                self._replaced = True
                await self.answer(problem_response(problem, status=None if self._instead else 413))
                return
            self.status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._headers]
        elif message["type"] == "http.response.body":
            self.sent += len(message.get("body", b""))
        await self._send(message)

    async def answer(self, response: Response) -> None:
        """Answer in the application's place, unless it has begun to."""
        if self.status:
            return
        self.status, self.sent = response.status_code, len(response.body)
        headers = [*response.raw_headers, *self._headers]
        await self._send({"type": "http.response.start", "status": self.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": bytes(response.body)})


def _bare_413(message: Message) -> bool:
    return message["status"] == 413 and (b"content-type", MEDIA_TYPE.encode()) not in message["headers"]


def _too_slow() -> Problem:
    return Problem("deadline-exceeded", Kind.UNAVAILABLE, "The answer took too long and was given up; try again.")
