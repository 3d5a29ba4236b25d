"""The next few open cases follow the calendar. Small transactions: nobody who works on a case waits for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chassis.kernel.clock import Clock
from chassis.kernel.timers import Timer
from chassis.kernel.worktime import WorkCalendar
from chassis.messaging.journal import Command
from processing.application.changing import SERVICE, law_of
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain.case import Case
from processing.domain.facts import Fact
from processing.domain.law import Law
from processing.domain.recounting import Counting, Tally, under
from processing.domain.rollouts import Rollout
from processing.domain.timers import timers_of

BATCH = 250
_BREATH = 25  # cases after which others get the processor


class FollowCalendarHandler:
    def __init__(self, unit_of_work: UnitOfWork, reading: Reading, clock: Clock, *, batch: int = BATCH) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._clock = clock
        self._batch = batch

    async def __call__(self) -> bool:
        """True if there is more to do at once. The cases, their timers and events, and how far we are, all in one
        transaction: whoever is killed has moved all of a batch or nothing."""
        if not await self._reading.has_rollout(self._clock.now()):
            return False
        async with self._unit_of_work.begin() as tx:
            rollout = await tx.rollouts.claim(self._clock.now())
            if rollout is None:
                return False
            cases = await tx.cases.locked_open(
                rollout.agency, beside=rollout.law_revision, after=rollout.place, size=self._batch
            )
            tally = await self._recount(tx, rollout, cases)
            if cases:
                rollout = rollout.gone_on(cases[-1].id, tally)
            if len(cases) < self._batch:
                rollout = rollout.ended(self._clock.now())
            await tx.rollouts.save(rollout)
            await tx.commit()
        return True

    async def _recount(self, tx: Transaction, rollout: Rollout, cases: list[Case]) -> Tally:
        calendar, now = await kept(tx, rollout.law_revision), self._clock.now()
        counting = Counting(calendar.tz)
        pairs: list[tuple[Case, Case]] = []
        facts: list[Fact] = []
        timers: dict[str, Sequence[Timer]] = {}
        for number, case in enumerate(cases, 1):
            before = await law_of(tx.laws, case)
            after = Law(version=before.version, calendar=calendar, revision=rollout.law_revision)
            change = under(case, before, after, now)
            counting.note(case, change)
            if change is not None:
                pairs.append((case, change.case))
                facts += change.facts
                timers[case.id] = timers_of(change.case, after)
            if number % _BREATH == 0:
                await asyncio.sleep(0)
        if pairs:
            await tx.cases.recounted(pairs)
            await tx.timers.replace_all(timers)
        if facts:
            await tx.record(_command(rollout), facts)
        return counting.tally


async def kept(tx: Transaction, revision: str) -> WorkCalendar:
    """The calendar of a revision that was heard of."""
    calendar = await tx.laws.calendar(revision)
    if calendar is None:
        raise LookupError(f"calendar of {revision[:12]} is missing")
    return calendar


def _command(rollout: Rollout) -> Command:
    return Command(
        name="follow-calendar",
        actor=SERVICE,
        subject=rollout.agency,
        unit=rollout.agency,
        causation_id=rollout.id,
        correlation_id=rollout.id,
    )
