"""FireReminders: whoever owes a report is reminded of it, exactly once per rung: 7, 3, 1 working days, late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Fired, Firing, Now, Settlement
from reporting.application.obligations.generate import SERVICE
from reporting.application.obligations.ports import ObligationReads, Transaction, UnitOfWork, left_of
from reporting.domain.obligation import ObligationDue


class FireRemindersHandler:
    def __init__(self, uow: UnitOfWork, reads: ObligationReads, now: Now) -> None:
        self._scan: Firing[Transaction] = Firing(
            service="reporting", begin=uow.begin, oldest_due=reads.oldest_due, now=now, effect=_remind
        )

    async def __call__(self) -> Fired:
        """Everything that is due fires; see ``Firing``."""
        return await self._scan()


async def _remind(tx: Transaction, timers: Sequence[Timer], now: datetime) -> Settlement:
    """One at a time: the event and the mark that it was told in one transaction."""
    (timer,) = timers
    obligation = await tx.obligations.locked(timer.subject)
    if obligation is None or obligation.has_ended or obligation.due_at != timer.about_at:
        settlement = Settlement(superseded=timers)
    else:
        settlement = Settlement(fired=timers)
        command = Command(name="remind-of-obligation", actor=SERVICE, subject=obligation.id, unit=obligation.agency)
        await tx.record(command, [ObligationDue(obligation=obligation, working_days_left=left_of(timer))])
    await tx.timers.settle(settlement, now)
    return settlement
