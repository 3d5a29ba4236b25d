"""LapseProposal: nothing came of it."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import proposals
from reporting.domain.control.acts import said
from reporting.domain.control.proposals import Proposal


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseProposal:
    acting: Acting

    async def __call__(self, asked: Asked, proposal_id: str, text: str) -> Proposal:
        """text: why nothing came of it."""
        said(text)
        return await self.acting.change(
            asked, Proposal, proposal_id, "lapse-proposal", proposals.moved, may=access.of_control_team, text=text
        )
