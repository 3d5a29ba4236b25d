"""The connection to the broker ends cleanly however the broker ended."""

from __future__ import annotations

import asyncio
import gc

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


async def _unintelligible(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What the client has no word for: it fails with another error than those it tells of."""
    writer.write(b"INFO []\r\n")
    await writer.drain()
    writer.close()


async def _stranger_at(port: int, *, seconds: float) -> None:
    """Another program has the broker's port for a while."""
    server = await asyncio.start_server(_unintelligible, "127.0.0.1", port, reuse_address=True)
    await asyncio.sleep(seconds)
    server.close()
    await server.wait_closed()


async def test_a_bus_outlives_a_stranger_at_the_brokers_port(
    nats_server: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.messaging.bus._LONGEST_AWAY_SECONDS", 1.5)
    nats_server.kill()
    bus = Bus(nats_server.url)
    await bus.start()
    await _stranger_at(nats_server.port, seconds=0.5)
    nats_server.start()
    async with asyncio.timeout(10):
        await bus.ready()

    nats_server.kill()
    await _stranger_at(nats_server.port, seconds=1.5)
    nats_server.start()
    await eventually(lambda: bus.is_ready)

    await bus.stop()
    gc.collect()  # the client's task that ended unheard is complained of here, and in nobody else's test
