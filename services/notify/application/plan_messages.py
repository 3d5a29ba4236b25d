"""PlanMessages: an event arrived; write down every message it takes, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from notify.application.ports import OccurrenceReader, UnitOfWork
from notify.domain.channels import USUAL_ORDER
from notify.domain.delivery import NO_SMTP, SHOWN_IN_INBOX, Delivery, DeliveryState, Priority
from notify.domain.occasions import Audience, Channel, Message, messages
from notify.domain.occurrence import Occurrence, Particulars


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
        channels: Collection[Channel],
        planned: Callable[[], None],
    ) -> None:
        """real: the machine's time, by which retries run even where business time jumps. channels: by which
        something can be sent here; without any, messages are recorded only. planned: wakes the senders."""
        self._uow = uow
        self._read = read
        self._clock = clock
        self._real = real
        self._ids = ids
        self._first = next((one for one in USUAL_ORDER if one in channels), None)
        self._channels = frozenset(channels)
        self._planned = planned

    async def __call__(self, envelope: Envelope) -> None:
        occurrence = self._read(envelope)
        pending = False
        async with self._uow.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            if occurrence is not None:
                earlier = await tx.views.get(occurrence.dossier_id)
                known = occurrence.particulars.over(earlier)
                await tx.views.put(occurrence.dossier_id, known)
                due = [self._delivery(occurrence, known, message) for message in messages(occurrence, earlier)]
                await tx.deliveries.add(due)
                pending = any(one.state is DeliveryState.PENDING for one in due)
            await tx.commit()
        if pending:
            self._planned()

    def _delivery(self, occurrence: Occurrence, known: Particulars, message: Message) -> Delivery:
        now = self._clock.now()
        channel = self._channel(message)
        state, failure, finished_at, next_attempt_at = self._beginning(channel, now)
        return Delivery(
            id=self._ids.new(),
            event_id=occurrence.event_id,
            event_type=occurrence.type,
            dossier_id=occurrence.dossier_id,
            occasion=message.occasion,
            audience=message.audience,
            channel=channel,
            priority=Priority.BULK if message.is_bulk else Priority.SINGLE,
            recipient=message.recipient,
            particulars=known,
            state=state,
            failure=failure,
            created_at=now,
            next_attempt_at=next_attempt_at,
            finished_at=finished_at,
        )

    def _channel(self, message: Message) -> Channel:
        """By which it is tried first. What there is to reach a person by is known only when it is sent."""
        if message.channel is Channel.INBOX or message.audience is Audience.CONSULTED_BODY:
            return message.channel
        return self._first or message.channel

    def _beginning(
        self, channel: Channel, now: datetime
    ) -> tuple[DeliveryState, str, datetime | None, datetime | None]:
        if channel is Channel.INBOX:
            return DeliveryState.RECORDED, SHOWN_IN_INBOX, now, None
        if channel not in self._channels:
            return DeliveryState.RECORDED, NO_SMTP, now, None
        return DeliveryState.PENDING, "", None, self._real.now()
