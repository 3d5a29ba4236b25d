"""When the site will stand still, for a banner on every page: followed in the stream, held in memory, asked nobody.

The events are few, so a replica that starts reads them all again; while the broker is away it shows what it knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nats.aio.msg import Msg

from chassis.kernel.clock import Clock
from chassis.messaging.bus import Bus
from chassis.messaging.envelope import Malformed, decode
from chassis.messaging.following import Following
from motcua.events.v1.outage_pb2 import OutageAnnounced, OutageChanged

SUBJECTS = "motcua.v1.*.all.outage.*"
_SPANS = {"outage.announced": OutageAnnounced, "outage.changed": OutageChanged}


@dataclass(frozen=True, slots=True, kw_only=True)
class Interruption:
    """agency: token, empty for all. is_now: whether it has begun."""

    agency: str
    from_at: datetime
    to_at: datetime
    is_now: bool = False


class Interruptions:
    """Part. What is announced and not over."""

    name = "interruptions"

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._clock = clock
        self._announced: dict[str, Interruption] = {}
        self._following = Following(
            self.name, bus, SUBJECTS, begin=_from_the_first, take=self._heard, lost=lambda: None
        )

    async def start(self) -> None:
        await self._following.start()

    async def stop(self) -> None:
        await self._following.stop()

    def shown(self, agency: str = "") -> tuple[Interruption, ...]:
        """The next one first. agency: of who looks; empty for anybody."""
        if not self._announced:
            return ()
        now = self._clock.now()
        known = (each for each in self._announced.values() if each.to_at > now)
        meant = (each for each in known if not (agency and each.agency) or each.agency == agency)
        return tuple(
            Interruption(agency=each.agency, from_at=each.from_at, to_at=each.to_at, is_now=each.from_at <= now)
            for each in sorted(meant, key=lambda each: each.from_at)
        )

    def take(self, body: bytes) -> None:
        """An event; one that cannot be read is left aside."""
        try:
            envelope = decode(body)
            if envelope.event == "outage.cancelled":
                self._announced.pop(envelope.subject, None)
            elif (message := _SPANS.get(envelope.event)) is not None:
                data: Any = envelope.payload(message)
                self._announced[envelope.subject] = Interruption(
                    agency=data.agency,
                    from_at=data.from_at.ToDatetime(tzinfo=UTC),
                    to_at=data.to_at.ToDatetime(tzinfo=UTC),
                )
        except (Malformed, ValueError):
            return

    async def _heard(self, message: Msg) -> None:
        self.take(message.data)


async def _from_the_first() -> int:
    return 1
