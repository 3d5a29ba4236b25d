"""An OTLP/gRPC receiver that counts bytes and forgets them: ``python -m load.sink PORT COUNT_FILE``.

Its own process, so that what a collector costs is not mistaken for what tracing costs the service.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Any

import grpc

SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService"


class Sink:
    """Writes how many bytes of spans it has been sent to a file, so that the bench knows tracing was on."""

    def __init__(self, count_file: Path) -> None:
        self._count_file = count_file
        self._bytes = 0

    async def export(self, request: bytes, _context: object) -> bytes:
        self._bytes += len(request)
        self._count_file.write_text(str(self._bytes))
        return b""


async def serve(port: int, count_file: Path) -> None:
    """Until SIGTERM."""
    handler: Any = grpc.unary_unary_rpc_method_handler(Sink(count_file).export)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, {"Export": handler}),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()
    await server.stop(0)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
