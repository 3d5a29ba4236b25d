"""How to reach who sent feedback, handed to the service that sends messages at the moment it sends one."""

from __future__ import annotations

from chassis.kernel.actor import Actor
from intake.application.feedback.ports import FeedbackShelf
from intake.domain import rights
from intake.domain.feedback.rights import FeedbackUnknown
from intake.domain.feedback.sender import Sender


class GetFeedbackContactHandler:
    def __init__(self, shelf: FeedbackShelf) -> None:
        self._shelf = shelf

    async def __call__(self, actor: Actor, feedback_id: str) -> Sender:
        """Raises RoleForbidden for people, who have ``GetFeedback`` with its checks; FeedbackUnknown."""
        if not actor.has(rights.SYSTEM):
            raise rights.RoleForbidden("a service account")
        found = await self._shelf.get(feedback_id)
        if found is None:
            raise FeedbackUnknown
        return found[1].sender
