"""A planned interruption, as the samples tell it."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from chassis.messaging.envelope import OutgoingEvent
from generators.telling import Told, utc, uuid7
from motcua.events.v1 import outage_pb2


def standstill() -> Iterator[Told]:
    """An interruption that is announced, put off by an hour, and cancelled."""
    first, then, last = utc("04-22 02:00"), utc("04-23 02:00"), utc("04-24 02:00")
    outage = uuid7(first, 51)
    facts: tuple[tuple[Timestamp, str, Message], ...] = (
        (
            first,
            "announced",
            outage_pb2.OutageAnnounced(
                outage_id=outage, agency="heza", from_at=utc("05-08 11:00"), to_at=utc("05-08 15:00")
            ),
        ),
        (
            then,
            "changed",
            outage_pb2.OutageChanged(
                outage_id=outage, agency="heza", from_at=utc("05-08 12:00"), to_at=utc("05-08 16:00")
            ),
        ),
        (last, "cancelled", outage_pb2.OutageCancelled(outage_id=outage, agency="heza", cancelled_at=last)),
    )
    for sequence, (at, what, data) in enumerate(facts, 1):
        event = OutgoingEvent(type=f"outage.{what}", agency="heza", department="all", subject=outage, data=data)
        yield Told(service="notify", at=at, sequence=sequence, event=event)
