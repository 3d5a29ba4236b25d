"""Tell that a step of feedback is owed and late: the effect of its timer."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from intake.application.fire_timers import SERVICE
from intake.application.ports import Transaction
from intake.domain.feedback.timers import overdue


async def tell_overdue(transaction: Transaction, timer: Timer, _: datetime) -> None:
    """Raises LookupError for feedback that is not there."""
    feedback = await transaction.feedback.locked(timer.subject)
    if feedback is None:
        raise LookupError(f"feedback {timer.subject} of a timer is missing")
    unit = f"{feedback.agency}/{feedback.handler or 'all'}"
    command = Command(name="tell-feedback-overdue", actor=SERVICE, subject=feedback.id, unit=unit)
    await transaction.record(command, [overdue(feedback, timer.about_at)])
