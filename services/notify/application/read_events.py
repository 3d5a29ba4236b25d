"""ReadEvents: the stream as a plain pull feed, for operators and systems that cannot speak NATS."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from notify.application.access import may_read_events
from notify.application.ports import EventFeed, StreamedEvent

LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvents:
    """after: position already seen, 0 for the beginning, None for now. wait_seconds: how long to wait for
    the first, 0 to 30."""

    actor: Actor
    after: int | None = 0
    limit: int = 100
    wait_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """next_after: what to ask with next. first_position: events before it have aged out of the stream."""

    events: tuple[StreamedEvent, ...]
    next_after: int
    first_position: int
    last_position: int


class ReadEventsHandler:
    def __init__(self, feed: EventFeed) -> None:
        self._feed = feed

    async def __call__(self, query: ReadEvents) -> FeedPage:
        """Raises Problem ``not-allowed``, ``wait-too-long``, ``broker-unavailable``."""
        may_read_events(query.actor)
        if not 0 <= query.wait_seconds <= LONGEST_WAIT:
            raise invalid("wait-too-long", "Wait 0 to 30 seconds at a time.", wait="must be 0 to 30")
        first, last = await self._feed.bounds()
        after = last if query.after is None else query.after
        wait = query.wait_seconds
        events: tuple[StreamedEvent, ...] = ()
        if after < last or wait:
            reading = self._feed.after(after, limit=query.limit, wait_seconds=wait)
            events = tuple([event async for event in reading])
        return FeedPage(
            events=events,
            next_after=events[-1].position if events else after,
            first_position=first,
            last_position=max(last, events[-1].position if events else 0),
        )
