"""The durable consumer of another system on the event stream: its settings, its place, the least rights for it.

A subscriber asks about its consumer, fetches from it, acknowledges, and hears the answers on an inbox of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy
from nats.js.errors import NotFoundError

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.streams import EVENTS, compare

ACK_WAIT_SECONDS = 30.0
MOST_DELIVERIES = 8
MOST_PENDING = 100
#: What the server waits before it delivers again what was not acknowledged. The first step is also the wait for an
#: acknowledgement, which a backoff replaces; so a system that fails all day still gets each event eight times.
BACKOFF_SECONDS = (ACK_WAIT_SECONDS, 30.0, 120.0, 600.0, 3_600.0, 21_600.0)
_FOR_EVER = "9999-12-31T00:00:00Z"
_PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Subjects that a subscriber may publish to and listen on; everything else is refused by the server."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def inbox_prefix(consumer: str) -> str:
    """What the answers to a subscriber's requests begin with: no other subscriber can listen there."""
    return f"_INBOX.{consumer}"


def least_rights(consumer: str) -> Rights:
    return Rights(
        publish=(
            f"$JS.API.CONSUMER.INFO.{EVENTS}.{consumer}",
            f"$JS.API.CONSUMER.MSG.NEXT.{EVENTS}.{consumer}",
            f"$JS.ACK.{EVENTS}.{consumer}.>",
        ),
        subscribe=(f"{inbox_prefix(consumer)}.>",),
    )


def subscription_config(
    consumer: str, subjects: Sequence[str], replicas: int, *, from_position: int | None = None
) -> ConsumerConfig:
    """Durable pull consumer. from_position: the first one it gets, None for the beginning of the stream."""
    return ConsumerConfig(
        durable_name=consumer,
        deliver_policy=DeliverPolicy.ALL if from_position is None else DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=from_position,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT_SECONDS,
        max_deliver=MOST_DELIVERIES,
        backoff=list(BACKOFF_SECONDS),
        max_ack_pending=MOST_PENDING,
        filter_subjects=sorted(subjects),
        num_replicas=replicas,
    )


async def ensure_subscription(
    jetstream: JetStreamContext, consumer: str, subjects: Sequence[str], replicas: int
) -> ConsumerInfo:
    """It exists with these subjects and settings; where it has got to is kept when they change.

    Raises Problem ``broker-consumer-differs`` if the server returns other settings than it was asked for.
    """
    wanted = subscription_config(consumer, subjects, replicas)
    try:
        info: ConsumerInfo = await jetstream.consumer_info(EVENTS, consumer)
    except NotFoundError:
        info = await jetstream.add_consumer(EVENTS, wanted)
    if _facts(info.config) != _facts(wanted):
        # Where a consumer begins cannot be changed, only said again.
        wanted.deliver_policy, wanted.opt_start_seq = info.config.deliver_policy, info.config.opt_start_seq
        info = await jetstream.add_consumer(EVENTS, wanted)
    compare("consumer", consumer, _facts(wanted), _facts(info.config))
    return info


async def move_subscription(
    jetstream: JetStreamContext, consumer: str, subjects: Sequence[str], replicas: int, *, to_position: int
) -> ConsumerInfo:
    """The same consumer, beginning at this position: what came after it is delivered again."""
    with suppress(NotFoundError):
        await jetstream.delete_consumer(EVENTS, consumer)
    wanted = subscription_config(consumer, subjects, replicas, from_position=to_position)
    info: ConsumerInfo = await jetstream.add_consumer(EVENTS, wanted)
    return info


async def pause_subscription(client: Client, consumer: str, *, paused: bool) -> None:
    """A paused consumer delivers nothing and keeps its place. Raises Problem ``broker-refuses``."""
    asked = {"pause_until": _FOR_EVER} if paused else {}
    subject = f"$JS.API.CONSUMER.PAUSE.{EVENTS}.{consumer}"
    answer = json.loads((await client.request(subject, json.dumps(asked).encode(), timeout=_PAUSE_SECONDS)).data)
    if "error" in answer or bool(answer.get("paused")) != paused:
        detail = "The message broker did not pause or resume the consumer; it needs nats-server 2.11 or newer."
        raise Problem("broker-refuses", Kind.UNAVAILABLE, detail)


def _facts(config: ConsumerConfig) -> dict[str, Any]:
    subjects = config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
    return {
        "filter_subjects": sorted(subjects),
        "ack_policy": str(getattr(config.ack_policy, "value", config.ack_policy)),
        "ack_wait": float(config.ack_wait or 0),
        "backoff": [float(step) for step in config.backoff or ()],
        "max_deliver": config.max_deliver or -1,
        "max_ack_pending": config.max_ack_pending,
        "num_replicas": config.num_replicas or 1,
    }
