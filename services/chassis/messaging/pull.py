"""A pull on a durable consumer: one request at a time, messages handed over as they come, a long idle wait.

nats-py's own ``fetch(n, timeout)`` either polls or, once a first message has come to a waiting request,
keeps it until the other n-1 have come or the time is up; and its waiting coroutine survives ``drain``.
This one does neither.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from chassis.messaging.streams import EVENTS

BATCH = 64
_EXPIRES_SECONDS = 30.0
_HEARTBEAT_SECONDS = 2.0
#: Two heartbeats missed: the request has died with its server or connection.
_SILENCE_SECONDS = 5.0
_SECOND = 1_000_000_000


class PullLost(Exception):
    """The consumer or the stream is gone, or the server is going: set up again."""


class Pull:
    """Open with ``start``, take with ``next``, close with ``stop``. For one task at a time."""

    def __init__(self, connection: Client, durable: str) -> None:
        self._nats = connection
        self._next_subject = f"$JS.API.CONSUMER.MSG.NEXT.{EVENTS}.{durable}"
        self._inbox = connection.new_inbox()
        self._queue: asyncio.Queue[Msg | None] = asyncio.Queue()
        self._subscription: Subscription | None = None
        self._request = 0
        self._outstanding = 0

    async def start(self) -> None:
        async def arrived(message: Msg) -> None:
            self._queue.put_nowait(message)

        self._subscription = await self._nats.subscribe(f"{self._inbox}.*", cb=arrived)

    async def next(self) -> Msg:
        """The next event; waits as long as it takes. Raises PullLost or a nats error."""
        while True:
            if self._outstanding <= 0 and self._queue.empty():
                await self._ask()
            try:
                async with asyncio.timeout(_SILENCE_SECONDS):
                    message = await self._queue.get()
            except TimeoutError:
                self._outstanding = 0
                continue
            if message is None:
                continue
            status = (message.headers or {}).get("Status")
            if status is None:
                self._outstanding -= 1
                return message
            self._heed(message, status)

    def renew(self) -> None:
        """The connection is another one: what was asked on the old one is not remembered."""
        self._outstanding = 0
        self._queue.put_nowait(None)

    async def stop(self) -> list[Msg]:
        """Ask for nothing more; what has come already and was not taken is returned, to be handed back."""
        if self._subscription is not None and not self._nats.is_closed:
            await self._subscription.unsubscribe()
        left: list[Msg] = []
        while not self._queue.empty():
            message = self._queue.get_nowait()
            if message is not None and "Status" not in (message.headers or {}):
                left.append(message)
        return left

    async def _ask(self) -> None:
        self._request += 1
        wanted: dict[str, Any] = {
            "batch": BATCH,
            "expires": int(_EXPIRES_SECONDS * _SECOND),
            "idle_heartbeat": int(_HEARTBEAT_SECONDS * _SECOND),
        }
        await self._nats.publish(self._next_subject, orjson.dumps(wanted), reply=f"{self._inbox}.{self._request}")
        self._outstanding = BATCH

    def _heed(self, message: Msg, status: str) -> None:
        """100 is a heartbeat; 404 and 408 end the request; 409 ends it and may say why; 503 is nobody
        there.
        """
        if status == "100" or not message.subject.endswith(f".{self._request}"):
            return
        self._outstanding = 0
        description = (message.headers or {}).get("Description", "")
        if status == "503" or "Consumer Deleted" in description or "Shutdown" in description:
            raise PullLost(description or "no responders")
