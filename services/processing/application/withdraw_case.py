"""Withdraw a case: the applicant took the dossier back at the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.messaging.envelope import Envelope
from processing.application.changing import Opened, caused_by, keep, law_of
from processing.application.ports import UnitOfWork
from processing.domain.endings import withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase:
    envelope: Envelope
    withdrawn_at: datetime


class WithdrawCaseHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: WithdrawCase) -> None:
        """Stops the case; if it was decided meanwhile, says that the withdrawal does not hold and intake undoes it."""
        envelope = command.envelope
        async with self._unit_of_work.begin() as tx:
            if not await tx.first_sight(envelope):
                return
            case = await tx.cases.locked(envelope.subject)
            if case is None:
                await tx.commit()
                return
            law = await law_of(tx.laws, case)
            change = withdraw(case, law, envelope.id, command.withdrawn_at, self._clock.now())
            if not change.facts:
                await tx.commit()
                return
            journalled = caused_by(
                envelope, name="withdraw-case", agency=case.dossier.agency, department=case.dossier.department
            )
            await keep(tx, Opened(case=case, law=law, command=journalled, was_done=False), change)
