"""ClimbLadders: work out when the next rungs are reached, and tell whose turn it is. One pass of a loop."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import WorkCalendar
from chassis.telemetry import metrics
from notify.application.ladders.ports import LadderTransaction, LadderWork
from notify.application.outages.ports import OfficeCalendar
from notify.domain.delivery import SHOWN_IN_INBOX, Delivery, DeliveryState
from notify.domain.ladder import Climb, Ladder, Ladders, Rung
from notify.domain.occasions import Channel

MANY = 100
RUNGS = metrics.counter("dossier_escalations_total", "Rungs of escalation that were told.", ("ladder", "recipient"))


class ClimbLaddersHandler:
    """Each rung exactly once: a climb and its message are written in one transaction that holds the climb's row, and a
    message of one rung exists once."""

    def __init__(self, work: LadderWork, ladders: Ladders, calendar: OfficeCalendar, *, clock: Clock, ids: Ids) -> None:
        self._work = work
        self._ladders = ladders
        self._calendar = calendar
        self._clock = clock
        self._ids = ids

    async def __call__(self) -> bool:
        """Whether more may be due. Raises Problem while intake, whose calendar counts, has never answered."""
        calendar, told = await self._calendar(), []
        async with self._work.begin() as tx:
            now = self._clock.now()
            due = await tx.climbs.due(now, MANY)
            for climb in due:
                told += await self._climb(tx, climb, calendar, now)
            await tx.commit()
        for ladder, rung in told:
            RUNGS.labels(ladder.key, rung.to).inc()
        return len(due) == MANY

    async def _climb(
        self, tx: LadderTransaction, climb: Climb, calendar: WorkCalendar, now: datetime
    ) -> list[tuple[Ladder, Rung]]:
        """Every rung that is reached by now; the one after them gets its instant."""
        told: list[tuple[Ladder, Rung]] = []
        ladder = self._ladders.get(climb.ladder)
        if ladder is None or climb.rung >= len(ladder.rungs):
            climb = replace(climb, ended_at=now, next_at=None)  # the data has changed under it
        while ladder is not None and climb.ended_at is None:
            climb = climb.timed(ladder, calendar)
            if climb.next_at is None or climb.next_at > now:
                break
            rung = ladder.rungs[climb.rung]
            await tx.deliveries.add([await self._message(tx, climb, rung, now)])
            told.append((ladder, rung))
            climb = climb.climbed(ladder, now)
        await tx.climbs.save(climb)
        return told

    async def _message(self, tx: LadderTransaction, climb: Climb, rung: Rung, now: datetime) -> Delivery:
        known = await tx.views.get(climb.dossier_id)
        return Delivery(
            id=self._ids.new(),
            event_id=climb.rung_id,
            event_type=f"escalation.{climb.ladder}",
            dossier_id=climb.dossier_id,
            occasion=rung.text,
            audience=rung.to,
            channel=Channel.INBOX,
            recipient="",
            particulars=replace(known, happened_at=climb.began_at, detail=climb.ladder),
            state=DeliveryState.RECORDED,
            failure=SHOWN_IN_INBOX,
            created_at=now,
            finished_at=now,
        )
