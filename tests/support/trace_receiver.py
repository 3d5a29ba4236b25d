"""A real OTLP/gRPC receiver that keeps the spans it is sent."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import grpc
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import (
    TraceServiceServicer,
    add_TraceServiceServicer_to_server,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span


class TraceReceiver(TraceServiceServicer):
    """``async with TraceReceiver() as receiver:`` listens on ``receiver.endpoint`` inside the block."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, Span]] = []
        self.endpoint = ""
        self._server = grpc.aio.server()

    async def __aenter__(self) -> Self:
        add_TraceServiceServicer_to_server(self, self._server)  # type: ignore[no-untyped-call]
        port = self._server.add_insecure_port("127.0.0.1:0")
        await self._server.start()
        self.endpoint = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._server.stop(grace=None)

    async def Export(  # noqa: N802 - the name in the proto
        self, request: ExportTraceServiceRequest, context: object
    ) -> ExportTraceServiceResponse:
        for resource in request.resource_spans:
            attributes = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans.extend((attributes.get("service.name", ""), span) for span in scope.spans)
        return ExportTraceServiceResponse()

    def services_of(self, trace_id: str) -> set[str]:
        """Names of the services that took part in a trace (32 hexadecimal digits)."""
        return {service for service, span in self.spans if span.trace_id.hex() == trace_id}
