"""Streams and consumers as a file asks for them. Safe to repeat; what the server returned is compared with the file.

{"replicas": 3, "readers": ["intake", …], "subscribers": [{"name": "so-ke-hoach", "subjects": ["motcua.v1.heza.>"]}]}
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

from nats.aio.client import Client
from nats.js import JetStreamContext

from chassis.messaging import streams
from chassis.messaging.bus import refuse_old_server
from chassis.messaging.credentials import authentication
from chassis.messaging.subscriptions import ensure_subscription

#: Consumers of our own services, as the chart's ``motcua.readers`` lists them.
READERS = ("intake", "processing", "reporting", "notify", "notify-webhooks")
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A city system: name of its durable consumer, subjects that it hears."""

    name: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """replicas: copies of each stream. readers: durable consumers of our own services."""

    replicas: int
    readers: tuple[str, ...]
    subscribers: tuple[Subscriber, ...]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Self:
        """Raises KeyError or TypeError for a file of another shape."""
        subscribers = [
            Subscriber(name=each["name"], subjects=tuple(each["subjects"])) for each in content["subscribers"]
        ]
        return cls(replicas=int(content["replicas"]), readers=tuple(content["readers"]), subscribers=tuple(subscribers))


@asynccontextmanager
async def connected(url: str, credentials: str | None) -> AsyncIterator[JetStreamContext]:
    """JetStream of a broker that answers now. Raises what nats-py raises, and Problem ``broker-too-old``."""
    client = Client()

    async def quiet(_error: Exception) -> None:
        """What is wrong is raised by connect."""

    await client.connect(
        url,
        name="motcua-streams",
        **authentication(credentials),
        connect_timeout=_CONNECT_SECONDS,
        allow_reconnect=False,
        error_cb=quiet,
    )
    try:
        refuse_old_server(client)
        yield client.jetstream()
    finally:
        await client.close()


async def apply(jetstream: JetStreamContext, plan: Plan) -> list[str]:
    """A line for each thing that is there now. Problems broker-stream-differs, broker-consumer-differs."""
    done = []
    for stream in streams.plans(plan.replicas):
        await streams.ensure_stream(jetstream, stream)
        done.append(f"stream {stream.name}: {plan.replicas} copies of {stream.subjects}")
    for reader in plan.readers:
        await streams.ensure_consumer(jetstream, reader, plan.replicas)
        done.append(f"consumer {reader}")
    for subscriber in plan.subscribers:
        await ensure_subscription(jetstream, subscriber.name, subscriber.subjects, plan.replicas)
        done.append(f"subscriber {subscriber.name}: {', '.join(subscriber.subjects)}")
    return done


async def check(jetstream: JetStreamContext, replicas: int, readers: Sequence[str]) -> list[str]:
    """As ``apply``, changing nothing: what is missing is named. Raises NotFoundError or the Problems above."""
    done = []
    for stream in streams.plans(replicas):
        await streams.check_stream(jetstream, stream)
        done.append(f"stream {stream.name}: {replicas} copies, as this version needs it")
    for reader in readers:
        info = await jetstream.consumer_info(streams.EVENTS, reader)
        done.append(f"consumer {reader}: {info.num_pending} to read, {info.num_ack_pending} at work")
    return done
