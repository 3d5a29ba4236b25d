"""``/livez``, ``/readyz`` and ``/metrics``: answered before the application, so that they depend on nothing in it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from chassis.health import Health
from chassis.telemetry import metrics

CHECKS = metrics.gauge("motcua_check_ok", "1 while what readiness looks at is well, else 0.", ("service", "check"))


class HealthPages:
    """An ASGI application of three pages; ``None`` for any other path."""

    def __init__(self, health: Health, service: str) -> None:
        self._health = health
        self._service = service
        self._pages: dict[str, Callable[[Scope], Awaitable[Response]]] = {
            "/livez": self._live,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }

    def serves(self, path: str) -> bool:
        return path in self._pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await self._pages[scope["path"]](scope)
        await response(scope, receive, send)

    async def _live(self, _scope: Scope) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, scope: Scope) -> Response:
        report = await self._health.report()
        verbose = b"verbose" in scope.get("query_string", b"") or not report.ready
        return PlainTextResponse(report.text(verbose=verbose), 200 if report.ready else 503)

    async def _metrics(self, scope: Scope) -> Response:
        """A check that is no longer made leaves no series behind."""
        report = await self._health.report()
        CHECKS.clear()
        for result in report.results:
            CHECKS.labels(self._service, result.name).set(0 if result.trouble else 1)
        content, media_type = metrics.exposition(_accepted(scope))
        return Response(content, headers={"content-type": media_type})


def _accepted(scope: Scope) -> str:
    return ",".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept")
