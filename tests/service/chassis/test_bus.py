"""The connection to the broker ends cleanly however the broker ended."""

from __future__ import annotations

import pytest

from chassis.messaging.bus import Bus
from support.nats_server import NatsServer
from support.stream import eventually


async def test_a_bus_stops_cleanly_while_bytes_still_wait_for_a_broker_that_is_gone(nats_server: NatsServer) -> None:
    bus = Bus(nats_server.url)
    await bus.start()
    await bus.ready()
    nats_server.kill()
    await eventually(lambda: not bus.is_ready)
    with pytest.raises(TimeoutError):
        await bus.jetstream.publish("motcua.v1.waits", b"for the broker", timeout=0.1)

    await bus.stop()

    assert not bus.is_ready
