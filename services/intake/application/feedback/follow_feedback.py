"""Follow one's own feedback without an account: code and secret in, where it stands and the answer out."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.errors import Kind, Problem
from intake.application.feedback.ports import FeedbackShelf
from intake.domain import tracking
from intake.domain.feedback.feedback import Feedback

_NOBODYS = tracking.digest("")


class FeedbackNotFollowed(Problem):
    """A wrong code and a wrong secret get the same answer, so that codes cannot be tried out."""

    def __init__(self) -> None:
        super().__init__(
            "feedback-unknown", Kind.NOT_FOUND, "No feedback has this code and secret together. Copy both once more."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowFeedback:
    """secret: as it was shown at submission; case, spaces and dashes do not matter."""

    code: str
    secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedFeedback:
    """title: the sender's own. note: why it was not taken. answer: empty before there is one."""

    feedback: Feedback
    title: str
    note: str
    answer: str


class FollowFeedbackHandler:
    def __init__(self, shelf: FeedbackShelf) -> None:
        self._shelf = shelf

    async def __call__(self, query: FollowFeedback) -> FollowedFeedback:
        """Raises FeedbackNotFollowed."""
        found = await self._shelf.by_code(query.code.strip().upper())
        opens = tracking.opens(query.secret, found[0].tracking_digest if found else _NOBODYS)
        if not opens or found is None:
            raise FeedbackNotFollowed
        feedback, file = found
        return FollowedFeedback(feedback=feedback, title=file.title, note=file.note, answer=file.answer)
