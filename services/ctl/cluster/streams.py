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
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from chassis.messaging import streams
from chassis.messaging.bus import refuse_old_server

ACK_WAIT_SECONDS = 30.0
MOST_DELIVERIES = 8
MOST_PENDING = 100
_CONNECT_SECONDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A city system: name of its durable consumer, subjects that it hears."""

    name: str
    subjects: tuple[str, ...]

    def config(self, replicas: int) -> ConsumerConfig:
        """Durable pull. No backoff on the server: it would shorten the wait for an acknowledgement to its first step,
        so who cannot do with an event yet says so with ``nak(delay=…)``."""
        return ConsumerConfig(
            durable_name=self.name,
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=ACK_WAIT_SECONDS,
            max_deliver=MOST_DELIVERIES,
            max_ack_pending=MOST_PENDING,
            filter_subjects=list(self.subjects),
            num_replicas=replicas,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """replicas: copies of each stream. readers: services with a consumer of their own."""

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
        user_credentials=credentials,
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
        await _ensure_subscriber(jetstream, subscriber, plan.replicas)
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


async def _ensure_subscriber(jetstream: JetStreamContext, subscriber: Subscriber, replicas: int) -> None:
    wanted = subscriber.config(replicas)
    try:
        held = (await jetstream.consumer_info(streams.EVENTS, subscriber.name)).config
    except NotFoundError:
        held = (await jetstream.add_consumer(streams.EVENTS, wanted)).config
    if sorted(held.filter_subjects or ()) != sorted(subscriber.subjects):
        # Where it has got to is kept when only its subjects change.
        held = (await jetstream.add_consumer(streams.EVENTS, wanted)).config
    streams.compare("consumer", subscriber.name, _facts(wanted), _facts(held))


def _facts(config: ConsumerConfig) -> dict[str, Any]:
    subjects = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
    return {
        "filter_subjects": sorted(subjects),
        "ack_wait": float(config.ack_wait or 0),
        "max_deliver": config.max_deliver or -1,
        "max_ack_pending": config.max_ack_pending,
        "num_replicas": config.num_replicas or 1,
    }
