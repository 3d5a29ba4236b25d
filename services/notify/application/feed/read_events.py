"""ReadEvents: the stream as a plain pull feed, for systems that cannot speak NATS, and for those that missed something.

Reading again from an earlier position, time or for a dossier is a replay: the same bytes, as often as one likes.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from notify.application.feed.access import allowed
from notify.application.feed.ports import Stream
from notify.application.feed.reader import ANYTHING, FeedPage, FeedReader, Wanted
from notify.application.subscribers.ports import Directory

LONGEST_WAIT = 30.0
LARGEST_PAGE = 1_000
#: A dossier's id tells when it was registered, by the clock of another machine.
_CLOCKS_DIFFER = timedelta(minutes=10)
_TIME_ORDERED = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvents:
    """after: position already seen, 0 for the beginning, None for now. after_time: in place of ``after``, an instant of
    real time. wait_seconds: how long to wait for the first, 0 to 30."""

    actor: Actor
    wanted: Wanted = ANYTHING
    after: int | None = 0
    after_time: datetime | None = None
    limit: int = 100
    wait_seconds: float = 0.0


class ReadEventsHandler:
    def __init__(self, reader: FeedReader, stream: Stream, directory: Directory) -> None:
        self._reader, self._stream, self._directory = reader, stream, directory

    async def __call__(self, query: ReadEvents) -> FeedPage:
        """Raises Problem ``not-allowed``, ``subscriber-disabled``, ``outside-grant``, ``wait-too-long``,
        ``page-size-invalid``, ``events-aged-out``, ``broker-unreachable``."""
        if not 0 <= query.wait_seconds <= LONGEST_WAIT:
            raise invalid("wait-too-long", "Wait 0 to 30 seconds at a time.", wait="must be 0 to 30")
        if not 1 <= query.limit <= LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {LARGEST_PAGE} events.", page_size="out of range")
        wanted = await allowed(query.actor, query.wanted, self._directory)
        after = await self._begin(query)
        return await self._reader.read(wanted, after=after, limit=query.limit, wait_seconds=query.wait_seconds)

    async def _begin(self, query: ReadEvents) -> int | None:
        if query.after_time is not None:
            return await self._stream.position_before(query.after_time)
        if query.after == 0 and (registered_at := _registered_at(query.wanted.dossier)) is not None:
            return await self._stream.position_before(registered_at - _CLOCKS_DIFFER)
        return query.after


def _registered_at(dossier: str) -> datetime | None:
    """When an id of RFC 9562 version 7 was given out; None for other ids. Nothing of a dossier is older."""
    try:
        read = uuid.UUID(dossier)
    except ValueError:
        return None
    if read.version != _TIME_ORDERED:
        return None
    return datetime.fromtimestamp((read.int >> 80) / 1000, UTC)
