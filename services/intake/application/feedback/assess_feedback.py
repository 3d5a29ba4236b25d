"""Say whether there is enough to act on, and by which criteria the rule was weighed (ND20 art. 14)."""

from __future__ import annotations

from dataclasses import dataclass

from intake.application.feedback.opening import FeedbackChange, keep, open_feedback
from intake.application.ports import UnitOfWork
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.handling import assess
from intake.domain.feedback.vocabulary import Assessment, Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessFeedback:
    """criteria: those that the rule fails, none for conduct."""

    change: FeedbackChange
    assessment: Assessment
    criteria: tuple[Criterion, ...] = ()


class AssessFeedbackHandler:
    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def __call__(self, command: AssessFeedback) -> Feedback:
        """Raises what ``open_feedback`` raises and FeedbackStepNotAllowed."""
        async with self._unit_of_work.begin() as transaction:
            opened = await open_feedback(transaction, command.change, name="assess-feedback", right=rights.may_handle)
            if opened.was_done:
                return opened.feedback
            assessed = assess(opened.feedback, assessment=command.assessment, criteria=command.criteria)
            return await keep(transaction, opened, assessed)
