"""Subscribers' servers in a process of their own: ``python -m load.receiver PORT DEAD_PORT``.

POST /<endpoint> takes an event, GET /report says what came of each endpoint, POST /forget begins anew. DEAD_PORT takes
connections and never answers.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import httptools
import orjson
import uvloop

VERIFICATION = "motcua.webhook.verification.v1"


@dataclass
class Taken:
    """count: of requests; ids: of different events; inversions: neighbours of a dossier in the wrong order. ages:
    seconds from the event's own time to its arrival."""

    count: int = 0
    ids: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)
    inversions: int = 0
    ages: list[float] = field(default_factory=list)
    first_at: float = 0.0
    last_at: float = 0.0

    def take(self, event: dict[str, Any]) -> None:
        now = time.time()
        self.count += 1
        self.first_at, self.last_at = self.first_at or now, now
        if event["id"] in self.ids:
            return
        self.ids.add(event["id"])
        self.ages.append(now - datetime.fromisoformat(event["time"]).timestamp())
        key, sequence = event["source"] + event["subject"], int(event["sequence"])
        self.inversions += sequence < self.last.get(key, 0)
        self.last[key] = sequence

    def said(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "different": len(self.ids),
            "inversions": self.inversions,
            "ages": self.ages,
            "seconds": self.last_at - self.first_at,
        }


class Connection(asyncio.Protocol):
    """As bare as an HTTP server can be: what it costs is not to be mistaken for what sending costs."""

    taken: ClassVar[defaultdict[str, Taken]] = defaultdict(Taken)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._parser = httptools.HttpRequestParser(self)
        self._begin()

    def _begin(self) -> None:
        self._path, self._body = "", b""

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._path += url.decode()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        answer = self._answer()
        self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))
        self._begin()

    def _answer(self) -> bytes:
        if self._path == "/report":
            return orjson.dumps({path: taken.said() for path, taken in self.taken.items()})
        if self._path == "/forget":
            self.taken.clear()
            return b""
        event = orjson.loads(self._body)
        if event["type"] == VERIFICATION:
            return str(event["data"]["challenge"]).encode()
        if "sequence" in event:
            self.taken[self._path].take(event)
        return b""


class Dead(asyncio.Protocol):
    """Answers the handshake, so that it is registered, and nothing after it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        _, _, body = data.partition(b"\r\n\r\n")
        if VERIFICATION.encode() in body:
            answer = str(orjson.loads(body)["data"]["challenge"]).encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))


async def serve(port: int, dead_port: int) -> None:
    """Until SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(Connection, "127.0.0.1", port)
    await loop.create_server(Dead, "127.0.0.1", dead_port)
    await stop.wait()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), int(sys.argv[2])))
