"""ListEndpoints, GetEndpoint, ListWebhookDeliveries, GetWebhookDelivery, ListAttempts: how endpoints do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.webhooks.access import owner_scope, visible
from notify.application.webhooks.ports import Attempt, Backlog, Reads, WebhookFilter
from notify.domain.webhooks import Endpoint, WebhookDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An endpoint and what waits for it."""

    endpoint: Endpoint
    backlog: Backlog


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointPage:
    items: tuple[Seen, ...]
    total_size: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    items: tuple[WebhookDelivery, ...]
    total_size: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptPage:
    items: tuple[Attempt, ...]
    total_size: int
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListEndpoints:
    """limit: 1 to 200. after: id of the last one of the page before."""

    actor: Actor
    limit: int = 50
    after: str = ""


class ListEndpointsHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: ListEndpoints) -> EndpointPage:
        """Oldest first, as far as the actor may see. Raises Problem ``not-allowed``."""
        owner = owner_scope(query.actor)
        endpoints, total, more = await self._reads.endpoints(owner, limit=query.limit, after=query.after)
        return EndpointPage(items=tuple(await _seen(self._reads, endpoints)), total_size=total, more=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetEndpoint:
    actor: Actor
    endpoint_id: str


class GetEndpointHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: GetEndpoint) -> Seen:
        """Raises Problem ``not-allowed``, ``endpoint-unknown``."""
        owner = owner_scope(query.actor)
        endpoint = visible(await self._reads.endpoint(query.endpoint_id), owner)
        return (await _seen(self._reads, [endpoint]))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListWebhookDeliveries:
    actor: Actor
    chosen: WebhookFilter = field(default_factory=WebhookFilter)
    limit: int = 50
    after: str = ""


class ListWebhookDeliveriesHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: ListWebhookDeliveries) -> DeliveryPage:
        """Newest first, as far as the actor may see. Raises Problem ``not-allowed``."""
        chosen = replace(query.chosen, owner=owner_scope(query.actor))
        items, total, more = await self._reads.deliveries(chosen, limit=query.limit, after=query.after)
        return DeliveryPage(items=tuple(items), total_size=total, more=more)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAttempts:
    actor: Actor
    endpoint_id: str
    limit: int = 50
    after: str = ""


class ListAttemptsHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: ListAttempts) -> AttemptPage:
        """Those that failed, newest first. Raises Problem ``not-allowed``, ``endpoint-unknown``."""
        owner = owner_scope(query.actor)
        visible(await self._reads.endpoint(query.endpoint_id), owner)
        items, total, more = await self._reads.attempts(query.endpoint_id, limit=query.limit, after=query.after)
        return AttemptPage(items=tuple(items), total_size=total, more=more)


async def seen_delivery(reads: Reads, actor: Actor, delivery_id: str) -> WebhookDelivery:
    """Raises Problem ``not-allowed``, ``delivery-unknown``, also for somebody else's."""
    owner = owner_scope(actor)
    delivery = await reads.delivery(delivery_id)
    endpoint = await reads.endpoint(delivery.endpoint_id) if delivery is not None else None
    if delivery is None or endpoint is None or (owner and endpoint.owner != owner):
        raise Problem("delivery-unknown", Kind.NOT_FOUND, "There is no such delivery.")
    return delivery


async def _seen(reads: Reads, endpoints: Sequence[Endpoint]) -> list[Seen]:
    backlogs = await reads.backlogs([each.id for each in endpoints])
    return [Seen(endpoint=each, backlog=backlogs.get(each.id, Backlog())) for each in endpoints]
