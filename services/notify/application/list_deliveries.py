"""ListDeliveries and GetDelivery: what was sent, and what became of it. No contact data anywhere."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.access import delivery_scope
from notify.application.ports import DeliveryFilter, Reads, Slice
from notify.domain.delivery import Delivery, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeliveries:
    """limit: 1 to 200. after: id of the last delivery of the page before; empty for the first."""

    actor: Actor
    dossier_id: str = ""
    states: frozenset[DeliveryState] = frozenset()
    limit: int = 50
    after: str = ""


class ListDeliveriesHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: ListDeliveries) -> Slice:
        """Newest first, as far as the actor may see. Raises Problem ``not-allowed``."""
        chosen = DeliveryFilter(dossier_id=query.dossier_id, states=query.states, agency=delivery_scope(query.actor))
        return await self._reads.deliveries(chosen, limit=query.limit, after=query.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDelivery:
    actor: Actor
    delivery_id: str


class GetDeliveryHandler:
    def __init__(self, reads: Reads) -> None:
        self._reads = reads

    async def __call__(self, query: GetDelivery) -> Delivery:
        """Raises Problem ``not-allowed``, ``delivery-unknown`` (also for one of another agency)."""
        agency = delivery_scope(query.actor)
        delivery = await self._reads.delivery(query.delivery_id)
        if delivery is None or (agency and delivery.particulars.agency != agency):
            raise Problem("delivery-unknown", Kind.NOT_FOUND, "There is no such delivery.")
        return delivery
