"""Publish what was said and answered, without anybody's name (ND20 art. 19)."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import publish


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishFeedback:
    """text: written for the public by the control team, 1 to 4,000 characters."""

    change: FeedbackChange
    text: str


class PublishFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: PublishFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises, FeedbackStepNotAllowed, ``invalid-request``."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="publish-feedback", right=rights.may_direct)
            if opened.was_done:
                return opened.feedback
            published, fact = publish(opened.feedback, text=command.text.strip(), at=self._clock.now())
            return await keep(transaction, opened, published, [fact])
