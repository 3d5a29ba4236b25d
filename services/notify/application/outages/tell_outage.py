"""TellOutage: order the next few hundred messages about an interruption. One pass of a loop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from notify.application.outages.ports import OutageWork
from notify.domain.delivery import Delivery, Priority
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars
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
            open_ = await tx.outages.open_dossiers(outage.agency, outage.told_after, MANY)
            await tx.deliveries.add([self._message(outage, dossier, known) for dossier, known in open_])
            last = open_[-1][0] if open_ else ""
            await tx.outages.save(outage.told_on(len(open_), last, are_all=len(open_) < MANY))
            await tx.commit()
        self._planned()
        return True

    def _message(self, outage: Outage, dossier_id: str, known: Particulars) -> Delivery:
        now: datetime = self._clock.now()
        begun = self._departure.of(Channel.EMAIL, Audience.APPLICANT, now=now, real=self._real.now())
        return Delivery(
            id=self._ids.new(),
            event_id=f"{outage.id}:{dossier_id}",
            event_type="outage",
            dossier_id=dossier_id,
            occasion=Occasion.OUTAGE,
            audience=Audience.APPLICANT,
            channel=begun.channel,
            recipient="",
            particulars=replace(
                known,
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
