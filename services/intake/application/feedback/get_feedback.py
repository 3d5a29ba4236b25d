"""One piece of feedback, with its sender for those who may know."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from intake.application.feedback.ports import FeedbackShelf
from intake.domain.feedback import rights
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.sender import FeedbackFile, Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFeedback:
    """feedback_id: id, not code."""

    actor: Actor
    feedback_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFeedback:
    """sender: null for those who may not know who it was."""

    feedback: Feedback
    file: FeedbackFile
    sender: Sender | None


class GetFeedbackHandler:
    def __init__(self, shelf: FeedbackShelf) -> None:
        self._shelf = shelf

    async def __call__(self, query: GetFeedback) -> ShownFeedback:
        """Raises FeedbackUnknown for what does not exist and for what is not the actor's to see."""
        found = await self._shelf.get(query.feedback_id)
        feedback = rights.must_see(query.actor, found[0] if found else None)
        if found is None:
            raise rights.FeedbackUnknown
        sender = found[1].sender if rights.sees_sender(query.actor, feedback) else None
        return ShownFeedback(feedback=feedback, file=found[1], sender=sender)
