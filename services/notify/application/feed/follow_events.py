"""FollowEvents: page after page of the feed, as they come, with a sign of life when nothing comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.feed.access import allowed
from notify.application.feed.reader import ANYTHING, FeedPage, FeedReader, Wanted
from notify.application.subscribers.ports import Directory

#: A subscriber that hears nothing for three of these looks for another connection.
HEARTBEAT_SECONDS = 5.0
_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowEvents:
    """after: position already seen, 0 for the beginning, None for now."""

    actor: Actor
    wanted: Wanted = ANYTHING
    after: int | None = 0


class FollowEventsHandler:
    """heartbeat_seconds: how long a page is waited for before an empty one is given."""

    def __init__(
        self, reader: FeedReader, directory: Directory, *, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        self._reader, self._directory, self._heartbeat = reader, directory, heartbeat_seconds

    async def __call__(self, query: FollowEvents) -> AsyncIterator[FeedPage]:
        """For ever; an empty page is a heartbeat, and its ``next_after`` moves too. The grant is looked up again with
        each page, so a subscriber that is disabled is told so. Raises what ReadEvents raises."""
        after = query.after
        while True:
            wanted = await allowed(query.actor, query.wanted, self._directory)
            page = await self._reader.read(wanted, after=after, limit=_AT_ONCE, wait_seconds=self._heartbeat)
            yield page
            after = page.next_after
