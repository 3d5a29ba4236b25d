"""A real broker with events of ours, and the feed that reads it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chassis.ids import UuidIds
from chassis.messaging.bus import Bus
from chassis.messaging.envelope import OutgoingEvent, encode
from chassis.messaging.streams import EVENTS
from motcua.common.v1.types_pb2 import DossierRef
from motcua.events.v1.dossier_pb2 import DossierAccepted
from notify.application.feed import FeedReader
from notify.application.feed.reader import FeedPage, Wanted
from notify.clients.stream import JetStreamStream
from notify.clients.tail import StreamTail
from notify.events.contents import CloudEventContents

AT = datetime(2024, 5, 2, tzinfo=UTC)


@dataclass
class Newsroom:
    """Publishes, and reads with a tail that follows and one that does not."""

    bus: Bus
    tail: StreamTail
    reader: FeedReader
    without_tail: FeedReader
    stream: JetStreamStream
    bodies: list[bytes] = field(default_factory=list)
    _sequences: dict[str, int] = field(default_factory=dict)

    async def tell(
        self, dossier: str, department: str = "dau-tu", procedure: str = "cap-gcn", agency: str = "heza"
    ) -> int:
        """An acceptance; its position."""
        self._sequences[dossier] = self._sequences.get(dossier, 0) + 1
        ref = DossierRef(dossier_id=dossier, agency=agency, department=department, procedure_key=procedure)
        event = OutgoingEvent(
            type="dossier.accepted",
            agency=agency,
            department=department,
            subject=dossier,
            data=DossierAccepted(dossier=ref),
        )
        event_id = UuidIds().new()
        body = encode(event, event_id=event_id, service="intake", time=AT, sequence=self._sequences[dossier])
        self.bodies.append(body)
        return await self.bus.publish(event.nats_subject(), body, {"Nats-Msg-Id": event_id}, stream=EVENTS)

    async def both(self, wanted: Wanted, *, after: int | None = 0, limit: int = 100) -> FeedPage:
        """What the tail gives, which is what the broker gives."""
        ours = await self.reader.read(wanted, after=after, limit=limit, wait_seconds=0)
        theirs = await self.without_tail.read(wanted, after=after, limit=limit, wait_seconds=0)
        assert bodies(ours) == bodies(theirs)
        assert ours.next_after == theirs.next_after
        return ours


def bodies(page: FeedPage) -> Sequence[bytes]:
    return [event.body for event in page.events]


@asynccontextmanager
async def newsroom(nats_url: str) -> AsyncIterator[Newsroom]:
    bus = Bus(nats_url)
    await bus.start()
    await bus.ready()
    tail, still = StreamTail(bus), StreamTail(bus)
    stream, contents = JetStreamStream(bus, tail), CloudEventContents()
    await tail.start()
    try:
        yield Newsroom(
            bus=bus,
            tail=tail,
            reader=FeedReader(stream, tail, contents, time.monotonic),
            without_tail=FeedReader(JetStreamStream(bus, still), still, contents, time.monotonic),
            stream=stream,
        )
    finally:
        await tail.stop()
        await bus.stop()
