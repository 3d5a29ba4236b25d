"""Hear that the calendar changed: keep it, and let the open cases follow."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from processing.application.ports import Catalogue, Laws, UnitOfWork
from processing.domain.rollouts import Rollout


@dataclass(frozen=True, slots=True, kw_only=True)
class HearCalendar:
    envelope: Envelope
    agency: str
    law_revision: str


class HearCalendarHandler:
    def __init__(self, unit_of_work: UnitOfWork, laws: Laws, catalogue: Catalogue, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._laws = laws
        self._catalogue = catalogue
        self._clock = clock

    async def __call__(self, command: HearCalendar) -> None:
        """Stores calendar and rollout at once. If intake is away the Problem (kind unavailable) leaves before any
        transaction begins, and the event comes again."""
        revision = command.law_revision
        calendar = await self._laws.calendar(revision) or await self._catalogue.calendar(revision)
        async with self._unit_of_work.begin() as tx:
            if not await tx.first_sight(command.envelope):
                return
            await tx.laws.keep_calendar(revision, calendar)
            rollout = Rollout(
                id=command.envelope.id,
                agency=command.agency,
                law_revision=revision,
                changed_at=command.envelope.time,
                heard_at=self._clock.now(),
            )
            await tx.rollouts.add(rollout)
            await tx.commit()
