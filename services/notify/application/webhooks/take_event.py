"""TakeEvent: an event arrived; write down to which endpoints it goes, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import GapAhead, note_duplicate
from chassis.messaging.resuming import is_resuming
from notify.application.webhooks.gathering import Gathering
from notify.application.webhooks.ports import KeptEvent, TraitsReader, Transaction, UnitOfWork
from notify.domain.webhooks import Endpoint, WebhookDelivery

MOST_TOGETHER = 64
Taken = bool | GapAhead
"""Whether the event was new; or what is missing before it."""


class TakeEventHandler:
    """Handler of the consumer ``notify-webhooks``. A repeated event goes nowhere. Events that come together are taken
    in together. written: wakes the courier."""

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
        self._together = Gathering(self._take, most=MOST_TOGETHER)

    async def __call__(self, envelope: Envelope) -> None:
        """Raises GapAhead."""
        if is_resuming():  # a dead letter, which only this very call may resolve
            (taken,) = await self._take([envelope])
        else:
            taken = await self._together(envelope)
        if isinstance(taken, GapAhead):
            raise taken
        if not taken:
            note_duplicate()

    async def _take(self, envelopes: Sequence[Envelope]) -> list[Taken]:
        taken: dict[str, Taken] = {}
        events: list[KeptEvent] = []
        deliveries: list[WebhookDelivery] = []
        async with self._uow.begin() as tx:
            wanted = await tx.endpoints.wanted()
            # Subjects in one order, so that two replicas never wait for each other; each subject's in its own.
            for envelope in sorted(envelopes, key=lambda each: (each.subject, each.source, each.sequence)):
                taken[envelope.id] = await _first_sight(tx, envelope)
                if taken[envelope.id] is not True:
                    continue
                traits = self._traits(envelope)
                going = [self._delivery(envelope, each.endpoint) for each in wanted if each.takes(traits)]
                if going:
                    events.append(_kept(envelope))
                    deliveries += going
            if deliveries:
                await tx.deliveries.add(events, deliveries, self._real.now())
            await tx.commit()
        if deliveries:
            self._written(frozenset(each.endpoint_id for each in deliveries))
        return [taken[each.id] for each in envelopes]

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


async def _first_sight(tx: Transaction, envelope: Envelope) -> Taken:
    try:
        return await tx.first_sight(envelope)
    except GapAhead as gap:
        return gap


def _kept(envelope: Envelope) -> KeptEvent:
    return KeptEvent(
        id=envelope.id,
        type=envelope.type,
        subject=envelope.subject,
        position=envelope.position,
        happened_at=envelope.time,
        body=envelope.body,
    )
