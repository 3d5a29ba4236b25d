"""The load: a process of its own that speaks HTTP/1.1 over keep-alive connections, cheaply.

``python -m load.generator`` reads a Spec as JSON from standard input and writes an Outcome to standard output.
Closed loop: each connection sends its next request when it has the answer. With a pace: each request at its appointed
time, and its latency counted from then, so that a slow answer does not hide the ones behind it.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import Counter
from itertools import count
from typing import cast

import orjson
import uvloop

from load.outcome import Outcome, Request, Spec, summary

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_LATEST_ANSWER_SECONDS = 15.0


class Run:
    """What the connections share: the requests, the time table, what came of it."""

    def __init__(self, spec: Spec) -> None:
        self._prefix = spec.key_prefix
        self._wires = [_wire(spec, request) for request in spec.requests]
        self._numbers = count()
        self.period = spec.connections / spec.pace if spec.pace else 0.0
        self.latencies: list[float] = []
        self.errors: Counter[str] = Counter()
        self.sample = ""
        self.counts_from = self.ends_at = self.last_at = 0.0

    def wire(self) -> bytes:
        """The next request, with an idempotency key of its own if it changes something."""
        number = next(self._numbers)
        head, body = self._wires[number % len(self._wires)]
        key = b"Idempotency-Key: %s-%d\r\n" % (self._prefix.encode(), number) if self._prefix else b""
        return b"%s%s\r\n%s" % (head, key, body)

    def answered(self, began: float, status: int, body: bytes) -> None:
        """Errors count from the first request, latencies after the warm-up."""
        now = time.perf_counter()
        if not 200 <= status < 300:
            self.failed(str(status), body[:500].decode(errors="replace"))
        elif now >= self.counts_from:
            self.latencies.append(now - began)
            self.last_at = now

    def failed(self, what: str, sample: str = "") -> None:
        self.errors[what] += 1
        self.sample = self.sample or sample


class Connection(asyncio.Protocol):
    """One client."""

    def __init__(self, run: Run, first_at: float) -> None:
        self._run = run
        self._due = first_at
        self._began = 0.0
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None
        self._waits = False
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._buffer, 0, end + 2)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < whole:
            return
        status, body = int(self._buffer[9:12]), bytes(self._buffer[end + 4 : whole])
        self._buffer.clear()
        self._waits = False
        self._run.answered(self._began, status, body)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waits:
            self._run.failed("connection lost", str(exc))
        if not self.done.done():
            self.done.set_result(None)

    def _next(self) -> None:
        if not self._run.period:
            self._send(time.perf_counter())
            return
        wait = max(self._due - time.perf_counter(), 0.0)
        asyncio.get_running_loop().call_later(wait, self._send, self._due)
        self._due += self._run.period

    def _send(self, began: float) -> None:
        if self._transport is None or time.perf_counter() >= self._run.ends_at:
            if self._transport is not None:
                self._transport.close()
            return
        self._began = began
        self._waits = True
        self._transport.write(self._run.wire())


async def generate(spec: Spec) -> Outcome:
    """Run the load. A connection without its answer 15 s after the end is an error."""
    run = Run(spec)
    began = time.perf_counter()
    run.counts_from, run.ends_at = began + spec.warm_up_seconds, began + spec.warm_up_seconds + spec.seconds
    loop = asyncio.get_running_loop()
    connections = []
    for number in range(spec.connections):
        first_at = began + run.period * number / spec.connections
        _, connection = await loop.create_connection(
            lambda first_at=first_at: Connection(run, first_at),  # type: ignore[misc]
            spec.host,
            spec.port,
        )
        connections.append(connection)
    patience = spec.warm_up_seconds + spec.seconds + _LATEST_ANSWER_SECONDS
    _, waiting = await asyncio.wait([each.done for each in connections], timeout=patience)
    if waiting:
        run.errors["no answer"] += len(waiting)
    seconds = max(run.last_at, run.ends_at) - run.counts_from
    return summary(run.latencies, seconds, errors=dict(run.errors), sample=run.sample)


def _wire(spec: Spec, request: Request) -> tuple[bytes, bytes]:
    body = request.body.encode()
    lines = [f"{request.method} {request.path} HTTP/1.1", f"Host: {spec.host}:{spec.port}"]
    lines += [f"Authorization: Bearer {request.token}"]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return ("\r\n".join(lines) + "\r\n").encode(), body


if __name__ == "__main__":
    asked = Spec.of(orjson.loads(sys.stdin.buffer.read()))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(orjson.dumps(runner.run(generate(asked))))
