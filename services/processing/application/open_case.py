"""Open a case when intake has accepted a dossier. Its clock has been running since the acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import Envelope
from processing.application.calendars.follow_calendar import kept
from processing.application.changing import caused_by
from processing.application.ports import Catalogue, Laws, Transaction, UnitOfWork
from processing.domain.at_once import answered_at_once
from processing.domain.case import Change
from processing.domain.law import Law
from processing.domain.opening import Acceptance, open_case
from processing.domain.recounting import under
from processing.domain.timers import timers_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """law_revision: the law pack that the receipt's appointment was counted with."""

    envelope: Envelope
    acceptance: Acceptance
    law_revision: str


class OpenCaseHandler:
    def __init__(self, unit_of_work: UnitOfWork, laws: Laws, catalogue: Catalogue, clock: Clock, ids: Ids) -> None:
        self._unit_of_work = unit_of_work
        self._laws = laws
        self._catalogue = catalogue
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: OpenCase) -> None:
        """Stores case, law, timers and events at once, or nothing: if intake is away when its law pack is needed, the
        Problem (kind unavailable) leaves before any transaction begins. A repeated event changes nothing."""
        law = await self._law(command)
        dossier = command.acceptance.dossier
        async with self._unit_of_work.begin() as tx:
            if not await tx.first_sight(command.envelope):
                return
            change = self._opened(command.acceptance, law)
            await tx.laws.keep(law)
            law, change = await self._caught_up(tx, command, law, change)
            await tx.cases.add(change.case)
            await tx.timers.replace(change.case.id, timers_of(change.case, law), before=())
            journalled = caused_by(
                command.envelope, name="open-case", agency=dossier.agency, department=dossier.department
            )
            await tx.record(journalled, change.facts)
            await tx.commit()

    async def _caught_up(self, tx: Transaction, command: OpenCase, law: Law, change: Change) -> tuple[Law, Change]:
        """A dossier that was accepted before the calendar changed and is heard of afterwards follows at once: the
        rollout has passed it."""
        rollout = await tx.rollouts.latest(change.case.dossier.agency)
        is_behind = rollout is not None and rollout.concerns(command.acceptance.accepted_at)
        if rollout is None or not is_behind or rollout.law_revision == law.revision:
            return law, change
        calendar = await kept(tx, rollout.law_revision)
        after = Law(version=law.version, calendar=calendar, revision=rollout.law_revision)
        moved = under(change.case, law, after, self._clock.now())
        return (law, change) if moved is None else (after, change.then(moved))

    def _opened(self, acceptance: Acceptance, law: Law) -> Change:
        opened = open_case(acceptance, law, now=self._clock.now(), ids=self._ids)
        if not acceptance.is_immediate:
            return opened
        return answered_at_once(opened, law, officer=acceptance.accepted_by, at=acceptance.accepted_at, ids=self._ids)

    async def _law(self, command: OpenCase) -> Law:
        """From our own store, or asked of intake."""
        dossier, revision = command.acceptance.dossier, command.law_revision
        kept = await self._laws.law(dossier.procedure_key, dossier.procedure_version, revision)
        if kept is not None:
            return kept
        version = await self._catalogue.procedure(dossier.procedure_key, dossier.procedure_version)
        return Law(version=version, calendar=await self._catalogue.calendar(revision), revision=revision)
