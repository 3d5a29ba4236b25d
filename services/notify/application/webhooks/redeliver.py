"""Redeliver and RedeliverOne: what has gone out, or was given up, goes out once more; in order, the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.journal import Command
from notify.application.webhooks.access import owner_scope, visible
from notify.application.webhooks.look import seen_delivery
from notify.application.webhooks.ports import Reads, UnitOfWork, WebhookFilter
from notify.domain.webhooks import WebhookState


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeliver:
    """chosen: which of the endpoint's deliveries; something must be chosen."""

    actor: Actor
    endpoint_id: str
    chosen: WebhookFilter


class RedeliverHandler:
    """woken: tells the courier that there is work."""

    def __init__(self, uow: UnitOfWork, *, woken: Callable[[], None]) -> None:
        self._uow, self._woken = uow, woken

    async def __call__(self, command: Redeliver) -> int:
        """How many go out again; those that still wait are not counted.

        Raises Problem ``not-allowed``, ``endpoint-unknown``, ``nothing-chosen``.
        """
        owner = owner_scope(command.actor)
        if command.chosen == WebhookFilter():
            raise invalid("nothing-chosen", "Say which: by state, dossier, position or time.")
        async with self._uow.begin() as tx:
            endpoint = visible(await tx.endpoints.get(command.endpoint_id), owner)
            chosen = replace(command.chosen, endpoint_id=endpoint.id)
            count = await tx.deliveries.again(chosen)
            await tx.record(Command(name="redeliver-webhook-events", actor=command.actor, subject=endpoint.id), [])
            await tx.commit()
        self._woken()
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeliverOne:
    actor: Actor
    delivery_id: str


class RedeliverOneHandler:
    def __init__(self, reads: Reads, redeliver: RedeliverHandler) -> None:
        self._reads, self._redeliver = reads, redeliver

    async def __call__(self, command: RedeliverOne) -> None:
        """Raises Problem ``not-allowed``, ``delivery-unknown``, ``delivery-pending``."""
        delivery = await seen_delivery(self._reads, command.actor, command.delivery_id)
        if delivery.state is WebhookState.PENDING:
            raise Problem("delivery-pending", Kind.REFUSED, "It waits to be sent already.")
        chosen = WebhookFilter(event_id=delivery.event_id)
        await self._redeliver(Redeliver(actor=command.actor, endpoint_id=delivery.endpoint_id, chosen=chosen))
