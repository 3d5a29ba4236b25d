"""A broker of ours that asks who connects, with two subscribers' consumers on it."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from nats.aio.client import Client

from chassis.messaging.bus import Bus
from chassis.messaging.streams import EVENTS
from ctl import broker, nkeys_files
from ctl.machine import Machine
from notify.clients.consumers import JetStreamConsumers
from notify.domain.selection import Selection, Subscriber
from support.ports import free_ports, wait_for_port

ONE = Subscriber(
    key="he-thong-mot",
    name="Hệ thống một",
    grant=Selection(agencies=frozenset({"heza"}), departments=frozenset({"dau-tu"})),
)
TWO = replace(ONE, key="he-thong-hai", grant=Selection())
HERS, OTHERS = "motcua.v1.heza.dau-tu.dossier.accepted", "motcua.v1.heza.lao-dong.dossier.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A broker of ours with both subscribers' consumers and eight events, every second one for ONE."""

    machine: Machine
    bus: Bus
    consumers: JetStreamConsumers
    folder: Path

    @asynccontextmanager
    async def as_subscriber(self, key: str) -> AsyncIterator[Client]:
        """Connected with the subscriber's credentials, as its own program would be."""
        client = Client()
        try:
            await client.connect(
                self.machine.broker_url,
                nkeys_seed=str(self.folder / f"{key}.nk"),
                inbox_prefix=f"_INBOX.{key}".encode(),
                allow_reconnect=False,
                error_cb=quiet,
            )
            yield client
        finally:
            await client.close()


async def quiet(_: Exception) -> None:
    """What is wrong is raised, or seen by what does not come."""


@contextmanager
def broker_in(folder: Path) -> Iterator[Machine]:
    made = Machine(home=folder / "home", lawpack=folder, ports=free_ports())
    made.prepare()
    process = subprocess.Popen(broker.command(made), stderr=subprocess.DEVNULL)
    wait_for_port(made.ports.broker)
    try:
        yield made
    finally:
        process.terminate()
        process.wait(10)


@asynccontextmanager
async def site_on(machine: Machine, folder: Path) -> AsyncIterator[Site]:
    bus = Bus(machine.broker_url, credentials=machine.broker_credentials)
    await bus.start()
    await bus.ready()
    consumers = JetStreamConsumers(bus, 1)
    for subscriber in (ONE, TWO):
        await consumers.ensure(subscriber)
        broker.admit(machine, subscriber.key, nkeys_files.new_seed(folder / f"{subscriber.key}.nk"))
    for number in range(8):
        subject = OTHERS if number % 2 else HERS
        await bus.publish(subject, b'{"number":%d}' % number, {"Nats-Msg-Id": str(number)}, stream=EVENTS)
    try:
        yield Site(machine=machine, bus=bus, consumers=consumers, folder=folder)
    finally:
        await bus.stop()
