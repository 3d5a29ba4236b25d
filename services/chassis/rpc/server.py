"""The gRPC server of a service, as a part of its runtime."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from chassis.auth.tokens import TokenVerifier
from chassis.health import Health
from chassis.ports import bound
from chassis.rpc.certificates import ServerCertificate
from chassis.rpc.health import HealthServicer
from chassis.rpc.interceptor import EdgeInterceptor, current_actor

__all__ = ["RpcServer", "Servicer", "current_actor"]

Servicer = tuple[Callable[[Any, Any], None], Any]
"""``(add_DossierServiceServicer_to_server, servicer)``"""

_OPTIONS = (
    ("grpc.so_reuseport", 0),  # or a second server would share the port silently
    ("grpc.max_connection_age_ms", 300_000),  # clients find new replicas
    ("grpc.max_connection_age_grace_ms", 30_000),
    ("grpc.max_receive_message_length", 4 * 1024 * 1024),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
)


class RpcServer:
    """Serves the servicers with health and reflection. A part: ``start`` binds the port, ``stop`` drains."""

    name = "grpc"

    def __init__(
        self,
        host: str,
        port: int,
        servicers: Sequence[Servicer],
        verifier: TokenVerifier,
        health: Health,
        *,
        grace_seconds: float = 20.0,
        certificate: ServerCertificate | None = None,
    ) -> None:
        """port: 0 for any free one, then see ``port`` after the start. certificate: without one, in the clear."""
        self._certificate = certificate
        self._host, self.port = host, port
        self._servicers, self._verifier, self._health = servicers, verifier, health
        self._grace = grace_seconds
        self._server: grpc.aio.Server | None = None

    async def start(self) -> None:
        bound(self._host, self.port, "MOTCUA_GRPC_PORT").close()  # gRPC itself would complain in its own format
        server = grpc.aio.server(interceptors=(EdgeInterceptor(self._verifier),), options=_OPTIONS)
        noted = _Noting(server)
        for add, servicer in self._servicers:
            add(servicer, noted)
        names = {*noted.names, health_pb2.DESCRIPTOR.services_by_name["Health"].full_name}
        health_pb2_grpc.add_HealthServicer_to_server(HealthServicer(self._health, names), server)
        reflection.enable_server_reflection((*sorted(names), reflection.SERVICE_NAME), server)
        address = f"{self._host}:{self.port}"
        if self._certificate is None:
            self.port = server.add_insecure_port(address)
        else:
            self.port = server.add_secure_port(address, self._certificate.credentials())
        await server.start()
        self._server = server

    async def stop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await server.stop(self._grace)


class _Noting:
    """Stands for the server while servicers are added and notes the names of their services."""

    def __init__(self, server: grpc.aio.Server) -> None:
        self._server = server
        self.names: set[str] = set()

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        for handler in handlers:
            if isinstance(handler, grpc.ServiceRpcHandler):
                self.names.add(handler.service_name())
        self._server.add_generic_rpc_handlers(handlers)

    def add_registered_method_handlers(self, service: str, handlers: Any) -> None:
        self.names.add(service)
        self._server.add_registered_method_handlers(service, handlers)
