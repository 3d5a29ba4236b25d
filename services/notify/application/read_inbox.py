"""ReadInbox: an officer's own messages about deadlines, in words."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.access import inbox_of
from notify.application.compose import Composer
from notify.application.ports import InboxFilter, Reads, Text
from notify.domain.delivery import Delivery
from notify.domain.occasions import Occasion


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInbox:
    """language: ``vi`` or ``en``. limit: 1 to 200. after: id of the last message of the page before. occasions: any if
    empty."""

    actor: Actor
    language: str = "vi"
    limit: int = 50
    after: str = ""
    only_unread: bool = False
    occasions: frozenset[Occasion] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    messages: tuple[tuple[Delivery, Text], ...]
    total_size: int
    more: bool


class ReadInboxHandler:
    def __init__(self, reads: Reads, compose: Composer) -> None:
        self._reads = reads
        self._compose = compose

    async def __call__(self, query: ReadInbox) -> InboxPage:
        """Newest first. Raises Problem ``not-allowed`` for who is not an officer."""
        chosen = InboxFilter(only_unread=query.only_unread, occasions=query.occasions)
        found = await self._reads.inbox(inbox_of(query.actor), chosen, limit=query.limit, after=query.after)
        written = [(one, await self._compose(one, language=query.language)) for one in found.deliveries]
        return InboxPage(messages=tuple(written), total_size=found.total_size, more=found.more)
