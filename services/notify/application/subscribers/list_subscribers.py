"""ListSubscribers and GetSubscriber: who is there, and what may this one have?"""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from notify.application.subscribers.access import managed_agency, sees, unknown
from notify.application.subscribers.ports import Directory
from notify.domain.subscribers import Registration


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSubscribers:
    """after: key of the last one of the page before; empty for the first."""

    actor: Actor
    limit: int = 50
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberPage:
    items: tuple[Registration, ...]
    total_size: int
    more: bool


class ListSubscribersHandler:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def __call__(self, query: ListSubscribers) -> SubscriberPage:
        """By key, those the actor looks after. Raises Problem ``not-allowed``."""
        agency = managed_agency(query.actor)
        items, total, more = await self._directory.page(agency=agency, limit=query.limit, after=query.after)
        return SubscriberPage(items=items, total_size=total, more=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetSubscriber:
    actor: Actor
    key: str


class GetSubscriberHandler:
    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    async def __call__(self, query: GetSubscriber) -> Registration:
        """Raises Problem ``not-allowed``, ``subscriber-unknown`` (also for one of another agency)."""
        if query.actor.subject != query.key:
            managed_agency(query.actor)
        found = await self._directory.get(query.key)
        if found is None or not sees(query.actor, found.subscriber):
            raise unknown()
        return found
