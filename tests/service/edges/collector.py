"""A real OTLP/gRPC receiver of traces."""

from __future__ import annotations

import asyncio
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span as OtlpSpan


class Collector(TraceServiceServicer):
    """Keeps every span it receives, by name."""

    def __init__(self) -> None:
        self.spans: dict[str, OtlpSpan] = {}
        self.resource: dict[str, str] = {}
        self.port = 0
        self._server: grpc.aio.Server | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = grpc.aio.server()
        add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()

    async def stop(self) -> None:
        if self._server is not None:
            await self._server.stop(0)

    async def Export(  # noqa: N802 - the protocol's name
        self, request: ExportTraceServiceRequest, context: Any
    ) -> ExportTraceServiceResponse:
        for group in request.resource_spans:
            self.resource = {each.key: each.value.string_value for each in group.resource.attributes}
            for scope in group.scope_spans:
                self.spans.update({span.name: span for span in scope.spans})
        return ExportTraceServiceResponse()

    async def seen(self, *names: str) -> list[OtlpSpan]:
        """The spans of these names, as soon as all have come."""
        async with asyncio.timeout(30):
            while not all(name in self.spans for name in names):
                await asyncio.sleep(0.02)
        return [self.spans[name] for name in names]


def attributes(span: OtlpSpan) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}
