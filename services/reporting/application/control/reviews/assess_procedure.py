"""AssessProcedure: what the reviewer holds so far."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import reviews
from reporting.domain.control.acts import Act
from reporting.domain.control.reviews import Assessment, Review


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessProcedure:
    acting: Acting

    async def __call__(self, asked: Asked, review_id: str, assessment: Assessment) -> Review:
        def change(review: Review, act: Act) -> Review:
            return reviews.assessed(review, assessment, act)

        return await self.acting.change(asked, Review, review_id, "assess-procedure", change, may=access.of_reviewers)
