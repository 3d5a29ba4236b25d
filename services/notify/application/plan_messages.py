"""PlanMessages: an event arrived; write down every message it takes, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from notify.application.ports import OccurrenceReader, UnitOfWork
from notify.domain.delivery import Delivery, DeliveryState, Priority
from notify.domain.departure import Departure
from notify.domain.ladder import Ladders
from notify.domain.occasions import Message, messages
from notify.domain.occurrence import Occurrence, Particulars, is_open


class PlanMessagesHandler:
    """Handler of the consumer ``notify``. A repeated event plans nothing."""

    def __init__(
        self,
        uow: UnitOfWork,
        read: OccurrenceReader,
        *,
        clock: Clock,
        real: Clock,
        ids: Ids,
        departure: Departure,
        ladders: Ladders,
        planned: Callable[[], None],
    ) -> None:
        """real: the machine's time, by which retries run even where business time jumps. departure: how a
        message begins here. ladders: which events begin and end an escalation. planned: wakes the senders."""
        self._uow = uow
        self._read = read
        self._clock = clock
        self._real = real
        self._ids = ids
        self._departure = departure
        self._ladders = ladders
        self._planned = planned

    async def __call__(self, envelope: Envelope) -> None:
        occurrence = self._read(envelope)
        pending = False
        async with self._uow.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            ended = self._ladders.ended_by(envelope.event)
            await tx.climbs.end(envelope.subject, ended, at=envelope.time, by=envelope.event)
            if occurrence is not None:
                earlier = await tx.views.get(occurrence.dossier_id)
                known = occurrence.particulars.over(earlier)
                await tx.views.put(occurrence.dossier_id, known, is_open=is_open(occurrence))
                due = [self._delivery(occurrence, known, message) for message in messages(occurrence, earlier)]
                await tx.deliveries.add(due)
                await tx.climbs.begin(self._ladders.begun_by(occurrence))
                pending = any(one.state is DeliveryState.PENDING for one in due)
            await tx.commit()
        if pending:
            self._planned()

    def _delivery(self, occurrence: Occurrence, known: Particulars, message: Message) -> Delivery:
        now = self._clock.now()
        begun = self._departure.of(message.channel, message.audience, now=now, real=self._real.now())
        return Delivery(
            id=self._ids.new(),
            event_id=occurrence.event_id,
            event_type=occurrence.type,
            dossier_id=occurrence.dossier_id,
            occasion=message.occasion,
            audience=message.audience,
            channel=begun.channel,
            priority=Priority.BULK if message.is_bulk else Priority.SINGLE,
            recipient=message.recipient,
            particulars=known,
            state=begun.state,
            failure=begun.failure,
            created_at=now,
            next_attempt_at=begun.next_attempt_at,
            finished_at=begun.finished_at,
        )
