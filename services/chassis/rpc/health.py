"""grpc.health.v1 answered from the service's own readiness."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from chassis.health import Health

_LOOK_SECONDS = 1.0


class HealthServicer(health_pb2_grpc.HealthServicer):
    """SERVING while the service is ready; NOT_FOUND for a service that is not here."""

    def __init__(self, health: Health, services: set[str]) -> None:
        self._health = health
        self._services = {"", *services}

    async def Check(  # noqa: N802 - the protocol's name
        self, request: health_pb2.HealthCheckRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> health_pb2.HealthCheckResponse:
        if request.service not in self._services:
            await context.abort(grpc.StatusCode.NOT_FOUND, "no such service here")
        return await self._state(request.service)

    async def Watch(  # noqa: N802
        self, request: health_pb2.HealthCheckRequest, _context: grpc.aio.ServicerContext[Any, Any]
    ) -> AsyncIterator[health_pb2.HealthCheckResponse]:
        last = None
        while True:
            state = await self._state(request.service)
            if state != last:
                yield state
                last = state
            await asyncio.sleep(_LOOK_SECONDS)

    async def _state(self, service: str) -> health_pb2.HealthCheckResponse:
        if service not in self._services:
            return health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
        ready = (await self._health.report()).ready
        kinds = health_pb2.HealthCheckResponse
        return kinds(status=kinds.SERVING if ready else kinds.NOT_SERVING)
