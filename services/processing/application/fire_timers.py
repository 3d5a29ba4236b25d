"""Fire the timers whose time has come: due soon, overdue, the applicant's deadline. Each exactly once."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.clock import Clock
from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Fired, Firing
from processing.application.changing import SERVICE, law_of
from processing.application.ports import Reading, Transaction, UnitOfWork
from processing.domain.timers import fire, timers_of


class FireTimersHandler:
    def __init__(self, unit_of_work: UnitOfWork, reading: Reading, clock: Clock) -> None:
        self._scan: Firing[Transaction] = Firing(
            begin=unit_of_work.begin, is_due=reading.is_due, clock=clock, effect=_fire
        )

    async def __call__(self) -> Fired:
        """Everything that is due fires; see ``Firing``. A case whose law is missing waits for the next scan."""
        return await self._scan()


async def _fire(tx: Transaction, timer: Timer, now: datetime) -> None:
    case = await tx.cases.locked(timer.subject)
    if case is None:
        raise LookupError(f"case {timer.subject} of a timer is missing")
    law = await law_of(tx.laws, case)
    change = fire(case, law, timer, now)
    if change.case != case:
        saved = await tx.cases.save(change.case)
        await tx.timers.replace(saved.id, timers_of(saved, law))
    if change.facts:
        command = Command(
            name=f"fire-{timer.kind}",
            actor=SERVICE,
            subject=case.id,
            unit=f"{case.dossier.agency}/{case.dossier.department}",
        )
        await tx.record(command, change.facts)
