"""CompleteReview: every question has an answer. CancelReview: it is not gone on with."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import reviews
from reporting.domain.control.acts import said
from reporting.domain.control.reviews import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteReview:
    acting: Acting

    async def __call__(self, asked: Asked, review_id: str, text: str = "") -> Review:
        """Raises Problem ``invalid-request`` while a question is open."""
        return await self.acting.change(
            asked, Review, review_id, "complete-review", reviews.ended, may=access.of_reviewers, text=text
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelReview:
    acting: Acting

    async def __call__(self, asked: Asked, review_id: str, text: str) -> Review:
        """text: why."""
        said(text)
        return await self.acting.change(
            asked, Review, review_id, "cancel-review", reviews.ended, may=access.of_control_team, text=text
        )
