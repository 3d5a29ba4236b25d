"""PlanMessages: an event arrived; write down every message it takes, in the transaction that takes it in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from notify.application.ports import OccurrenceReader, UnitOfWork
from notify.domain.delivery import NO_SMTP, SHOWN_IN_INBOX, Delivery, DeliveryState
from notify.domain.occasions import Channel, Message, messages
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
        can_mail: bool,
        planned: Callable[[], None],
    ) -> None:
        """real: the machine's time, by which retries run even where business time jumps. can_mail: whether
        an SMTP server is configured; without one mails are recorded only. planned: wakes the sender."""
        self._uow = uow
        self._read = read
        self._clock = clock
        self._real = real
        self._ids = ids
        self._can_mail = can_mail
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
        state, failure, finished_at, next_attempt_at = self._beginning(message.channel, now)
        return Delivery(
            id=self._ids.new(),
            event_id=occurrence.event_id,
            event_type=occurrence.type,
            dossier_id=occurrence.dossier_id,
            occasion=message.occasion,
            audience=message.audience,
            channel=message.channel,
            recipient=message.recipient,
            particulars=known,
            state=state,
            failure=failure,
            created_at=now,
            next_attempt_at=next_attempt_at,
            finished_at=finished_at,
        )

    def _beginning(
        self, channel: Channel, now: datetime
    ) -> tuple[DeliveryState, str, datetime | None, datetime | None]:
        if channel is Channel.INBOX:
            return DeliveryState.RECORDED, SHOWN_IN_INBOX, now, None
        if not self._can_mail:
            return DeliveryState.RECORDED, NO_SMTP, now, None
        return DeliveryState.PENDING, "", None, self._real.now()
