"""TakeEvent: an event arrived; write down to which endpoints it goes, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from notify.application.webhooks.ports import KeptEvent, TraitsReader, UnitOfWork
from notify.domain.webhooks import Endpoint, WebhookDelivery


class TakeEventHandler:
    """Handler of the consumer ``notify-webhooks``. A repeated event goes nowhere. written: wakes the courier."""

    def __init__(
        self,
        uow: UnitOfWork,
        traits: TraitsReader,
        *,
        real: Clock,
        ids: Ids,
        written: Callable[[frozenset[str]], None],
    ) -> None:
        self._uow, self._traits, self._real, self._ids, self._written = uow, traits, real, ids, written

    async def __call__(self, envelope: Envelope) -> None:
        traits = self._traits(envelope)
        async with self._uow.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            wanting = [each.endpoint for each in await tx.endpoints.wanted() if each.takes(traits)]
            if wanting:
                now = self._real.now()
                deliveries = [self._delivery(envelope, endpoint) for endpoint in wanting]
                await tx.deliveries.add(_kept(envelope), deliveries, now)
            await tx.commit()
        if wanting:
            self._written(frozenset(each.id for each in wanting))

    def _delivery(self, envelope: Envelope, endpoint: Endpoint) -> WebhookDelivery:
        now = self._real.now()
        return WebhookDelivery(
            id=self._ids.new(),
            endpoint_id=endpoint.id,
            event_id=envelope.id,
            event_type=envelope.type,
            subject=envelope.subject,
            position=envelope.position,
            happened_at=envelope.time,
            created_at=now,
            next_attempt_at=now,
        )


def _kept(envelope: Envelope) -> KeptEvent:
    return KeptEvent(
        id=envelope.id,
        type=envelope.type,
        subject=envelope.subject,
        position=envelope.position,
        happened_at=envelope.time,
        body=envelope.body,
    )
