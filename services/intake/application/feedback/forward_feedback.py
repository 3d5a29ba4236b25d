"""Forward feedback to the body that is competent: within five working days (class D, ND20 art. 9)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import forward


@dataclass(frozen=True, slots=True, kw_only=True)
class ForwardFeedback:
    """to: name of the body, 1 to 200 characters."""

    change: FeedbackChange
    to: str


class ForwardFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: ForwardFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises, FeedbackStepNotAllowed, ``invalid-request``."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="forward-feedback", right=rights.may_direct)
            if opened.was_done:
                return opened.feedback
            forwarded, fact = forward(opened.feedback, to=command.to.strip(), at=self._clock.now())
            return await keep(transaction, opened, forwarded, [fact])
