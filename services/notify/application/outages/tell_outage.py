"""TellOutage: order the next few hundred messages about an interruption. One pass of a loop."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from notify.application.outages.ports import Concerned, OutageTransaction, OutageWork
from notify.domain.delivery import Delivery, Priority
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.outage import Outage

MANY = 500


class TellOutageHandler:
    """Exactly once each: the place reached and the messages are written in one transaction, and a message about the
    same interruption and dossier exists once."""

    def __init__(
        self,
        work: OutageWork,
        departure: Departure,
        *,
        clock: Clock,
        real: Clock,
        ids: Ids,
        planned: Callable[[], None],
    ) -> None:
        """departure: how a message to people begins here. planned: wakes the senders."""
        self._work = work
        self._departure = departure
        self._clock = clock
        self._real = real
        self._ids = ids
        self._planned = planned

    async def __call__(self) -> bool:
        """Whether more may have to be told."""
        async with self._work.begin() as tx:
            outage = await tx.outages.untold()
            if outage is None:
                return False
            found = await tx.outages.concerned(outage, MANY)
            told = await self._order(tx, outage, found)
            last = found[-1].dossier_id if found else ""
            await tx.outages.save(outage.told_on(told, last, are_all=len(found) < MANY))
            await tx.commit()
        self._planned()
        return True

    async def _order(self, tx: OutageTransaction, outage: Outage, found: Sequence[Concerned]) -> int:
        """How many messages. Whoever has not been sent the earlier ones yet is not sent them any more, and hears of the
        newest as of the first."""
        keys = [key for each in found if each.was_told for key in outage.earlier_keys(each.dossier_id)]
        unheard = await tx.outages.supersede(keys, self._clock.now(), self._real.now()) if keys else ()
        due = [
            self._message(outage, each, heard)
            for each in found
            if (heard := each.was_told and each.dossier_id not in unheard) or not outage.is_cancelled
        ]
        await tx.deliveries.add(due)
        return len(due)

    def _message(self, outage: Outage, concerned: Concerned, heard: bool) -> Delivery:
        now: datetime = self._clock.now()
        begun = self._departure.of(Channel.EMAIL, Audience.APPLICANT, now=now, real=self._real.now())
        return Delivery(
            id=self._ids.new(),
            # Under the first key if there is no message yet: by it a later change finds whoever was told.
            event_id=outage.message_key(concerned.dossier_id, outage.version if concerned.was_told else 1),
            event_type="outage",
            dossier_id=concerned.dossier_id,
            occasion=_occasion(outage) if heard else Occasion.OUTAGE,
            audience=Audience.APPLICANT,
            channel=begun.channel,
            recipient="",
            particulars=replace(
                concerned.particulars,
                happened_at=outage.from_at,
                answer_by_at=outage.to_at,
                note=outage.what,
                note_en=outage.what_en,
            ),
            state=begun.state,
            failure=begun.failure,
            created_at=now,
            next_attempt_at=begun.next_attempt_at,
            finished_at=begun.finished_at,
            priority=Priority.BULK,
        )


def _occasion(outage: Outage) -> Occasion:
    return Occasion.OUTAGE_CANCELLED if outage.is_cancelled else Occasion.OUTAGE_CHANGED
