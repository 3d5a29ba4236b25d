"""Reviews of procedures and proposals to make them simpler, by the control team or the division whose procedure it
is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked, Looking
from reporting.application.control.ports import Law
from reporting.domain.control import proposals, reviews
from reporting.domain.control.acts import Act, said
from reporting.domain.control.proposals import Proposal, ProposalContent
from reporting.domain.control.reviews import Assessment, Review, ReviewContent
from reporting.domain.days import local_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    acting: Acting
    law: Law

    async def open(self, asked: Asked, content: ReviewContent) -> Review:
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

    async def assess(self, asked: Asked, review_id: str, assessment: Assessment) -> Review:
        def change(review: Review, act: Act) -> Review:
            return reviews.assessed(review, assessment, act)

        return await self.acting.change(asked, Review, review_id, "assess-procedure", change, may=access.of_reviewers)

    async def complete(self, asked: Asked, review_id: str, text: str = "") -> Review:
        """Raises Problem ``invalid-request`` while a question is open."""
        return await self.acting.change(
            asked, Review, review_id, "complete-review", reviews.ended, may=access.of_reviewers, text=text
        )

    async def cancel(self, asked: Asked, review_id: str, text: str) -> Review:
        """text: why."""
        said(text)
        return await self.acting.change(
            asked, Review, review_id, "cancel-review", reviews.ended, may=access.of_control_team, text=text
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposing:
    acting: Acting
    looking: Looking
    law: Law

    async def draft(self, asked: Asked, content: ProposalContent) -> Proposal:
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

    async def submit(self, asked: Asked, proposal_id: str) -> Proposal:
        return await self.acting.change(
            asked, Proposal, proposal_id, "submit-proposal", proposals.moved, may=access.of_control_team
        )

    async def decide(self, asked: Asked, proposal_id: str, decision: str, text: str = "") -> Proposal:
        """decision: ``accept``, ``partly-accept``, ``reject`` or ``return``; all but the first with a text."""
        if decision != "accept":
            said(text)
        name = f"{decision}-proposal"
        return await self.acting.change(
            asked, Proposal, proposal_id, name, proposals.moved, may=access.of_leader, text=text
        )

    async def carry_out(self, asked: Asked, proposal_id: str, legal_act: str, on: date) -> Proposal:
        """legal_act: its number. on: local day of its effect."""

        def change(proposal: Proposal, act: Act) -> Proposal:
            return proposals.carried_out(proposal, legal_act, on, act)

        return await self.acting.change(
            asked, Proposal, proposal_id, "carry-out-proposal", change, may=access.of_control_team
        )

    async def lapse(self, asked: Asked, proposal_id: str, text: str) -> Proposal:
        """text: why nothing came of it."""
        said(text)
        return await self.acting.change(
            asked, Proposal, proposal_id, "lapse-proposal", proposals.moved, may=access.of_control_team, text=text
        )

    async def _department(self, asked: Asked, content: ProposalContent, today: date) -> str:
        if content.review_id:
            review = await self.looking.one(asked.actor, Review, content.review_id)
            if review.procedure == content.procedure:
                return review.department
        access.reviewers(asked.actor, asked.actor.agency, asked.actor.department)
        return (await self.law.procedure(content.procedure, today)).department
