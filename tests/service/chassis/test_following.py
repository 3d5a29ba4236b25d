"""The stream read along in memory goes on after whatever happens to one message."""

from __future__ import annotations

from nats.aio.msg import Msg

from chassis.messaging.bus import Bus
from chassis.messaging.following import Following
from support.stream import eventually

STREAM, SUBJECT = "MOTCUA_EVENTS", "motcua.v1.heza.all.dossier.rated"


async def test_a_message_that_nobody_foresaw_is_read_again_and_what_comes_after_it_too(nats_url: str) -> None:
    bus, taken, lost = Bus(nats_url), [], []
    faults = iter([ValueError("nobody foresaw this")])

    async def begin() -> int:
        return 1

    async def take(message: Msg) -> None:
        if fault := next(faults, None):
            raise fault
        taken.append(message.data)

    following = Following("reader", bus, "motcua.v1.>", begin=begin, take=take, lost=lambda: lost.append(len(taken)))
    await bus.start()
    await bus.ready()
    await following.start()
    for body in (b"first", b"second"):
        await bus.publish(SUBJECT, body, {}, stream=STREAM)
    await eventually(lambda: taken == [b"first", b"second"])
    assert lost[0] == 0
    await following.stop()
    await bus.stop()
