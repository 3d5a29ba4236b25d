"""The HTTP server of a service, as a part of its runtime: uvicorn on uvloop and httptools, quiet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from chassis.failures import CannotStart
from chassis.ports import bound
from chassis.tasks import Tasks


class HttpServerPart:
    """Serves an application. ``start`` binds the port; ``stop`` lets begun requests finish."""

    name = "http"

    def __init__(self, app: ASGIApp, host: str, port: int, *, grace_seconds: float = 20.0) -> None:
        """port: 0 for any free one, then see ``port`` after the start. grace_seconds: for begun requests."""
        self._app, self._host, self.port = app, host, port
        self._grace = grace_seconds
        self._tasks = Tasks()
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> None:
        listening = bound(self._host, self.port, "MOTCUA_HTTP_PORT")
        listening.listen(1024)
        listening.setblocking(False)
        self.port = listening.getsockname()[1]
        self._server = _Server(self._configuration())
        self._serving = self._tasks.spawn("http", self._server.serve(sockets=[listening]))
        while not self._server.started:
            if self._serving.done():
                await self._serving
                raise CannotStart("the HTTP server ended as it began")
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        if self._server is not None and self._serving is not None:
            self._server.should_exit = True
            await asyncio.wait((self._serving,), timeout=self._grace + 5)
        await self._tasks.cancel_all()
        self._server = self._serving = None

    def _configuration(self) -> uvicorn.Config:
        return uvicorn.Config(
            self._app,
            loop="none",
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            backlog=1024,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=round(self._grace),
        )


class _Server(uvicorn.Server):
    """Leaves signals to the runtime, which stops parts in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
