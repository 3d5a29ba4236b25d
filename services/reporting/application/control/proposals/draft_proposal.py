"""DraftProposal: how a procedure could be simpler."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.ports import Law
from reporting.domain.control.acts import Act
from reporting.domain.control.proposals import Proposal, ProposalContent
from reporting.domain.control.reviews import Review
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftProposal:
    acting: Acting
    looking: Looking
    law: Law

    async def __call__(self, asked: Asked, content: ProposalContent) -> Proposal:
        """Of a review, which then must be of the same procedure, or without one."""
        actor, today = asked.actor, local_day(self.acting.clock.now())
        department = await self._department(asked, content, today)
        access.reviewers(actor, actor.agency, department)

        def make(proposal_id: str, act: Act) -> Proposal:
            return Proposal(
                id=proposal_id,
                agency=actor.agency,
                department=department,
                procedure=content.procedure,
                procedure_name=content.procedure_name,
                review_id=content.review_id,
                kind=content.kind,
                content=content.content,
                reason=content.reason,
                recommendation=content.recommendation,
                before_vnd=content.before_vnd,
                after_vnd=content.after_vnd,
                drafted_on=today,
                acts=(act,),
            )

        return await self.acting.begin(asked, Proposal, "draft-proposal", make)

    async def _department(self, asked: Asked, content: ProposalContent, today: date) -> str:
        if content.review_id:
            review = await self.looking.one(asked.actor, Review, content.review_id)
            if review.procedure == content.procedure:
                return review.department
        access.reviewers(asked.actor, asked.actor.agency, asked.actor.department)
        return (await self.law.procedure(content.procedure, today)).department
