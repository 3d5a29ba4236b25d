"""Answer the sender: the handling unit's answer, or the explanation of the body it was forwarded to (ND118 art. 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.clock import Clock
from chassis.kernel.errors import invalid
from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import answer
from intake.domain.feedback.sender import ANSWER_MAX
from intake.domain.feedback.vocabulary import Delivery, FeedbackOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFeedback:
    """text: what the sender reads, 1 to 4,000 characters. delivery: how it was told besides the tracking page."""

    change: FeedbackChange
    outcome: FeedbackOutcome
    text: str
    delivery: Delivery
    is_founded: bool | None = None


class AnswerFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock

    async def __call__(self, command: AnswerFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises, FeedbackStepNotAllowed, ``invalid-request``."""
        text = command.text.strip()
        if not 1 <= len(text) <= ANSWER_MAX:
            raise invalid("invalid-request", "The answer is missing or too long.", text=f"1 to {ANSWER_MAX} characters")
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="answer-feedback", right=rights.may_handle)
            if opened.was_done:
                return opened.feedback
            answered, fact = answer(
                opened.feedback,
                outcome=command.outcome,
                is_founded=command.is_founded,
                delivery=command.delivery,
                at=self._clock.now(),
            )
            file = await transaction.feedback.file(answered.id)
            await transaction.feedback.save_file(answered.id, replace(file, answer=text))
            return await keep(transaction, opened, answered, [fact])
