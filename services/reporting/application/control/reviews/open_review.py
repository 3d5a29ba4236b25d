"""OpenReview: a review of a procedure begins, with the measures it has now."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.application.control.ports import Law
from reporting.domain.control.acts import Act
from reporting.domain.control.reviews import Review, ReviewContent
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    acting: Acting
    law: Law

    async def __call__(self, asked: Asked, content: ReviewContent) -> Review:
        """Of the version in force today. Raises Problem ``not-allowed``, and what intake says of the procedure."""
        actor, today = asked.actor, local_day(self.acting.clock.now())
        access.reviewers(actor, actor.agency, actor.department)  # before anybody else is asked
        procedure = await self.law.procedure(content.procedure, today)
        access.reviewers(actor, actor.agency, procedure.department)

        def make(review_id: str, act: Act) -> Review:
            return Review(
                id=review_id,
                agency=actor.agency,
                department=procedure.department,
                procedure=procedure.key,
                procedure_version=procedure.version,
                procedure_name=procedure.name,
                ground=content.ground,
                reviewer=content.reviewer,
                opened_on=today,
                present=procedure.measures,
                plan_id=content.plan_id,
                plan_line=content.plan_line if content.plan_id else -1,
                acts=(act,),
            )

        return await self.acting.begin(asked, Review, "open-review", make)
