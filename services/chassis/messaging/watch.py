"""What a consumer's gauges say between its own acts: how far behind it is, and what waits for a person."""

from __future__ import annotations

import asyncio

from chassis.failures import reason
from chassis.kernel.errors import Problem
from chassis.messaging import series
from chassis.messaging.bus import BROKER_ERRORS, Bus
from chassis.messaging.dead_letters import DeadLetters
from chassis.messaging.streams import DEAD, EVENTS
from chassis.telemetry import logs

WATCH_SECONDS = 10.0
_UNKNOWN = float("nan")

_log = logs.get(__name__)


async def watch(bus: Bus, durable: str, dead: DeadLetters) -> None:
    """For ever. Another replica may set aside and a person may resolve, so the letters are counted again each time."""
    while True:
        try:
            await _look_at_broker(bus, durable)
            await dead.show()
        except Problem as problem:
            _log.debug("dead letters not counted", consumer=durable, problem=problem.slug)
        except Exception as fault:  # noqa: BLE001, RUF100 - a gauge must not end with a fault of one look
            _log.warning("consumer not looked at", consumer=durable, reason=reason(fault))
        await asyncio.sleep(WATCH_SECONDS)


async def _look_at_broker(bus: Bus, durable: str) -> None:
    """While the broker is away the lag is not known, and a last known value would be a lie."""
    if not bus.is_ready:
        series.LAG.labels(durable).set(_UNKNOWN)
        return
    try:
        consumer = await bus.jetstream.consumer_info(EVENTS, durable)
        series.LAG.labels(durable).set((consumer.num_pending or 0) + (consumer.num_ack_pending or 0))
        for stream in (EVENTS, DEAD):
            state = (await bus.jetstream.stream_info(stream)).state
            series.STREAM_MESSAGES.labels(stream).set(state.messages)
            series.STREAM_BYTES.labels(stream).set(state.bytes)
    except BROKER_ERRORS:
        series.LAG.labels(durable).set(_UNKNOWN)
