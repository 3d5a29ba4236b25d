"""FireReminders: whoever owes a report or control work is reminded, exactly once a rung: 7, 3, 1 working days, late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Fired, Firing, Now, Settlement
from reporting.application.obligations.generate import SERVICE
from reporting.application.obligations.ports import left_of
from reporting.application.reminders.ports import Transaction, UnitOfWork
from reporting.domain.control.due import ControlDue
from reporting.domain.obligation import ObligationDue

Reminder = tuple[Command, ObligationDue | ControlDue]


class FireRemindersHandler:
    def __init__(self, uow: UnitOfWork, now: Now) -> None:
        self._scan: Firing[Transaction] = Firing(
            service="reporting", begin=uow.begin, oldest_due=uow.oldest_due, now=now, effect=_remind
        )

    async def __call__(self) -> Fired:
        """Everything that is due fires; see ``Firing``."""
        return await self._scan()


async def _remind(tx: Transaction, timers: Sequence[Timer], now: datetime) -> Settlement:
    """One at a time: the event and the mark that it was told in one transaction."""
    (timer,) = timers
    reminder = await _of_a_report(tx, timer) or await _of_control_work(tx, timer)
    if reminder is None:
        settlement = Settlement(superseded=timers)
    else:
        settlement = Settlement(fired=timers)
        command, fact = reminder
        await tx.record(command, [fact])
    await tx.timers.settle(settlement, now)
    return settlement


async def _of_a_report(tx: Transaction, timer: Timer) -> Reminder | None:
    owed = await tx.obligations.locked(timer.subject)
    if owed is None or owed.has_ended or owed.due_at != timer.about_at:
        return None
    command = Command(name="remind-of-obligation", actor=SERVICE, subject=owed.id, unit=owed.agency)
    return command, ObligationDue(obligation=owed, working_days_left=left_of(timer.kind))


async def _of_control_work(tx: Transaction, timer: Timer) -> Reminder | None:
    key, _, rung = timer.kind.rpartition(".")
    for due in await tx.dues.of_piece(timer.subject):
        if (due.key, due.at) == (key, timer.about_at):
            command = Command(name="remind-of-control-work", actor=SERVICE, subject=due.piece_id, unit=due.agency)
            return command, ControlDue(due=due, working_days_left=left_of(rung))
    return None
