"""The two streams and the durable consumers as they must be, and the comparison with what the server has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from chassis.kernel.errors import Kind, Problem

EVENTS = "MOTCUA_EVENTS"
EVENTS_SUBJECTS = "motcua.v1.>"
DEAD = "MOTCUA_DLQ"
DEAD_SUBJECTS = "motcua.dlq.>"

EVENTS_KEPT = timedelta(days=90)
DEAD_KEPT = timedelta(days=30)
#: How long the server drops a repeated Nats-Msg-Id.
DUPLICATE_WINDOW = timedelta(minutes=10)
ACK_WAIT = timedelta(seconds=30)
#: Events that wait for their retry count too; few slow subjects must not stop everybody else.
ACK_PENDING = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlan:
    """What we ask for. replicas: 1 on one machine, 3 in production."""

    name: str
    subjects: str
    kept: timedelta
    replicas: int

    def config(self) -> StreamConfig:
        return StreamConfig(
            name=self.name,
            subjects=[self.subjects],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            # Full means refused, not that the oldest events vanish unread: the outbox can wait.
            discard=DiscardPolicy.NEW,
            max_age=self.kept.total_seconds(),
            duplicate_window=DUPLICATE_WINDOW.total_seconds(),
            num_replicas=self.replicas,
        )


def plans(replicas: int) -> tuple[StreamPlan, StreamPlan]:
    """The event stream and the dead-letter stream."""
    return (
        StreamPlan(name=EVENTS, subjects=EVENTS_SUBJECTS, kept=EVENTS_KEPT, replicas=replicas),
        StreamPlan(name=DEAD, subjects=DEAD_SUBJECTS, kept=DEAD_KEPT, replicas=replicas),
    )


async def check_stream(jetstream: JetStreamContext, plan: StreamPlan) -> None:
    """Raises NotFoundError, or Problem ``broker-stream-differs``. Changes nothing."""
    held = (await jetstream.stream_info(plan.name)).config
    compare("stream", plan.name, _stream_facts(plan.config()), _stream_facts(held))


async def ensure_stream(jetstream: JetStreamContext, plan: StreamPlan) -> None:
    """Create the stream if absent; refuse one that differs: Problem ``broker-stream-differs``.

    Never changed here: four services with unequal settings would undo each other's changes for ever.
    """
    wanted = plan.config()
    try:
        held = (await jetstream.stream_info(plan.name)).config
    except NotFoundError:
        held = (await jetstream.add_stream(wanted)).config
    compare("stream", plan.name, _stream_facts(wanted), _stream_facts(held))


async def ensure_consumer(jetstream: JetStreamContext, durable: str, replicas: int) -> None:
    """Create the durable pull consumer if absent; Problem ``broker-consumer-differs`` if it is another.

    No limit of deliveries and no backoff on the server: a limit would drop an event whose last delivery
    died with its process, a backoff would shorten the first wait for an acknowledgement to a second. The
    consumer counts.
    """
    wanted = ConsumerConfig(
        durable_name=durable,
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT.total_seconds(),
        max_deliver=-1,
        filter_subject=EVENTS_SUBJECTS,
        max_ack_pending=ACK_PENDING,
        num_replicas=replicas,
    )
    try:
        held = (await jetstream.consumer_info(EVENTS, durable)).config
    except NotFoundError:
        held = (await jetstream.add_consumer(EVENTS, wanted)).config
    compare("consumer", durable, _consumer_facts(wanted), _consumer_facts(held))


def compare(what: str, name: str, wanted: dict[str, Any], held: dict[str, Any]) -> None:
    """Servers drop settings they do not know without a word; so what was returned is what counts."""
    fields = {key: f"is {held[key]}, must be {value}" for key, value in wanted.items() if held[key] != value}
    if fields:
        listed = "; ".join(f"{key} {difference}" for key, difference in fields.items())
        raise Problem(
            f"broker-{what}-differs",
            Kind.UNAVAILABLE,
            f"The {what} {name} is not as this version needs it: {listed}. Change it on the broker.",
            fields=fields,
        )


def _stream_facts(config: StreamConfig) -> dict[str, Any]:
    return {
        "subjects": sorted(config.subjects or ()),
        "retention": _word(config.retention),
        "storage": _word(config.storage),
        "discard": _word(config.discard),
        "max_age": float(config.max_age or 0),
        "duplicate_window": float(config.duplicate_window or 0),
        "num_replicas": config.num_replicas or 1,
    }


def _consumer_facts(config: ConsumerConfig) -> dict[str, Any]:
    return {
        "ack_policy": _word(config.ack_policy),
        "ack_wait": float(config.ack_wait or 0),
        "max_deliver": config.max_deliver or -1,
        "filter_subject": config.filter_subject,
        "backoff": config.backoff or None,
        "deliver_subject": config.deliver_subject,
    }


def _word(value: Any) -> str:
    return str(getattr(value, "value", value))
