"""Close feedback when nothing more is expected of its sender."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import close


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFeedback:
    change: FeedbackChange


class CloseFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: CloseFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises and FeedbackStepNotAllowed."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="close-feedback", right=rights.may_direct)
            if opened.was_done:
                return opened.feedback
            return await keep(transaction, opened, close(opened.feedback, at=self._clock.now()))
