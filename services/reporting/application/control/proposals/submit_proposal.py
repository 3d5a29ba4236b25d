"""SubmitProposal: the proposal goes to the leadership."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import proposals
from reporting.domain.control.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitProposal:
    acting: Acting

    async def __call__(self, asked: Asked, proposal_id: str) -> Proposal:
        return await self.acting.change(
            asked, Proposal, proposal_id, "submit-proposal", proposals.moved, may=access.of_control_team
        )
