"""What is really in the streams, read by a client that shares no code with ours."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import nats
import orjson
from nats.js.api import DeliverPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A message of a stream."""

    position: int
    subject: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        return dict(orjson.loads(self.body))

    @property
    def place(self) -> tuple[str, int]:
        """(subject, sequence) of the event."""
        return self.event["subject"], int(self.event["sequence"])


async def stored(url: str, stream: str = "MOTCUA_EVENTS") -> list[Stored]:
    """All messages of a stream in its order."""
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    total = (await jetstream.stream_info(stream)).state.messages
    found: list[Stored] = []
    subscription = await jetstream.subscribe(
        ">", stream=stream, ordered_consumer=True, deliver_policy=DeliverPolicy.ALL
    )
    for _ in range(total):
        message = await subscription.next_msg(timeout=20)
        found.append(
            Stored(
                position=message.metadata.sequence.stream,
                subject=message.subject,
                headers=dict(message.headers or {}),
                body=message.data,
            )
        )
    await connection.close()
    return found


async def eventually(is_so: Callable[[], Any], *, seconds: float = 20.0) -> Any:
    """What a function (async or plain) gives as soon as it is true; raises AssertionError."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        outcome = is_so()
        if found := (await outcome if asyncio.iscoroutine(outcome) else outcome):
            return found
        assert asyncio.get_running_loop().time() < end, f"not so after {seconds} s"
        await asyncio.sleep(0.02)
