"""``/livez``, ``/readyz`` and ``/metrics``: answered before the application, so that they depend on nothing in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from chassis.health import Health
from chassis.telemetry import metrics


class HealthPages:
    """An ASGI application of three pages; ``None`` for any other path."""

    def __init__(self, health: Health, exposition: Callable[[], bytes] = metrics.exposition) -> None:
        self._health = health
        self._exposition = exposition
        self._pages: dict[str, Callable[[bytes], Awaitable[Response]]] = {
            "/livez": self._live,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }

    def serves(self, path: str) -> bool:
        return path in self._pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._pages[scope["path"]](scope.get("query_string", b""))
        await response(scope, receive, send)

    async def _live(self, _query: bytes) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, query: bytes) -> Response:
        report = await self._health.report()
        verbose = b"verbose" in query or not report.ready
        return PlainTextResponse(report.text(verbose=verbose), 200 if report.ready else 503)

    async def _metrics(self, _query: bytes) -> Response:
        return Response(self._exposition(), media_type=metrics.CONTENT_TYPE)
